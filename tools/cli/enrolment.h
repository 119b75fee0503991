#pragma once

#include "harness/model/manifest.h"
#include "protocols/bits/result.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace plugtest::cli {

/// A manifest that grows piece by piece. Every piece is on disk before the next is taken: who is
/// cut off in the middle of a sack of mail keeps what was enrolled.
class Enrolment {
 public:
  /// Goes on with the pieces of `manifest`.
  Enrolment(std::filesystem::path file, model::Manifest manifest);

  /// Gives the piece an id ("piece-0007", the next free one) and writes the file anew. Error
  /// `configuration` for a UII or TID that another piece has, or an item that has a piece already,
  /// `io` when the file cannot be written; the piece is not enrolled then.
  Result<model::PieceId> add(const model::TagTypeId& tag_type, const identity::Uii& uii,
                             const std::string& tid_hex, const std::string& item);

  /// Takes the pieces of a list, all or none. Errors as add().
  Result<void> add_all(const model::Manifest& list);

  /// The piece with this TID, if any.
  std::optional<model::PieceId> holder_of(const std::string& tid_hex) const;

  std::size_t size() const { return manifest_.expected.size() + manifest_.elsewhere.size(); }

 private:
  Result<void> check(const identity::Uii& uii, const std::string& tid_hex,
                     const std::string& item) const;
  void remember(const model::Piece& piece, const std::string& item);
  Result<void> write() const;

  std::filesystem::path file_;
  model::Manifest manifest_;
  std::map<identity::Uii, model::PieceId> uiis_;
  std::map<std::string, model::PieceId> tids_;
  std::map<std::string, model::PieceId> items_;
  std::set<std::string> ids_;
};

}  // namespace plugtest::cli
