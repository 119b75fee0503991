#pragma once

#include "harness/model/observation.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"
#include "protocols/modules/frame_scanner.h"

#include <cstdint>
#include <span>
#include <string>

namespace plugtest::drivers {

/// Something that a module says besides tag reports.
struct ModuleEvent {
  std::string text;      ///< for people
  bool notable = false;  ///< whether an operator wants to see it
  /// What a module says of itself when it starts: what it was told before is lost. Else empty.
  std::string banner{};
};

/// Hears what frames say. Spans are valid during the call.
class ModuleSink {
 public:
  virtual ~ModuleSink() = default;
  virtual void on_observations(std::span<const model::Observation> observations) = 0;
  virtual void on_event(const ModuleEvent& event) = 0;
};

/// Frames of a family of modules -> observations and events; the same for the live driver, replay
/// and the decoder on the command line. Pure: no I/O, no clock.
class ModuleTranslator {
 public:
  virtual ~ModuleTranslator() = default;

  /// Takes one whole frame of either direction, as a FrameScanner delivers it; answers to questions
  /// and requests say nothing here. `received` is stamped on the observations. Errors: what frames
  /// with a right check still hold that cannot be.
  virtual Result<void> translate(std::span<const std::uint8_t> frame, HostTime received,
                                 ModuleSink& sink) = 0;
};

}  // namespace plugtest::drivers
