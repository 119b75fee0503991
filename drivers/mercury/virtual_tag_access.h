#pragma once

#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/api/virtual_radio.h"
#include "protocols/modules/mercury_command.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// One operation of a virtual Mercury module on one tag: singulates Type C tags until the selected
/// one is met, does what is asked, and has the answer; or has none in time.
class VirtualTagAccess final : private api::TagReadListener, private api::TagAccess {
 public:
  struct Answer {
    std::uint16_t status = 0;
    std::vector<std::uint8_t> data{};
  };
  using Done = std::function<void(Answer)>;

  VirtualTagAccess(api::Runtime& runtime, api::VirtualRadio& radio)
      : radio_(radio), timer_(runtime.clock) {}

  bool busy() const { return static_cast<bool>(done_); }

  /// `inventory` says antenna, power and session. `done` is called once, later or at once.
  void begin(const modules::mercury::TagOperation& operation, api::RadioInventory inventory,
             Done done);
  /// Forgets it.
  void cancel();

 private:
  void on_tag_read(const api::TagRead& read) override;
  std::vector<api::AccessRequest> next(const api::SingulatedTag& tag,
                                       std::span<const api::AccessResult> done) override;
  bool selected(const identity::Uii& uii) const;
  void finish(Answer answer);

  api::VirtualRadio& radio_;
  api::Timer timer_;
  modules::mercury::TagOperation operation_;
  std::vector<api::AccessRequest> requests_;
  Done done_;
};

}  // namespace plugtest::drivers
