#pragma once

#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace plugtest::capture {

/// A captured packet; `bytes` is valid during the call.
struct Packet {
  std::uint32_t link_type = 0;  ///< LINKTYPE_ number, for example 1 = Ethernet
  std::int64_t time_ns = 0;     ///< since 1970
  bool whole = true;            ///< false: cut off by a snap length
  std::span<const std::uint8_t> bytes{};
};

/// Cuts a pcap or pcapng file, fed in pieces of any size, into packets. Holds one record at most
/// (16 MiB; longer ones are an error).
class PacketFile {
 public:
  using Sink = std::function<void(const Packet&)>;
  enum class Kind : std::uint8_t { pcap, pcapng };
  PacketFile(Kind kind, Sink sink) : kind_(kind), sink_(std::move(sink)) {}

  /// Errors: `malformed` with the byte offset in the file.
  Result<void> push(std::span<const std::uint8_t> bytes);
  /// Error `truncated` when the file ends inside a record.
  Result<void> finish() const;

 private:
  struct Interface {
    std::uint32_t link_type = 0;
    std::uint64_t ticks_per_second = 1'000'000;
  };

  // Each takes one record from `bytes` and returns its length, or 0 when more bytes are needed.
  Result<std::size_t> take_pcap(std::span<const std::uint8_t> bytes);
  Result<std::size_t> take_pcap_header(std::span<const std::uint8_t> bytes);
  Result<std::size_t> take_block(std::span<const std::uint8_t> bytes);
  Result<void> read_interface(std::span<const std::uint8_t> body);
  Result<void> read_packet(std::span<const std::uint8_t> body, bool enhanced);
  std::uint16_t u16(std::span<const std::uint8_t> bytes, std::size_t at) const;
  std::uint32_t u32(std::span<const std::uint8_t> bytes, std::size_t at) const;
  tl::unexpected<Error> bad(const char* message, std::size_t at = 0) const;

  Kind kind_;
  Sink sink_;
  std::vector<std::uint8_t> buffer_{};
  std::uint64_t offset_ = 0;  // in the file, of the record being read
  bool started_ = false;
  bool big_endian_ = false;
  std::vector<Interface> interfaces_{};
};

}  // namespace plugtest::capture
