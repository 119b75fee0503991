#pragma once

#include "harness/model/observation.h"
#include "harness/model/reader_settings.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace plugtest::drivers {

/// Hears what the messages of a recording say. Spans are valid during the call.
class ReplaySink {
 public:
  virtual ~ReplaySink() = default;
  virtual void on_observations(std::span<const model::Observation> observations) = 0;
  virtual void on_event(const std::string& what) = 0;  ///< one that an operator wants to see
};

/// What a reader family lends to the replay of its recordings, so that they go through the code of
/// its live driver. The families do not know replay, and replay knows no family: drivers/all brings
/// them together.
class ReplayFamily {
 public:
  virtual ~ReplayFamily() = default;

  /// One whole message, of either direction. Errors: bytes that are not understood.
  virtual Result<void> translate(std::span<const std::uint8_t> message, HostTime received,
                                 ReplaySink& sink) = 0;

  /// Learns what the recorded reader says of itself from one message. False when nothing more is to
  /// be learned.
  virtual bool learn(std::span<const std::uint8_t> message) = 0;
  virtual model::ReaderIdentity identity() const = 0;          ///< as far as learned
  virtual model::ReaderCapabilities capabilities() const = 0;  ///< as far as learned
};

using MakeReplayFamily = std::function<std::unique_ptr<ReplayFamily>()>;

}  // namespace plugtest::drivers
