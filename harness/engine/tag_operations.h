#pragma once

#include "harness/model/manifest.h"
#include "harness/model/step.h"
#include "harness/model/tag_access.h"
#include "protocols/bits/result.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::engine {

/// What a script does with single tags: the order for a reader, and what came of it. Keeps in mind
/// what was written into which piece, since a piece whose UII was written is found by the new one.
class TagOperations {
 public:
  /// `seed` draws the identifiers that are written.
  explicit TagOperations(std::uint64_t seed) : seed_(seed) {}

  /// The order that carries out `operation` on `piece` in pass `pass` (0-based).
  model::AccessOrder order(const model::TagOperation& operation, const model::Piece& piece,
                           model::AirProtocol protocol, std::uint32_t pass);

  /// Empty: it went as it should. Else one sentence.
  std::optional<std::string> judge(const model::TagOperation& operation, const model::Piece& piece,
                                   const Result<std::optional<model::AccessedTag>>& accessed);

 private:
  struct Written {
    std::vector<std::uint16_t> words;
    std::optional<identity::Uii> uii;  ///< by which it is found since then
  };

  std::vector<std::uint16_t> own_s10(const model::Piece& piece, std::uint32_t pass) const;

  std::uint64_t seed_;
  std::map<model::PieceId, Written> written_;
  std::vector<std::uint16_t> under_way_;  ///< words of the last order that writes
};

}  // namespace plugtest::engine
