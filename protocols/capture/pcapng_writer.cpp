#include "protocols/capture/pcapng_writer.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace plugtest::capture {
namespace {

// pcapng block types and options (IETF draft-ietf-opsawg-pcapng).
constexpr std::uint32_t k_section_header = 0x0A0D0D0A;
constexpr std::uint32_t k_interface_description = 1;
constexpr std::uint32_t k_enhanced_packet = 6;
constexpr std::uint32_t k_byte_order_magic = 0x1A2B3C4D;
constexpr std::uint16_t k_option_user_application = 4;
constexpr std::uint16_t k_option_time_resolution = 9;
constexpr std::uint8_t k_nanoseconds = 9;  // 10^-9
constexpr std::uint16_t k_link_ethernet = 1;

constexpr std::size_t k_ethernet_bytes = 14;
constexpr std::size_t k_ip_bytes = 20;
constexpr std::size_t k_tcp_bytes = 20;
constexpr std::size_t k_max_payload = 65535 - k_ip_bytes - k_tcp_bytes;

constexpr std::uint8_t k_fin = 0x01;
constexpr std::uint8_t k_syn = 0x02;
constexpr std::uint8_t k_push = 0x08;
constexpr std::uint8_t k_ack = 0x10;

using Buffer = std::vector<std::uint8_t>;

// pcapng is written little-endian, network headers big-endian.
template <class T>
void little(Buffer& out, T number) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
  }
}

template <class T>
void big(Buffer& out, T number) {
  for (std::size_t i = sizeof(T); i > 0; --i) {
    out.push_back(static_cast<std::uint8_t>(number >> (8 * (i - 1))));
  }
}

void bytes(Buffer& out, std::span<const std::uint8_t> data) {
  out.insert(out.end(), data.begin(), data.end());
}

void pad(Buffer& out) {
  while (out.size() % 4 != 0) {
    out.push_back(0);
  }
}

void begin_block(Buffer& out, std::uint32_t type) {
  out.clear();
  little(out, type);
  little(out, std::uint32_t{0});  // the length, known at the end
}

void end_block(Buffer& out) {
  pad(out);
  const auto length = static_cast<std::uint32_t>(out.size() + 4);
  little(out, length);
  for (std::size_t i = 0; i < 4; ++i) {
    out[4 + i] = static_cast<std::uint8_t>(length >> (8 * i));
  }
}

/// Sum of 16-bit words for the Internet checksum (RFC 1071).
std::uint64_t sum_words(std::span<const std::uint8_t> data, std::uint64_t sum = 0) {
  for (std::size_t i = 0; i < data.size(); ++i) {
    sum += static_cast<std::uint64_t>(data[i]) << (i % 2 == 0 ? 8U : 0U);
  }
  return sum;
}

std::uint16_t checksum(std::uint64_t sum) {
  while (sum >> 16U != 0) {
    sum = (sum & 0xFFFFU) + (sum >> 16U);
  }
  return static_cast<std::uint16_t>(~sum);
}

void patch(Buffer& out, std::size_t at, std::uint16_t number) {
  out[at] = static_cast<std::uint8_t>(number >> 8U);
  out[at + 1] = static_cast<std::uint8_t>(number);
}

/// A locally administered address made from the IPv4 one, so that hosts can be told apart.
void mac(Buffer& out, const Ipv4Endpoint& endpoint) {
  bytes(out, std::array<std::uint8_t, 2>{0x02, 0x00});
  bytes(out, endpoint.address);
}

std::size_t index(Direction direction) { return direction == Direction::client_to_server ? 0 : 1; }

}  // namespace

PcapngWriter::PcapngWriter(Sink sink, std::string_view application) : sink_(std::move(sink)) {
  begin_block(block_, k_section_header);
  little(block_, k_byte_order_magic);
  little(block_, std::uint16_t{1});  // version 1.0
  little(block_, std::uint16_t{0});
  little(block_, ~std::uint64_t{0});  // section length: not known
  little(block_, k_option_user_application);
  little(block_, static_cast<std::uint16_t>(application.size()));
  block_.insert(block_.end(), application.begin(), application.end());
  pad(block_);
  little(block_, std::uint32_t{0});  // end of options
  end_block(block_);
  sink_(block_);

  begin_block(block_, k_interface_description);
  little(block_, k_link_ethernet);
  little(block_, std::uint16_t{0});
  little(block_, std::uint32_t{0});  // no snap length
  little(block_, k_option_time_resolution);
  little(block_, std::uint16_t{1});
  block_.push_back(k_nanoseconds);
  pad(block_);
  little(block_, std::uint32_t{0});
  end_block(block_);
  sink_(block_);
}

PcapngWriter::ConnectionId PcapngWriter::open(const Ipv4Endpoint& client,
                                              const Ipv4Endpoint& server, std::int64_t time_ns) {
  constexpr std::uint32_t k_client_start = 1000;
  constexpr std::uint32_t k_server_start = 5000;
  connections_.push_back({.sides = {Side{client, k_client_start}, Side{server, k_server_start}}});
  Connection& connection = connections_.back();
  segment(connection, Direction::client_to_server, time_ns, k_syn, {});
  segment(connection, Direction::server_to_client, time_ns, k_syn | k_ack, {});
  segment(connection, Direction::client_to_server, time_ns, k_ack, {});
  return connections_.size() - 1;
}

void PcapngWriter::data(ConnectionId connection, Direction direction, std::int64_t time_ns,
                        std::span<const std::uint8_t> payload) {
  assert(connection < connections_.size() && "a connection is opened before it carries data");
  while (!payload.empty()) {
    const auto part = payload.first(std::min(k_max_payload, payload.size()));
    payload = payload.subspan(part.size());
    segment(connections_[connection], direction, time_ns, k_push | k_ack, part);
  }
}

void PcapngWriter::close(ConnectionId connection, Direction first, std::int64_t time_ns) {
  assert(connection < connections_.size() && "a connection is opened before it is closed");
  const Direction second = first == Direction::client_to_server ? Direction::server_to_client
                                                                : Direction::client_to_server;
  segment(connections_[connection], first, time_ns, k_fin | k_ack, {});
  segment(connections_[connection], second, time_ns, k_fin | k_ack, {});
  segment(connections_[connection], first, time_ns, k_ack, {});
}

void PcapngWriter::segment(Connection& connection, Direction direction, std::int64_t time_ns,
                           std::uint8_t flags, std::span<const std::uint8_t> payload) {
  Side& from = connection.sides[index(direction)];
  const Side& to = connection.sides[1 - index(direction)];
  const std::size_t ip_length = k_ip_bytes + k_tcp_bytes + payload.size();
  const auto captured = static_cast<std::uint32_t>(k_ethernet_bytes + ip_length);
  const auto time = static_cast<std::uint64_t>(time_ns);

  begin_block(block_, k_enhanced_packet);
  little(block_, std::uint32_t{0});  // interface
  little(block_, static_cast<std::uint32_t>(time >> 32U));
  little(block_, static_cast<std::uint32_t>(time));
  little(block_, captured);
  little(block_, captured);

  mac(block_, to.endpoint);
  mac(block_, from.endpoint);
  big(block_, std::uint16_t{0x0800});

  const std::size_t ip = block_.size();
  big(block_, std::uint16_t{0x4500});
  big(block_, static_cast<std::uint16_t>(ip_length));
  big(block_, connection.ip_id++);
  big(block_, std::uint16_t{0x4000});  // don't fragment
  big(block_, std::uint16_t{0x4006});  // time to live 64, TCP
  big(block_, std::uint16_t{0});       // checksum
  bytes(block_, from.endpoint.address);
  bytes(block_, to.endpoint.address);
  patch(block_, ip + 10, checksum(sum_words({block_.data() + ip, k_ip_bytes})));

  const std::size_t tcp = block_.size();
  big(block_, from.endpoint.port);
  big(block_, to.endpoint.port);
  big(block_, from.next_sequence);
  big(block_, (flags & k_ack) != 0 ? to.next_sequence : std::uint32_t{0});
  big(block_, static_cast<std::uint16_t>(0x5000U | flags));
  big(block_, std::uint16_t{0xFFFF});  // window
  big(block_, std::uint32_t{0});       // checksum, urgent pointer
  bytes(block_, payload);
  const std::size_t tcp_length = k_tcp_bytes + payload.size();
  // Pseudo header: addresses, protocol 6, length.
  std::uint64_t sum = sum_words(from.endpoint.address, 6 + tcp_length);
  sum = sum_words(to.endpoint.address, sum);
  patch(block_, tcp + 16, checksum(sum_words({block_.data() + tcp, tcp_length}, sum)));
  end_block(block_);
  sink_(block_);

  from.next_sequence += static_cast<std::uint32_t>(payload.size());
  if ((flags & (k_syn | k_fin)) != 0) {
    ++from.next_sequence;
  }
}

}  // namespace plugtest::capture
