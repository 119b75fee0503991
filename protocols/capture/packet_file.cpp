#include "protocols/capture/packet_file.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace plugtest::capture {
namespace {

constexpr std::size_t k_max_record = std::size_t{16} * 1024 * 1024;
constexpr std::int64_t k_ns_per_second = 1'000'000'000;

// Classic pcap.
constexpr std::uint32_t k_magic_us = 0xA1B2C3D4;
constexpr std::uint32_t k_magic_ns = 0xA1B23C4D;
constexpr std::size_t k_file_header = 24;
constexpr std::size_t k_record_header = 16;

// pcapng (IETF draft-ietf-opsawg-pcapng).
constexpr std::uint32_t k_section_header = 0x0A0D0D0A;
constexpr std::uint32_t k_interface_description = 1;
constexpr std::uint32_t k_simple_packet = 3;
constexpr std::uint32_t k_enhanced_packet = 6;
constexpr std::uint32_t k_byte_order_magic = 0x1A2B3C4D;
constexpr std::size_t k_min_block = 12;
constexpr std::uint16_t k_option_time_resolution = 9;

std::uint32_t load(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t count,
                   bool big_endian) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    number = (number << 8U) | bytes[at + (big_endian ? i : count - 1 - i)];
  }
  return number;
}

std::int64_t to_ns(std::uint64_t ticks, std::uint64_t per_second) {
  const std::uint64_t seconds = ticks / per_second;
  const std::uint64_t rest = ticks % per_second;
  // In two steps, because ticks * 10^9 does not fit; resolutions beyond 1 ns are rounded down.
  constexpr auto k_ns = static_cast<std::uint64_t>(k_ns_per_second);
  const std::uint64_t fraction =
      per_second >= k_ns ? rest / (per_second / k_ns) : rest * k_ns / per_second;
  return static_cast<std::int64_t>(seconds * k_ns + fraction);
}

}  // namespace

std::uint16_t PacketFile::u16(std::span<const std::uint8_t> bytes, std::size_t at) const {
  return static_cast<std::uint16_t>(load(bytes, at, 2, big_endian_));
}

std::uint32_t PacketFile::u32(std::span<const std::uint8_t> bytes, std::size_t at) const {
  return load(bytes, at, 4, big_endian_);
}

tl::unexpected<Error> PacketFile::bad(const char* message, std::size_t at) const {
  Where where;
  where.byte_offset = static_cast<std::size_t>(offset_) + at;
  return fail(ErrorCode::malformed, message, where);
}

Result<void> PacketFile::push(std::span<const std::uint8_t> bytes) {
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  std::size_t taken = 0;
  for (;;) {
    const auto rest = std::span<const std::uint8_t>(buffer_).subspan(taken);
    const Result<std::size_t> length = kind_ == Kind::pcap ? take_pcap(rest) : take_block(rest);
    if (!length) {
      return fail(length.error());
    }
    if (*length == 0) {
      break;
    }
    taken += *length;
    offset_ += *length;
  }
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(taken));
  return {};
}

Result<void> PacketFile::finish() const {
  if (!buffer_.empty() || !started_) {
    Where where;
    where.byte_offset = static_cast<std::size_t>(offset_);
    return fail(ErrorCode::truncated, "the capture file ends inside a record", where);
  }
  return {};
}

Result<std::size_t> PacketFile::take_pcap(std::span<const std::uint8_t> bytes) {
  if (!started_) {
    return take_pcap_header(bytes);
  }
  if (bytes.size() < k_record_header) {
    return 0;
  }
  const std::size_t captured = u32(bytes, 8);
  if (captured > k_max_record) {
    return bad("a packet record is longer than 16 MiB", 8);
  }
  if (bytes.size() < k_record_header + captured) {
    return 0;
  }
  const Interface& link = interfaces_.front();
  const std::uint64_t ticks = std::uint64_t{u32(bytes, 0)} * link.ticks_per_second + u32(bytes, 4);
  sink_({.link_type = link.link_type,
         .time_ns = to_ns(ticks, link.ticks_per_second),
         .whole = captured == u32(bytes, 12),
         .bytes = bytes.subspan(k_record_header, captured)});
  return k_record_header + captured;
}

Result<std::size_t> PacketFile::take_pcap_header(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < k_file_header) {
    return 0;
  }
  for (const bool big_endian : {false, true}) {
    const std::uint32_t magic = load(bytes, 0, 4, big_endian);
    if (magic == k_magic_us || magic == k_magic_ns) {
      big_endian_ = big_endian;
      started_ = true;
      constexpr std::uint32_t k_link_mask = 0x0FFFFFFF;  // the top bits tell of frame check sums
      interfaces_ = {{load(bytes, 20, 4, big_endian) & k_link_mask,
                      magic == k_magic_ns ? std::uint64_t{1'000'000'000} : 1'000'000}};
      return k_file_header;
    }
  }
  return bad("no pcap file: the first four bytes are no known magic number");
}

Result<std::size_t> PacketFile::take_block(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < k_min_block) {
    return 0;
  }
  // A section header reads the same in both byte orders, and says which one follows.
  const bool section = load(bytes, 0, 4, false) == k_section_header;
  if (section) {
    const std::uint32_t magic = load(bytes, 8, 4, false);
    if (magic != k_byte_order_magic && load(bytes, 8, 4, true) != k_byte_order_magic) {
      return bad("no pcapng file: the byte-order magic number is missing", 8);
    }
    big_endian_ = magic != k_byte_order_magic;
    interfaces_.clear();
    started_ = true;
  } else if (!started_) {
    return bad("no pcapng file: it does not begin with a section header");
  }
  const std::size_t length = u32(bytes, 4);
  if (length < k_min_block || length % 4 != 0 || length > k_max_record) {
    return bad("a pcapng block has an impossible length", 4);
  }
  if (bytes.size() < length) {
    return 0;
  }
  const auto body = bytes.subspan(8, length - k_min_block);
  Result<void> read;
  switch (u32(bytes, 0)) {
    case k_interface_description:
      read = read_interface(body);
      break;
    case k_enhanced_packet:
      read = read_packet(body, true);
      break;
    case k_simple_packet:
      read = read_packet(body, false);
      break;
    default:
      break;  // names, statistics, comments: nothing for us
  }
  if (!read) {
    return fail(read.error());
  }
  return length;
}

Result<void> PacketFile::read_interface(std::span<const std::uint8_t> body) {
  constexpr std::size_t k_fixed = 8;
  if (body.size() < k_fixed) {
    return bad("a pcapng interface block is too short", 4);
  }
  Interface link{.link_type = u16(body, 0)};
  for (std::size_t at = k_fixed; body.size() - at >= 4;) {
    const std::uint16_t option = u16(body, at);
    const std::size_t length = u16(body, at + 2);
    at += 4;
    if (option == 0 || length > body.size() - at) {
      break;
    }
    if (option == k_option_time_resolution && length >= 1) {
      const std::uint8_t value = body[at];
      const unsigned exponent = value & 0x7FU;
      const bool binary = (value & 0x80U) != 0;
      // Finer than this the arithmetic of to_ns() would overflow; no capture tool does it.
      if (exponent > (binary ? 30U : 12U)) {
        return bad("a pcapng interface has an impossible time resolution");
      }
      link.ticks_per_second = 1;
      for (unsigned i = 0; i < exponent; ++i) {
        link.ticks_per_second *= binary ? 2 : 10;
      }
    }
    at += std::min((length + 3) / 4 * 4, body.size() - at);
  }
  interfaces_.push_back(link);
  return {};
}

Result<void> PacketFile::read_packet(std::span<const std::uint8_t> body, bool enhanced) {
  const std::size_t fixed = enhanced ? 20 : 4;
  if (body.size() < fixed) {
    return bad("a pcapng packet block is too short", 4);
  }
  const std::size_t interface = enhanced ? u32(body, 0) : 0;
  if (interface >= interfaces_.size()) {
    return bad("a pcapng packet belongs to an interface that was not described", 8);
  }
  const Interface& link = interfaces_[interface];
  const std::size_t original = u32(body, enhanced ? 16 : 0);
  const std::size_t captured = enhanced ? u32(body, 12) : std::min(original, body.size() - fixed);
  if (captured > body.size() - fixed) {
    return bad("a pcapng packet is longer than its block", 20);
  }
  const std::uint64_t ticks = enhanced ? (std::uint64_t{u32(body, 4)} << 32U) | u32(body, 8) : 0;
  sink_({.link_type = link.link_type,
         .time_ns = to_ns(ticks, link.ticks_per_second),
         .whole = captured == original,
         .bytes = body.subspan(fixed, captured)});
  return {};
}

}  // namespace plugtest::capture
