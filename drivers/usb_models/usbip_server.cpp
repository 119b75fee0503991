#include "drivers/usb_models/usbip_server.h"

#include "drivers/transport/mailbox.h"
#include "drivers/transport/post.h"
#include "drivers/transport/tcp.h"
#include "harness/api/clock.h"

#include <algorithm>
#include <map>
#include <utility>

namespace plugtest::drivers {

namespace {

constexpr std::size_t k_most_unsent_bytes = std::size_t{4} * 1024 * 1024;  // of one connection

class Server final : public UsbIpServer, private UsbIpDevices {
 public:
  Server(api::Runtime& runtime, const UsbIpServerOptions& options)
      : runtime_(runtime), options_(options), mailbox_(std::make_shared<Mailbox>(runtime.io)) {}
  ~Server() override {
    mailbox_->shut();
    for (const auto& [place, device] : devices_) device.model->on_ready(nullptr);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Result<void> listen() {
    auto made = listen_tcp(
        runtime_, options_.bind_address, options_.port, {.max_queued_bytes = k_most_unsent_bytes},
        [this](std::unique_ptr<ByteStream> stream) { accept(std::move(stream)); });
    if (!made) return fail(made.error());
    listener_ = std::move(*made);
    return {};
  }

  std::uint16_t port() const override { return listener_->port(); }

  void plug(std::uint8_t place, UsbModel& model) override {
    unplug(place);
    devices_[place] = {&model, nullptr};
    model.on_ready([this, place, box = mailbox_] { box->post([this, place] { serve(place); }); });
  }

  void unplug(std::uint8_t place) override {
    const auto found = devices_.find(place);
    if (found == devices_.end()) return;
    Connection* const host = found->second.host;
    found->second.model->on_ready(nullptr);
    if (host != nullptr) end(*host);
    devices_.erase(place);
  }

 private:
  /// One peer.
  struct Connection {
    Connection(api::Runtime& runtime, std::unique_ptr<ByteStream> byte_stream)
        : stream(std::move(byte_stream)), patience(runtime.clock) {}
    std::unique_ptr<ByteStream> stream;
    std::unique_ptr<UsbIpSession> session;
    api::Timer patience;
    std::uint8_t place = 0;  // of the device that it has, 0: none
    bool ended = false;
  };
  struct Device {
    UsbModel* model = nullptr;
    Connection* host = nullptr;  // null: nobody has it
  };

  void accept(std::unique_ptr<ByteStream> stream) {
    if (connections_.size() >= options_.max_connections) return;
    connections_.push_back(std::make_unique<Connection>(runtime_, std::move(stream)));
    Connection& connection = *connections_.back();
    connection.session = std::make_unique<UsbIpSession>(
        static_cast<UsbIpDevices&>(*this),
        [&connection](std::span<const std::uint8_t> bytes) { connection.stream->write(bytes); });
    connection.stream->start(
        [this, &connection](std::span<const std::uint8_t> bytes) { take(connection, bytes); },
        [this, &connection](const Error&) { end(connection); });
    connection.patience.set_after(options_.patience, [this, &connection] { end(connection); });
  }

  void take(Connection& connection, std::span<const std::uint8_t> bytes) {
    speaking_ = &connection;
    connection.session->push(bytes);
    speaking_ = nullptr;
    after_talk(connection);
  }

  void after_talk(Connection& connection) {
    if (connection.session->state() == UsbIpSession::State::ended) end(connection);
  }

  /// The model may have answers for reads that wait.
  void serve(std::uint8_t place) {
    const auto found = devices_.find(place);
    if (found == devices_.end() || found->second.host == nullptr) return;
    found->second.host->session->poll();
    after_talk(*found->second.host);
  }

  /// Its objects may be on the stack: gone a little later.
  void end(Connection& connection) {
    if (std::exchange(connection.ended, true)) return;
    connection.patience.cancel();
    connection.stream->close();
    if (const auto device = devices_.find(connection.place); device != devices_.end()) {
      device->second.host = nullptr;
      tell(connection.place, false);
    }
    mailbox_->post(
        [this] { std::erase_if(connections_, [](const auto& one) { return one->ended; }); });
  }

  void tell(std::uint8_t place, bool attached) {
    if (options_.on_attached) options_.on_attached(place, attached);
  }

  // --- UsbIpDevices ------------------------------------------------------------------------------

  std::vector<UsbIpDevice> plugged() const override {
    std::vector<UsbIpDevice> all;
    for (const auto& [place, device] : devices_) all.push_back({place, device.model});
    return all;
  }

  UsbModel* take_device(std::uint8_t place) override {
    const auto found = devices_.find(place);
    if (found == devices_.end() || found->second.host != nullptr) return nullptr;
    found->second.host = speaking_;
    speaking_->place = place;
    speaking_->patience.cancel();
    tell(place, true);
    return found->second.model;
  }

  api::Runtime runtime_;
  UsbIpServerOptions options_;
  std::shared_ptr<Mailbox> mailbox_;
  std::map<std::uint8_t, Device> devices_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Connection* speaking_ = nullptr;  // whose bytes are taken apart just now
  std::unique_ptr<TcpListener> listener_;
};

}  // namespace

Result<std::unique_ptr<UsbIpServer>> serve_usbip(api::Runtime& runtime,
                                                 const UsbIpServerOptions& options) {
  auto server = std::make_unique<Server>(runtime, options);
  if (auto listening = server->listen(); !listening) return fail(listening.error());
  return server;
}

}  // namespace plugtest::drivers
