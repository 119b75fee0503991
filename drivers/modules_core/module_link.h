#pragma once

#include "drivers/transport/byte_stream.h"
#include "harness/api/done.h"
#include "harness/api/runtime.h"
#include "protocols/modules/frame_scanner.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// One question to a module, and how its answer is known.
struct ModuleRequest {
  std::string name;                 ///< for errors: "set-region"
  std::vector<std::uint8_t> bytes;  ///< the frame
  /// Whether a frame answers this request, as yes or as no.
  std::function<bool(std::span<const std::uint8_t> frame)> is_answer;
  /// Whether a frame shows that the answer is on its way, so that `timeout` begins again: what
  /// comes before the last frame of a long answer. Empty: none does.
  std::function<bool(std::span<const std::uint8_t> frame)> is_part{};
  Nanos timeout = std::chrono::seconds(1);  ///< for one try
  /// How often it is sent at most. Only what may be done twice is worth more than one try.
  unsigned tries = 2;
};

/// The host's side of one line to a module: frames over a byte stream, one question at a time, what
/// comes unasked, and the end. Everything is called on the io_context's thread; the owner may
/// destroy the link from inside any callback.
class ModuleLink {
 public:
  using Answer = std::function<void(Result<std::vector<std::uint8_t>>)>;
  using OnFrame = std::function<void(std::span<const std::uint8_t> frame)>;
  using OnGarbage =
      std::function<void(const std::string& what, std::span<const std::uint8_t> bytes)>;
  using OnDown = std::function<void(const Error& why)>;

  struct Callbacks {
    OnFrame on_frame;      ///< what answers no question: tag reports, events
    OnGarbage on_garbage;  ///< bytes that are no frame: "14 bytes that are no frame (bad-check)"
    OnDown on_down;        ///< once, after the open questions; not after close()
  };

  struct Options {
    /// A frame that has begun and goes on no more after this time is given up.
    Nanos silence = std::chrono::milliseconds(250);
    /// After so many bytes without one frame between them, what is at the other end does not speak
    /// this protocol (or at another speed): the link ends with `protocol`.
    std::size_t max_garbage_bytes = 2048;
  };

  /// `format` outlives the link.
  ModuleLink(api::Runtime& runtime, std::unique_ptr<ByteStream> stream,
             const modules::FrameFormat& format, Options options);
  ModuleLink(api::Runtime& runtime, std::unique_ptr<ByteStream> stream,
             const modules::FrameFormat& format)
      : ModuleLink(runtime, std::move(stream), format, Options{}) {}
  ~ModuleLink();
  ModuleLink(const ModuleLink&) = delete;
  ModuleLink& operator=(const ModuleLink&) = delete;

  void start(Callbacks callbacks);

  /// Asks, when all earlier questions are over. `answer` is called once, never from inside: with
  /// the frame that answers; with `timed_out` after the last try (`protocol` when bytes came, and
  /// no frame was among them); or with what ended the link.
  void request(ModuleRequest request, Answer answer);

  /// Sends a frame that has no answer.
  void send(std::span<const std::uint8_t> frame);

  /// Ends the link as broken by the peer, as `on_down` tells.
  void fail_link(const Error& why);

  /// Ends the link in order. Calls nobody any more, open questions included.
  void close();

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace plugtest::drivers
