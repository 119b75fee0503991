#pragma once

#include "harness/model/observation.h"
#include "harness/model/reader_settings.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"
#include "protocols/capture/capture_reader.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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

/// Cuts one direction of a recording into messages.
class MessageFramer {
 public:
  virtual ~MessageFramer() = default;
  virtual void push(std::span<const std::uint8_t> bytes) = 0;
  /// The next whole message, valid until the next push(); nothing when more bytes are needed.
  /// Error: bytes that no message holds, after which there are no boundaries any more.
  virtual Result<std::optional<std::span<const std::uint8_t>>> next() = 0;
  /// Nothing more comes: what waits becomes no message, unless the framing can tell otherwise.
  virtual void settle() {}
  virtual std::size_t pending() const = 0;   ///< bytes that wait for the rest of a message
  virtual std::uint64_t offset() const = 0;  ///< of the first of them
};

/// What a reader family lends to the replay of its recordings, so that they go through the code of
/// its live driver. The families do not know replay, and replay knows no family: drivers/all brings
/// them together.
class ReplayFamily {
 public:
  virtual ~ReplayFamily() = default;

  virtual std::unique_ptr<MessageFramer> make_framer() const = 0;
  /// Whether messages of both directions are to be translated. Some families cannot tell a request
  /// from a reply; of theirs only what the reader said counts, where a capture tells who spoke.
  virtual bool both_directions() const { return true; }
  /// What a file that begins with `head` is.
  virtual capture::Format container(std::span<const std::uint8_t> head) const {
    return capture::detect(head);
  }

  /// One whole message. Errors: bytes that are not understood.
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
