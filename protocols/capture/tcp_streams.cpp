#include "protocols/capture/tcp_streams.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace plugtest::capture {
namespace {

constexpr std::size_t k_max_waiting = std::size_t{1024} * 1024;
constexpr std::size_t k_max_waiting_in_all = std::size_t{32} * 1024 * 1024;
constexpr std::size_t k_max_streams = 2048;
constexpr std::size_t k_segment_cost = 128;  // memory of a waiting segment besides its bytes

// LINKTYPE_ numbers (tcpdump.org/linktypes.html).
constexpr std::uint32_t k_link_null = 0;
constexpr std::uint32_t k_link_ethernet = 1;
constexpr std::uint32_t k_link_raw = 101;
constexpr std::uint32_t k_link_linux_cooked = 113;
constexpr std::uint32_t k_link_ipv4 = 228;
constexpr std::uint32_t k_link_ipv6 = 229;
constexpr std::uint32_t k_link_linux_cooked_2 = 276;

constexpr std::uint8_t k_protocol_tcp = 6;
constexpr std::uint8_t k_tcp_fin = 0x01;
constexpr std::uint8_t k_tcp_syn = 0x02;
constexpr std::uint8_t k_tcp_rst = 0x04;

using Bytes = std::span<const std::uint8_t>;

std::uint16_t u16(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>((bytes[at] << 8U) | bytes[at + 1]);
}

std::uint32_t u32(Bytes bytes, std::size_t at) {
  return (std::uint32_t{u16(bytes, at)} << 16U) | u16(bytes, at + 2);
}

/// The IP packet inside a link frame; empty when there is none.
Bytes ip_packet(std::uint32_t link_type, Bytes frame) {
  const auto behind = [&](std::size_t header) {
    return frame.size() > header ? frame.subspan(header) : Bytes{};
  };
  switch (link_type) {
    case k_link_ethernet: {
      // The type field stands behind two addresses and any number of VLAN tags.
      std::size_t at = 12;
      while (frame.size() >= at + 4 && (u16(frame, at) == 0x8100 || u16(frame, at) == 0x88A8)) {
        at += 4;
      }
      return behind(at + 2);
    }
    case k_link_null:
      return behind(4);
    case k_link_raw:
    case k_link_ipv4:
    case k_link_ipv6:
      return frame;
    case k_link_linux_cooked:
      return behind(16);
    case k_link_linux_cooked_2:
      return behind(20);
    default:
      return {};
  }
}

/// The position whose low 32 bits are `sequence` and that is nearest to `near`.
std::uint64_t unwrap(std::uint32_t sequence, std::uint64_t near) {
  const auto distance = static_cast<std::int32_t>(sequence - static_cast<std::uint32_t>(near));
  return near + static_cast<std::uint64_t>(static_cast<std::int64_t>(distance));
}

}  // namespace

std::string TcpStreams::text(const Address& address) {
  const auto& b = address.bytes;
  if (!address.v6) {
    return fmt::format("{}.{}.{}.{}:{}", b[0], b[1], b[2], b[3], address.port);
  }
  std::string result = "[";
  for (std::size_t i = 0; i < b.size(); i += 2) {
    result += fmt::format("{}{:x}", i == 0 ? "" : ":", (b[i] << 8U) | b[i + 1]);
  }
  return result + fmt::format("]:{}", address.port);
}

void TcpStreams::add(const Packet& packet) {
  if (!packet.whole || !add_ip(ip_packet(packet.link_type, packet.bytes), packet.time_ns)) {
    ++skipped_;
  }
}

bool TcpStreams::add_ip(Bytes bytes, std::int64_t time_ns) {
  constexpr std::size_t k_v4_header = 20;
  constexpr std::size_t k_v6_header = 40;
  Key key;
  if (bytes.size() >= k_v4_header && bytes[0] >> 4U == 4) {
    const std::size_t header = (bytes[0] & 0x0FU) * std::size_t{4};
    const std::size_t total = u16(bytes, 2);
    const bool fragment = (u16(bytes, 6) & 0x3FFFU) != 0;
    if (bytes[9] != k_protocol_tcp || fragment || header < k_v4_header || total < header ||
        total > bytes.size()) {
      return false;
    }
    std::ranges::copy(bytes.subspan(12, 4), key.first.bytes.begin());
    std::ranges::copy(bytes.subspan(16, 4), key.second.bytes.begin());
    return add_tcp(key, bytes.subspan(header, total - header), time_ns);
  }
  if (bytes.size() >= k_v6_header && bytes[0] >> 4U == 6) {
    const std::size_t payload = u16(bytes, 4);
    // Extension headers do not occur in front of TCP in practice; such packets are skipped.
    if (bytes[6] != k_protocol_tcp || payload > bytes.size() - k_v6_header) {
      return false;
    }
    key.first.v6 = true;
    key.second.v6 = true;
    std::ranges::copy(bytes.subspan(8, 16), key.first.bytes.begin());
    std::ranges::copy(bytes.subspan(24, 16), key.second.bytes.begin());
    return add_tcp(key, bytes.subspan(k_v6_header, payload), time_ns);
  }
  return false;
}

bool TcpStreams::add_tcp(Key key, Bytes bytes, std::int64_t time_ns) {
  constexpr std::size_t k_tcp_header = 20;
  if (bytes.size() < k_tcp_header) {
    return false;
  }
  const std::size_t header = (bytes[12] >> 4U) * std::size_t{4};
  if (header < k_tcp_header || header > bytes.size()) {
    return false;
  }
  key.first.port = u16(bytes, 0);
  key.second.port = u16(bytes, 2);
  const std::uint32_t sequence = u32(bytes, 4);
  const bool syn = (bytes[13] & k_tcp_syn) != 0;
  const bool fin = (bytes[13] & k_tcp_fin) != 0;
  const Bytes payload = bytes.subspan(header);
  ++packets_;
  if ((bytes[13] & k_tcp_rst) != 0) {
    // Both directions are over; what a RST carries is no data (RFC 9293, 3.5.3).
    for (const Key& side : {key, Key{key.second, key.first}}) {
      if (const auto found = streams_.find(side); found != streams_.end()) end(side, found->second);
    }
    return true;
  }
  if (syn) {
    // A new connection on the same ports is a new stream.
    const auto old = streams_.find(key);
    const bool sent_again =
        old != streams_.end() && static_cast<std::uint32_t>(*old->second.next) == sequence + 1;
    if (old != streams_.end() && !sent_again) {
      end(key, old->second);
      streams_.erase(old);
    }
  } else if (payload.empty() && !(fin && streams_.contains(key))) {
    return true;
  }
  if (streams_.size() >= k_max_streams && !streams_.contains(key)) forget_quiet_half();
  auto [found, is_new] = streams_.try_emplace(key);
  Stream& stream = found->second;
  stream.last_packet = packets_;
  if (stream.ended) return true;  // a late copy
  if (is_new) {
    stream.number = numbers_++;
    stream.label = text(key.first) + " > " + text(key.second);
    // Far from zero, so that earlier positions exist; the low half is the sequence number.
    constexpr std::uint64_t k_base = std::uint64_t{1} << 32U;
    stream.next = k_base + sequence + (syn ? 1U : 0U);
  }
  const std::uint64_t position = unwrap(sequence + (syn ? 1U : 0U), *stream.next);
  const std::uint64_t behind = position + payload.size();
  if (fin) stream.fin = behind;
  if (position <= *stream.next) {
    if (behind > *stream.next) {  // else it was sent again
      deliver(key, stream, payload.subspan(static_cast<std::size_t>(*stream.next - position)),
              time_ns, false);
      release(key, stream, false);
    }
    if (stream.fin && *stream.next >= *stream.fin) end(key, stream);
    return true;
  }
  if (payload.empty()) return true;  // a FIN ahead of a hole
  const auto [place, is_first] = stream.waiting.try_emplace(position);
  const std::size_t before = stream.waiting_bytes;
  stream.waiting_bytes += is_first ? k_segment_cost : 0;
  if (place->second.bytes.size() < payload.size()) {
    stream.waiting_bytes += payload.size() - place->second.bytes.size();
    place->second = {{payload.begin(), payload.end()}, time_ns};
  }
  waiting_bytes_ += stream.waiting_bytes - before;
  while (stream.waiting_bytes > k_max_waiting ||
         (waiting_bytes_ > k_max_waiting_in_all && !stream.waiting.empty())) {
    release(key, stream, true);
  }
  return true;
}

void TcpStreams::deliver(const Key& key, Stream& stream, Bytes bytes, std::int64_t time_ns,
                         bool gap) {
  *stream.next += bytes.size();
  stream.begun = true;
  sink_({.stream = stream.number,
         .label = stream.label,
         .source_port = key.first.port,
         .destination_port = key.second.port,
         .time_ns = time_ns,
         .gap = gap,
         .bytes = bytes});
}

// Delivers the waiting segments that have become next. `give_up`: jumps over the first hole.
void TcpStreams::release(const Key& key, Stream& stream, bool give_up) {
  while (!stream.waiting.empty()) {
    const auto first = stream.waiting.begin();
    const std::uint64_t position = first->first;
    const bool hole = position > *stream.next;
    if (hole && !give_up) {
      return;
    }
    Segment segment = std::move(first->second);
    stream.waiting_bytes -= segment.bytes.size() + k_segment_cost;
    waiting_bytes_ -= segment.bytes.size() + k_segment_cost;
    stream.waiting.erase(first);
    if (hole) {
      stream.next = position;
      give_up = false;
    }
    const auto known = static_cast<std::size_t>(*stream.next - position);
    if (known < segment.bytes.size()) {
      deliver(key, stream, Bytes(segment.bytes).subspan(known), segment.time_ns, hole);
    }
  }
}

void TcpStreams::finish() {
  for (auto& [key, stream] : streams_) {
    end(key, stream);
  }
}

void TcpStreams::end(const Key& key, Stream& stream) {
  if (stream.ended) return;
  flush(key, stream);
  stream.ended = true;
  if (!stream.begun) return;
  sink_({.stream = stream.number,
         .label = stream.label,
         .source_port = key.first.port,
         .destination_port = key.second.port,
         .end = true});
}

// A half at a time, so that a flood of connections costs little for each.
void TcpStreams::forget_quiet_half() {
  std::vector<std::uint64_t> ages;
  ages.reserve(streams_.size());
  for (const auto& [key, stream] : streams_) ages.push_back(stream.last_packet);
  const auto middle = ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 2);
  std::ranges::nth_element(ages, middle);
  const std::uint64_t limit = *middle;
  for (auto entry = streams_.begin(); entry != streams_.end();) {
    if (entry->second.last_packet > limit) {
      ++entry;
      continue;
    }
    end(entry->first, entry->second);
    entry = streams_.erase(entry);
  }
}

void TcpStreams::flush(const Key& key, Stream& stream) {
  while (!stream.waiting.empty()) {
    release(key, stream, true);
  }
}

}  // namespace plugtest::capture
