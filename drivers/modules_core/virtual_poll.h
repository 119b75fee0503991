#pragma once

#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/api/virtual_radio.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// The radio of a virtual module whose inventories are commands that end: it runs for a while,
/// tells each tag, and stops; or it looks for one tag and does something with it. One at a time.
class VirtualPoll final : private api::TagReadListener, private api::TagAccess {
 public:
  using OnRead = std::function<void(const api::TagRead& read)>;
  using OnEnd = std::function<void()>;
  using Matches = std::function<bool(const identity::Uii& uii)>;
  using OnAccessed = std::function<void(const api::TagRead* tag)>;  ///< null: no tag was found

  VirtualPoll(api::Runtime& runtime, api::VirtualRadio& radio);
  ~VirtualPoll() override;
  VirtualPoll(const VirtualPoll&) = delete;
  VirtualPoll& operator=(const VirtualPoll&) = delete;

  /// Reads tags for `duration` (empty: until halt()), then calls `on_end`. Errors: what the radio
  /// refuses.
  Result<void> inventory(const api::RadioInventory& what, std::optional<Nanos> duration,
                         OnRead on_read, OnEnd on_end);

  /// Looks for a tag that `matches`, for at most `duration`, and carries out `requests` on it.
  Result<void> access(api::RadioInventory what, Matches matches,
                      std::vector<api::AccessRequest> requests, Nanos duration, OnAccessed on_end);

  /// The inventory under way ends `delay` from now instead.
  void end_after(Nanos delay);

  /// Stops the radio; calls nobody.
  void halt();
  bool busy() const { return busy_; }

 private:
  void on_tag_read(const api::TagRead& read) override;
  std::vector<api::AccessRequest> next(const api::SingulatedTag& tag,
                                       std::span<const api::AccessResult> done) override;
  Result<void> run(const api::RadioInventory& what, std::optional<Nanos> duration);
  void end();

  api::VirtualRadio& radio_;
  api::Clock& clock_;
  api::Timer timer_;
  bool busy_ = false;
  OnRead on_read_;
  OnEnd on_end_;
  Matches matches_;
  OnAccessed on_accessed_;
  std::vector<api::AccessRequest> requests_;
  std::optional<api::TagRead> accessed_;
};

/// The strongest power of the radio's table that is not above `mdbm`; nothing when all are.
std::optional<std::int32_t> power_at_most(const api::RadioCapabilities& capabilities,
                                          std::int32_t mdbm);

}  // namespace plugtest::drivers
