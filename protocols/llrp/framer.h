#pragma once

#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::llrp {

/// The header of a message, unchecked beyond what framing needs.
struct Header {
  std::uint8_t reserved_bits = 0;
  std::uint8_t version = 0;
  std::uint16_t type = 0;
  std::uint32_t length = 0;  ///< of the whole message in bytes
  std::uint32_t id = 0;
};

/// Reads the header at the start of `bytes`; at least 10 bytes, else nothing.
std::optional<Header> read_header(std::span<const std::uint8_t> bytes);

/// One whole message out of a stream.
struct Frame {
  Header header{};
  std::span<const std::uint8_t> bytes{};  ///< header included; valid until the next push()
  std::uint64_t offset = 0;               ///< of its first byte in the stream
};

struct FramerOptions {
  std::size_t max_message_bytes = std::size_t{16} * 1024 * 1024;
  /// False: a version field other than 1, 2, 3 is an error (garbage is noticed at once). True: any
  /// version is framed, for readers that must answer M_UnsupportedVersion.
  bool any_version = false;
};

/// Cuts a byte stream into messages, however it is split on arrival. Holds no more than what
/// arrived and was not taken. After an error the stream has no boundaries any more: next() repeats
/// the error until reset().
class Framer {
 public:
  explicit Framer(FramerOptions options = {}) : options_(options) {}

  /// Takes bytes as they arrived. Invalidates earlier frames.
  void push(std::span<const std::uint8_t> bytes);

  /// The next whole message; nothing when more bytes are needed. Errors: `malformed` for a length
  /// below 10 or above the maximum, `unsupported` for a bad version; the byte offset counts from
  /// the start of the stream.
  Result<std::optional<Frame>> next();

  /// Bytes that wait for the rest of their message. Non-zero at the end of a stream: truncated.
  std::size_t pending() const { return buffer_.size() - taken_; }
  /// Offset in the stream of the first pending byte.
  std::uint64_t offset() const { return base_ + taken_; }
  /// Drops what is pending and any error; the offset goes on counting.
  void reset();
  /// The same, and counts `bytes` that are not looked at.
  void skip(std::size_t bytes);

 private:
  FramerOptions options_;
  std::vector<std::uint8_t> buffer_{};
  std::size_t taken_ = 0;   // bytes of buffer_ already delivered
  std::uint64_t base_ = 0;  // stream offset of buffer_[0]
  std::optional<Error> error_{};
};

}  // namespace plugtest::llrp
