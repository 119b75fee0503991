#include "tools/cli/wire_trace.h"

#include "protocols/capture/pcapng_writer.h"

#include <cassert>
#include <optional>

namespace plugtest::cli {

namespace {

class PcapngEncoder final : public evidence::TraceEncoder {
 public:
  explicit PcapngEncoder(std::uint16_t reader_port)
      : reader_port_(reader_port),
        writer_(
            [this](std::span<const std::uint8_t> bytes) {
              pending_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            },
            "plugtest") {}

  std::string file_name() const override { return "wire.pcapng"; }

  void link(HostTime when, std::string& out) override {
    close();
    last_ns_ = when.time_since_epoch().count();
    // 192.0.2.0/24 is the documentation network: the trace names nobody's host. Each link has a
    // port of its own, so that analysers begin a new stream.
    const auto port = static_cast<std::uint16_t>(k_first_port + links_++ % k_ports);
    connection_ = writer_.open({{192, 0, 2, 1}, port}, {{192, 0, 2, 2}, reader_port_}, last_ns_);
    hand_over(out);
  }

  void data(api::Direction direction, HostTime when, std::span<const std::uint8_t> bytes,
            std::string& out) override {
    assert(connection_);
    const std::int64_t time_ns = when.time_since_epoch().count();
    last_ns_ = time_ns;
    writer_.data(*connection_,
                 direction == api::Direction::to_reader ? capture::Direction::client_to_server
                                                        : capture::Direction::server_to_client,
                 time_ns, bytes);
    hand_over(out);
  }

  void finish(std::string& out) override {
    close();
    hand_over(out);
  }

 private:
  static constexpr std::uint16_t k_first_port = 40000;
  static constexpr std::uint32_t k_ports = 20000;

  void close() {
    if (connection_) writer_.close(*connection_, capture::Direction::client_to_server, last_ns_);
    connection_.reset();
  }

  void hand_over(std::string& out) {
    out += pending_;
    pending_.clear();
  }

  std::uint16_t reader_port_;
  std::string pending_;
  capture::PcapngWriter writer_;
  std::optional<capture::PcapngWriter::ConnectionId> connection_;
  std::uint32_t links_ = 0;
  std::int64_t last_ns_ = 0;
};

}  // namespace

std::unique_ptr<evidence::TraceEncoder> make_pcapng_encoder(std::uint16_t reader_port) {
  return std::make_unique<PcapngEncoder>(reader_port);
}

}  // namespace plugtest::cli
