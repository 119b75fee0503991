#pragma once

#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/lab/rng.h"
#include "harness/model/fault.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace plugtest::drivers {

/// What the faults of a line do to it.
class LineFaultActions {
 public:
  virtual ~LineFaultActions() = default;
  virtual void write(std::span<const std::uint8_t> bytes) = 0;
  virtual void hang_up() = 0;
  /// Our direction alone ends, where the line has such a thing; else all of it.
  virtual void end_sending() = 0;
  /// The module starts anew and prints its banner.
  virtual void restart() = 0;
};

/// Makes the check of a whole frame wrong, and nothing else.
using SpoilCheck = void (*)(std::span<std::uint8_t> frame);

/// Stands between a virtual module and its line: every frame passes here, and the planted faults
/// that concern the line strike (model::ReaderFault says what each does). Whether one strikes is
/// drawn frame by frame (or byte by byte) from a stream of the fault's own.
class LineFaults {
 public:
  /// `actions` and what `faults` lies in outlive this.
  LineFaults(api::Runtime& runtime, std::span<const model::PlantedFault> faults, std::uint64_t seed,
             SpoilCheck spoil_check, LineFaultActions& actions);

  bool has(model::ReaderFault fault) const { return model::find(faults_, fault).has_value(); }
  /// Draws whether a fault with a parameter one-in strikes this time.
  bool strikes(model::ReaderFault fault);

  /// A frame of the module, on its way to the host: sent by itself, or as an answer.
  void report(std::vector<std::uint8_t> frame);
  void answer(std::vector<std::uint8_t> frame);

  /// Timed faults are counted from the first time.
  void inventory_began();
  void host_gone();

 private:
  void at(model::ReaderFault fault, api::Timer& timer, const std::function<void()>& strike);
  void send(std::vector<std::uint8_t> frame);
  void send_late();
  void send_burst();
  void send_garbage();

  api::Runtime runtime_;
  std::span<const model::PlantedFault> faults_;
  std::uint64_t seed_;
  SpoilCheck spoil_check_;
  LineFaultActions& actions_;
  std::map<model::ReaderFault, lab::RandomStream> draws_;  // one stream a fault
  api::Timer stall_, garbage_, drop_, half_, restart_, late_timer_, burst_timer_;
  std::deque<std::pair<HostTime, std::vector<std::uint8_t>>> late_;  // answers, and when they go
  std::deque<std::vector<std::uint8_t>> burst_;                      // reports that are kept back
  std::size_t burst_bytes_ = 0;
  bool began_ = false;
  bool stalled_ = false;
};

}  // namespace plugtest::drivers
