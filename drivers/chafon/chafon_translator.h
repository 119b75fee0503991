#pragma once

#include "harness/model/observation.h"
#include "protocols/modules/chafon_command.h"
#include "protocols/modules/chafon_format.h"

#include <optional>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// Replies of UHFReader18 and 288 readers as tag reports. Pure; the same live, in replay and in
/// `decode`. Readers of the older kind tell neither antenna nor RSSI; of the newer, the RSSI is an
/// index of the reader's own scale. None has a clock.
class ChafonTranslator {
 public:
  /// `variant` empty: found out from the first reply with tags; one that could be of either kind is
  /// taken for the newer.
  explicit ChafonTranslator(std::optional<modules::chafon::Variant> variant = std::nullopt)
      : variant_(variant) {}

  /// The tags in a reply; none in replies that have none. Valid until the next call. Errors:
  /// `malformed` or `truncated` for an inventory reply that is none.
  Result<std::span<const model::Observation>> translate(const modules::chafon::FrameView& reply,
                                                        HostTime received);

  std::optional<modules::chafon::Variant> variant() const { return variant_; }

 private:
  Result<modules::chafon::InventoryReply> parse(modules::chafon::Data data);

  std::optional<modules::chafon::Variant> variant_;
  std::vector<model::Observation> observations_;  // reused
};

}  // namespace plugtest::drivers
