#pragma once

#include "protocols/capture/capture_reader.h"
#include "protocols/capture/packet_file.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::capture {

/// Takes the TCP payload out of packets and puts it in order, one stream per direction of a
/// connection. Retransmissions are dropped; a hole is waited for until 1 MiB of later data is held,
/// then given up. Connections whose start was not captured begin with the first segment seen.
/// A stream ends when its FIN is next in order, with a RST, and when its ports are used again.
class TcpStreams {
 public:
  explicit TcpStreams(CaptureReader::Sink sink) : sink_(std::move(sink)) {}

  void add(const Packet& packet);
  /// Delivers what waits behind holes.
  void finish();
  std::uint64_t skipped() const { return skipped_; }

 private:
  struct Address {
    std::array<std::uint8_t, 16> bytes{};  // IPv4: the first four
    bool v6 = false;
    std::uint16_t port = 0;
    auto operator<=>(const Address&) const = default;
  };
  using Key = std::pair<Address, Address>;  // source, destination
  struct Segment {
    std::vector<std::uint8_t> bytes{};
    std::int64_t time_ns = 0;
  };
  struct Stream {
    std::uint32_t number = 0;
    std::string label{};
    std::optional<std::uint64_t> next{};  // expected position, sequence numbers unwrapped
    std::map<std::uint64_t, Segment> waiting{};
    std::size_t waiting_bytes = 0;
    std::optional<std::uint64_t> fin{};  // position of the FIN
    std::uint64_t last_packet = 0;       // running number of the packet last seen
    bool begun = false;                  // bytes were delivered
    bool ended = false;                  // kept to know late copies of its segments
  };

  bool add_ip(std::span<const std::uint8_t> bytes, std::int64_t time_ns);
  bool add_tcp(Key key, std::span<const std::uint8_t> bytes, std::int64_t time_ns);
  void deliver(const Key& key, Stream& stream, std::span<const std::uint8_t> bytes,
               std::int64_t time_ns, bool gap);
  void release(const Key& key, Stream& stream, bool give_up);
  void flush(const Key& key, Stream& stream);
  void end(const Key& key, Stream& stream);
  void forget_quiet_half();
  static std::string text(const Address& address);

  CaptureReader::Sink sink_;
  std::map<Key, Stream> streams_{};
  std::uint32_t numbers_ = 0;
  std::uint64_t packets_ = 0;
  std::size_t waiting_bytes_ = 0;  // of all streams
  std::uint64_t skipped_ = 0;
};

}  // namespace plugtest::capture
