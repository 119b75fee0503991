#pragma once

#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plugtest::capture {

/// Containers of recorded bytes.
enum class Format : std::uint8_t {
  raw,     ///< the bytes of a dialogue back to back, no framing
  hex,     ///< hexadecimal text
  pcap,    ///< classic libpcap, either byte order, us or ns
  pcapng,  ///< pcapng
};

std::string_view to_string(Format format);

/// What `head`, the first bytes of a file (256 are plenty), looks like. Anything that is neither a
/// known container nor hexadecimal text is raw.
Format detect(std::span<const std::uint8_t> head);

/// A piece of a byte stream found in a capture. Views are valid during the call.
struct Chunk {
  std::uint32_t stream = 0;               ///< one number per direction of a connection; raw, hex: 0
  std::string_view label{};               ///< "10.0.0.1:40000 > 10.0.0.2:5084"; raw, hex: empty
  std::uint16_t source_port = 0;          ///< TCP; raw, hex: 0
  std::uint16_t destination_port = 0;     ///< TCP; raw, hex: 0
  std::optional<std::int64_t> time_ns{};  ///< since 1970; raw, hex: nothing
  bool gap = false;                       ///< bytes in front of this piece were not captured
  bool end = false;                       ///< nothing more will come in this stream; no bytes
  std::span<const std::uint8_t> bytes{};
};

/// Reads a capture fed in pieces of any size and gives the TCP payload bytes of each direction in
/// order. Memory is bounded: one packet; the segments that wait for an earlier one (at most 1 MiB a
/// direction and 32 MiB in all; beyond that the hole is given up and marked as a gap); and what is
/// known of 2048 directions (beyond that the half that was quiet for longest is ended). A stream
/// ends with its FIN or RST, or with the file; every stream that delivered bytes has an end.
///
/// Ethernet (with VLAN tags), raw IP, BSD loopback and Linux cooked links; IPv4 and IPv6. Packets
/// that are not whole TCP segments are counted and skipped.
class CaptureReader {
 public:
  using Sink = std::function<void(const Chunk&)>;
  CaptureReader(Format format, Sink sink);
  ~CaptureReader();
  CaptureReader(CaptureReader&&) noexcept;
  CaptureReader& operator=(CaptureReader&&) noexcept;

  /// Errors: `malformed` with the byte offset in the file. Nothing more is read after an error.
  Result<void> push(std::span<const std::uint8_t> bytes);
  /// Delivers what waited behind a hole. Error `truncated` when the file ends inside a record.
  Result<void> finish();

  /// Packets that carried no TCP payload for us: other protocols, fragments, cut off by a snap
  /// length.
  std::uint64_t skipped_packets() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plugtest::capture
