#include "drivers/modules_core/virtual_line_faults.h"

#include <algorithm>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>

namespace plugtest::drivers {

namespace {

using model::ReaderFault;

constexpr std::size_t k_garbage_bytes = 4096;  // more than a driver will look through

std::uint64_t below(lab::RandomStream& random, std::uint64_t limit) {
  return boost::random::uniform_int_distribution<std::uint64_t>(0, limit - 1)(random);
}

}  // namespace

LineFaults::LineFaults(api::Runtime& runtime, std::span<const model::PlantedFault> faults,
                       std::uint64_t seed, LineFaultActions& actions)
    : runtime_(runtime),
      faults_(faults),
      seed_(seed),
      actions_(actions),
      stall_(runtime.clock),
      garbage_(runtime.clock),
      drop_(runtime.clock) {}

bool LineFaults::has(ReaderFault fault) const { return model::find(faults_, fault).has_value(); }

bool LineFaults::strikes(ReaderFault fault) {
  const auto planted = model::find(faults_, fault);
  if (!planted) return false;
  const auto [stream, made] =
      draws_.try_emplace(fault, lab::make_stream(seed_, model::info(fault).name));
  return below(stream->second,
               static_cast<std::uint64_t>(std::max<std::int64_t>(planted->parameter, 1))) == 0;
}

void LineFaults::send(std::span<const std::uint8_t> frame) {
  if (!stalled_) actions_.write(frame);
}

void LineFaults::at(ReaderFault fault, api::Timer& timer, const std::function<void()>& strike) {
  if (const auto planted = model::find(faults_, fault)) {
    timer.set_after(std::chrono::milliseconds(planted->parameter), strike);
  }
}

void LineFaults::inventory_began() {
  if (std::exchange(began_, true)) return;
  at(ReaderFault::stalls, stall_, [this] { stalled_ = true; });
  at(ReaderFault::garbage, garbage_, [this] {
    lab::RandomStream random = lab::make_stream(seed_, "garbage-bytes");
    std::vector<std::uint8_t> bytes(k_garbage_bytes);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(below(random, 256));
    actions_.write(bytes);
  });
  at(ReaderFault::drops_link, drop_, [this] { actions_.hang_up(); });
}

void LineFaults::host_gone() {
  for (api::Timer* timer : {&stall_, &garbage_, &drop_}) timer->cancel();
  began_ = false;
}

}  // namespace plugtest::drivers
