#pragma once

#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/lab_extension.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plugtest::llrp {

enum class DumpStyle : std::uint8_t { text, json };

struct DumpOptions {
  DumpStyle style = DumpStyle::text;
  DecodeMode mode = DecodeMode::tolerant;
  std::uint32_t type_d_vendor = lab_extension::k_vendor;  ///< enterprise number of our Customs
};

/// Counters of a dump.
struct DumpSummary {
  std::uint64_t messages = 0;
  std::uint64_t errors = 0;
  std::uint64_t foreign_streams = 0;  ///< not `expected`, and no message in them
};

/// What is known of a piece of a byte stream.
struct DumpContext {
  std::uint32_t stream = 0;               ///< any number; each has its own framing
  std::string_view label{};               ///< for example "10.0.0.1:40000 > 10.0.0.2:5084"
  std::optional<std::int64_t> time_ns{};  ///< since 1970, of the piece's arrival
  bool gap = false;                       ///< bytes are missing in front of this piece
  bool end = false;                       ///< the stream is over
  /// The piece is a TCP segment: the likeliest place of a message's first byte, so where decoding
  /// begins again after a gap, or in a connection whose start was not captured.
  bool segment = false;
  /// False: other protocols may be in this stream, which is no error.
  bool expected = true;
};

/// Turns byte streams into text or JSON lines, a message at a time: memory stays flat however long
/// the input is (one unfinished message a stream, 64 MiB in all). Feed pieces of any size, then
/// finish(). Offsets count the bytes of a stream that were there.
class Dumper {
 public:
  /// `sink` gets whole pieces of output, each ending with a newline.
  using Sink = std::function<void(std::string_view)>;
  Dumper(DumpOptions options, Sink sink);
  ~Dumper();
  Dumper(const Dumper&) = delete;
  Dumper& operator=(const Dumper&) = delete;

  void push(const DumpContext& context, std::span<const std::uint8_t> bytes);
  /// Reports messages that the input cut off.
  DumpSummary finish();

 private:
  struct Stream;
  void take(Stream& stream, std::span<const std::uint8_t> bytes);
  void drain(Stream& stream);
  void lose(Stream& stream, const Error& error);
  void end(Stream& stream);
  void write_frame(Stream& stream, const Frame& frame);
  void write_error(Stream& stream, const Error& error);

  DumpOptions options_;
  Sink sink_;
  std::map<std::uint32_t, std::unique_ptr<Stream>> streams_;
  std::size_t pending_ = 0;  // bytes of unfinished messages, all streams
  DumpSummary summary_{};
};

}  // namespace plugtest::llrp
