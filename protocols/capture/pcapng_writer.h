#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::capture {

/// One end of a TCP connection over IPv4.
struct Ipv4Endpoint {
  std::array<std::uint8_t, 4> address{127, 0, 0, 1};
  std::uint16_t port = 0;
  bool operator==(const Ipv4Endpoint&) const = default;
};

enum class Direction : std::uint8_t { client_to_server, server_to_client };

/// Writes byte streams as a pcapng file (one section, Ethernet, time stamps in ns): each piece of
/// data becomes TCP segments in synthetic Ethernet and IPv4 framing with right lengths, checksums,
/// sequence and acknowledgement numbers, so that any analyser follows the stream. Data longer than
/// a segment (65495 bytes) is split. Pure: output goes to the sink, times come from the caller.
class PcapngWriter {
 public:
  using Sink = std::function<void(std::span<const std::uint8_t>)>;
  using ConnectionId = std::size_t;

  /// Writes the section header and interface description at once. `application` is named in the
  /// section header.
  PcapngWriter(Sink sink, std::string_view application);

  /// A new connection, with its handshake (SYN, SYN-ACK, ACK) at `time_ns` since 1970.
  ConnectionId open(const Ipv4Endpoint& client, const Ipv4Endpoint& server, std::int64_t time_ns);
  /// Payload bytes in one direction; nothing for an empty span.
  void data(ConnectionId connection, Direction direction, std::int64_t time_ns,
            std::span<const std::uint8_t> payload);
  /// An orderly end: FIN from both sides.
  void close(ConnectionId connection, Direction first, std::int64_t time_ns);

 private:
  struct Side {
    Ipv4Endpoint endpoint;
    std::uint32_t next_sequence = 0;
  };
  struct Connection {
    std::array<Side, 2> sides;  // client, server
    std::uint16_t ip_id = 0;
  };
  void segment(Connection& connection, Direction direction, std::int64_t time_ns,
               std::uint8_t flags, std::span<const std::uint8_t> payload);

  Sink sink_;
  std::vector<Connection> connections_{};
  std::vector<std::uint8_t> block_{};  // reused for each packet
};

}  // namespace plugtest::capture
