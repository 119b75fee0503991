#include "drivers/modules_core/virtual_line_faults.h"

#include <algorithm>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>

namespace plugtest::drivers {

namespace {

using model::ReaderFault;

constexpr std::size_t k_garbage_bytes = 4096;  // more than a driver will look through

/// What a module can keep back; what is more is lost, the oldest first.
constexpr std::size_t k_burst_bytes = std::size_t{64} * 1024;

std::uint64_t below(lab::RandomStream& random, std::uint64_t limit) {
  return boost::random::uniform_int_distribution<std::uint64_t>(0, limit - 1)(random);
}

}  // namespace

LineFaults::LineFaults(api::Runtime& runtime, std::span<const model::PlantedFault> faults,
                       std::uint64_t seed, SpoilCheck spoil_check, LineFaultActions& actions)
    : runtime_(runtime),
      faults_(faults),
      seed_(seed),
      spoil_check_(spoil_check),
      actions_(actions),
      stall_(runtime.clock),
      garbage_(runtime.clock),
      drop_(runtime.clock),
      half_(runtime.clock),
      restart_(runtime.clock),
      late_timer_(runtime.clock),
      burst_timer_(runtime.clock) {}

bool LineFaults::strikes(ReaderFault fault) {
  const auto planted = model::find(faults_, fault);
  if (!planted) return false;
  const auto [stream, made] =
      draws_.try_emplace(fault, lab::make_stream(seed_, model::info(fault).name));
  return below(stream->second,
               static_cast<std::uint64_t>(std::max<std::int64_t>(planted->parameter, 1))) == 0;
}

void LineFaults::report(std::vector<std::uint8_t> frame) {
  const auto burst = model::find(faults_, ReaderFault::buffered_burst);
  if (!burst) {
    send(std::move(frame));
    return;
  }
  burst_bytes_ += frame.size();
  burst_.push_back(std::move(frame));
  while (burst_bytes_ > k_burst_bytes) {
    burst_bytes_ -= burst_.front().size();
    burst_.pop_front();
  }
  if (!burst_timer_.pending()) {
    burst_timer_.set_after(std::chrono::milliseconds(burst->parameter), [this] { send_burst(); });
  }
}

void LineFaults::send_burst() {
  burst_bytes_ = 0;
  for (std::vector<std::uint8_t>& frame : std::exchange(burst_, {})) send(std::move(frame));
}

void LineFaults::send(std::vector<std::uint8_t> frame) {
  if (stalled_) return;
  if (strikes(ReaderFault::wrong_check)) spoil_check_(frame);
  if (strikes(ReaderFault::half_frames)) frame.resize(frame.size() / 2);
  if (has(ReaderFault::lost_bytes)) {
    std::erase_if(frame, [this](std::uint8_t) { return strikes(ReaderFault::lost_bytes); });
  }
  actions_.write(frame);
}

void LineFaults::answer(std::vector<std::uint8_t> frame) {
  const auto late = model::find(faults_, ReaderFault::late_replies);
  if (!late) {
    send(std::move(frame));
    return;
  }
  late_.emplace_back(runtime_.clock.now() + std::chrono::milliseconds(late->parameter),
                     std::move(frame));
  if (!late_timer_.pending()) send_late();
}

void LineFaults::send_late() {
  if (late_.empty()) return;
  late_timer_.set(late_.front().first, [this] {
    send(std::exchange(late_.front().second, {}));
    if (!late_.empty()) late_.pop_front();  // it may have ended with host_gone()
    send_late();
  });
}

void LineFaults::at(ReaderFault fault, api::Timer& timer, const std::function<void()>& strike) {
  if (const auto planted = model::find(faults_, fault)) {
    timer.set_after(std::chrono::milliseconds(planted->parameter), strike);
  }
}

void LineFaults::inventory_began() {
  if (std::exchange(began_, true)) return;
  at(ReaderFault::stalls, stall_, [this] { stalled_ = true; });
  at(ReaderFault::garbage, garbage_, [this] { send_garbage(); });
  at(ReaderFault::drops_link, drop_, [this] { actions_.hang_up(); });
  at(ReaderFault::half_closed, half_, [this] { actions_.end_sending(); });
  at(ReaderFault::restarts, restart_, [this] {
    late_.clear();
    burst_.clear();
    burst_bytes_ = 0;
    late_timer_.cancel();
    burst_timer_.cancel();
    actions_.restart();
  });
}

void LineFaults::send_garbage() {
  lab::RandomStream random = lab::make_stream(seed_, "garbage-bytes");
  std::vector<std::uint8_t> bytes(k_garbage_bytes);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(below(random, 256));
  actions_.write(bytes);
}

void LineFaults::host_gone() {
  for (api::Timer* timer :
       {&stall_, &garbage_, &drop_, &half_, &restart_, &late_timer_, &burst_timer_}) {
    timer->cancel();
  }
  late_.clear();
  burst_.clear();
  burst_bytes_ = 0;
  began_ = false;
}

}  // namespace plugtest::drivers
