#include "drivers/modules_core/virtual_poll.h"

#include <cassert>
#include <utility>

namespace plugtest::drivers {

VirtualPoll::VirtualPoll(api::Runtime& runtime, api::VirtualRadio& radio)
    : radio_(radio), clock_(runtime.clock), timer_(runtime.clock) {}

VirtualPoll::~VirtualPoll() { halt(); }

Result<void> VirtualPoll::inventory(const api::RadioInventory& what, std::optional<Nanos> duration,
                                    OnRead on_read, OnEnd on_end) {
  assert(!busy_ && "one at a time");
  on_read_ = std::move(on_read);
  on_end_ = std::move(on_end);
  return run(what, duration);
}

Result<void> VirtualPoll::access(api::RadioInventory what, Matches matches,
                                 std::vector<api::AccessRequest> requests, Nanos duration,
                                 OnAccessed on_end) {
  assert(!busy_ && "one at a time");
  matches_ = std::move(matches);
  requests_ = std::move(requests);
  accessed_.reset();
  on_accessed_ = std::move(on_end);
  what.access = requests_;
  what.access_by_tag = this;
  return run(what, duration);
}

Result<void> VirtualPoll::run(const api::RadioInventory& what, std::optional<Nanos> duration) {
  if (auto started = radio_.start(what, *this); !started) {
    halt();
    return started;
  }
  busy_ = true;
  if (duration) timer_.set_after(*duration, [this] { end(); });
  return {};
}

void VirtualPoll::end_after(Nanos delay) {
  if (busy_) timer_.set_after(delay, [this] { end(); });
}

void VirtualPoll::halt() {
  if (busy_) radio_.stop();
  busy_ = false;
  timer_.cancel();
  on_read_ = nullptr;
  on_end_ = nullptr;
  matches_ = nullptr;
  on_accessed_ = nullptr;
}

void VirtualPoll::on_tag_read(const api::TagRead& read) {
  if (!busy_) return;
  if (on_read_) on_read_(read);
  if (!on_accessed_ || read.access.empty() || accessed_) return;
  accessed_ = read;
  // Not from inside the radio's own call.
  timer_.set(clock_.now(), [this] { end(); });
}

std::vector<api::AccessRequest> VirtualPoll::next(const api::SingulatedTag& tag,
                                                  std::span<const api::AccessResult> done) {
  if (accessed_ || !done.empty() || !matches_ || !matches_(tag.uii)) return {};
  return requests_;
}

void VirtualPoll::end() {
  const auto on_end = on_end_;
  const auto on_accessed = on_accessed_;
  const auto accessed = std::exchange(accessed_, std::nullopt);
  halt();
  if (on_end) on_end();
  if (on_accessed) on_accessed(accessed ? &*accessed : nullptr);
}

std::optional<std::int32_t> power_at_most(const api::RadioCapabilities& capabilities,
                                          std::int32_t mdbm) {
  std::optional<std::int32_t> best;
  for (const std::int32_t step : capabilities.power_table_mdbm) {
    if (step <= mdbm) best = step;
  }
  return best;
}

}  // namespace plugtest::drivers
