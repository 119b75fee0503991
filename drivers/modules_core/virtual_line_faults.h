#pragma once

#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/lab/rng.h"
#include "harness/model/fault.h"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// What the faults of a line do to it.
class LineFaultActions {
 public:
  virtual ~LineFaultActions() = default;
  virtual void write(std::span<const std::uint8_t> bytes) = 0;
  virtual void hang_up() = 0;
};

/// Stands between a virtual module and its line: every frame passes here, and the planted faults
/// that concern the line strike (model::ReaderFault says what each does).
class LineFaults {
 public:
  /// `actions` and what `faults` lies in outlive this.
  LineFaults(api::Runtime& runtime, std::span<const model::PlantedFault> faults, std::uint64_t seed,
             LineFaultActions& actions);

  bool has(model::ReaderFault fault) const;
  /// Draws whether a fault with a parameter one-in strikes this time.
  bool strikes(model::ReaderFault fault);
  /// A frame of the module, on its way to the host.
  void send(std::span<const std::uint8_t> frame);

  /// Timed faults are counted from the first time.
  void inventory_began();
  void host_gone();

 private:
  void at(model::ReaderFault fault, api::Timer& timer, const std::function<void()>& strike);

  api::Runtime runtime_;
  std::span<const model::PlantedFault> faults_;
  std::uint64_t seed_;
  LineFaultActions& actions_;
  std::map<model::ReaderFault, lab::RandomStream> draws_;  // one stream a fault
  api::Timer stall_, garbage_, drop_;
  bool began_ = false;
  bool stalled_ = false;
};

}  // namespace plugtest::drivers
