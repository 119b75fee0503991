#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace plugtest::modules {

/// Why bytes of a stream were passed over.
enum class SkipReason : std::uint8_t {
  filler,         ///< bytes that the protocol allows between frames and that say nothing
  noise,          ///< no frame begins like this
  bad_check,      ///< a whole frame, but its checksum or CRC does not fit
  bad_length,     ///< begins like a frame, with a length that no frame has
  bad_character,  ///< begins like a frame, then holds what no frame holds
  cut_off,        ///< begins like a frame, and the rest never came
};

std::string_view to_string(SkipReason reason);  ///< "bad-check"

/// What a protocol makes of the bytes at the front of a stream.
struct Finding {
  enum class Kind : std::uint8_t {
    wait,   ///< may become a frame: more bytes are needed
    frame,  ///< a whole frame, with its checks right, of `bytes` bytes
    skip,   ///< `bytes` bytes (at least one) at the front begin no frame
  };
  Kind kind = Kind::wait;
  std::size_t bytes = 0;
  SkipReason reason = SkipReason::noise;  ///< of a skip

  static Finding wait() { return {}; }
  static Finding frame(std::size_t bytes) { return {Kind::frame, bytes, SkipReason::noise}; }
  static Finding skip(SkipReason reason, std::size_t bytes = 1) {
    return {Kind::skip, bytes, reason};
  }
};

/// How the frames of one protocol are told apart in a stream, in one direction or both. Pure: no
/// state. What it finds must not change when more bytes follow, and it waits for no frame longer
/// than max_frame_bytes(); then nothing that FrameScanner does depends on how a stream is split.
class FrameFormat {
 public:
  virtual ~FrameFormat() = default;
  /// `bytes` is never empty.
  virtual Finding inspect(std::span<const std::uint8_t> bytes) const = 0;
  virtual std::size_t max_frame_bytes() const = 0;
};

/// A piece of a stream: a whole frame, or bytes that were passed over.
struct Piece {
  bool is_frame = false;
  SkipReason reason = SkipReason::noise;  ///< of what was passed over: why its first byte was
  std::span<const std::uint8_t> bytes{};  ///< valid until the next push()
  std::uint64_t offset = 0;               ///< of its first byte in the stream

  /// Bytes that are neither a frame nor allowed between frames.
  bool is_garbage() const { return !is_frame && reason != SkipReason::filler; }
};

/// Cuts the byte stream of a serial module into frames, however it is split on arrival, and finds
/// them again after anything else: a frame whose check is wrong is given up byte by byte, so frames
/// inside it or right behind it are not lost. All pieces together are the stream, in order.
///
/// Bytes passed over come as few pieces as possible: one ends at the next frame, where its reason
/// turns from filler or noise to one about a frame, or at k_max_skip bytes. Memory: one frame, one
/// such piece and what was pushed last.
class FrameScanner {
 public:
  static constexpr std::size_t k_max_skip = 256;

  /// `format` outlives the scanner.
  explicit FrameScanner(const FrameFormat& format) : format_(&format) {}

  /// Takes bytes as they arrived. Invalidates earlier pieces.
  void push(std::span<const std::uint8_t> bytes);

  /// The next piece; nothing when more bytes are needed to tell.
  std::optional<Piece> next();

  /// The line has fallen silent, or the stream is over: nothing more comes for a frame that has
  /// begun. Until the next push(), next() gives up what waits (`cut_off`), finds the frames inside
  /// it, and leaves nothing.
  void settle() { settled_ = true; }

  /// Bytes that wait, for the rest of a frame or for the end of a piece that is passed over.
  std::size_t pending() const { return buffer_.size() - taken_; }
  /// Offset in the stream of the first of them.
  std::uint64_t offset() const { return base_ + taken_; }

  /// Forgets what waits; what is pushed next begins anew. Offsets go on.
  void reset();

 private:
  Piece deliver(bool is_frame, std::size_t bytes);

  const FrameFormat* format_;
  std::vector<std::uint8_t> buffer_;
  std::uint64_t base_ = 0;    // offset in the stream of buffer_'s first byte
  std::size_t taken_ = 0;     // bytes in front that have been delivered
  std::size_t skipping_ = 0;  // bytes behind those that are being passed over
  SkipReason reason_ = SkipReason::noise;
  bool settled_ = false;
};

}  // namespace plugtest::modules
