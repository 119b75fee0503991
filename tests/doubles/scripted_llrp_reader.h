#pragma once

#include "drivers/transport/tcp.h"
#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::test {

/// An LLRP reader of a few lines: it answers every request well, the way a test scripts it
/// otherwise, and keeps what it was asked. One connection; it listens, or calls.
class ScriptedLlrpReader {
 public:
  /// Nothing: as usual. A message without a body of its own is not what is meant: see `silent_to`.
  using OnRequest = std::function<std::optional<llrp::Message>(const llrp::Message& request)>;

  explicit ScriptedLlrpReader(api::Runtime& runtime);

  std::uint16_t port() const { return listener_->port(); }
  /// Takes a client that came another way (over TLS).
  void accept(std::unique_ptr<drivers::ByteStream> stream);
  /// Connects to a driver that listens.
  void call(std::uint16_t port);

  /// @name How it behaves
  /// @{
  std::deque<std::uint16_t> greetings{};  ///< ConnectionAttemptEvent statuses; then 0
  bool speaks_1_1 = false;
  bool is_impinj = false;  ///< answers the handshake; set Impinj's number in `capabilities` apart
  bool keeps_settings = true;
  std::vector<llrp::MessageType> silent_to{};
  unsigned silent_connections = 0;  ///< so many, the first ones, are greeted and never answered
  OnRequest on_request{};
  llrp::Element capabilities;  ///< body of GET_READER_CAPABILITIES_RESPONSE
  /// @}

  /// @name What it saw
  /// @{
  std::vector<llrp::Message> requests{};
  std::size_t count(llrp::MessageType type) const;
  const llrp::Message* last(llrp::MessageType type) const;
  unsigned connections = 0;
  std::map<std::uint64_t, llrp::Element> antennas{};  ///< AntennaConfigurations as set
  /// @}

  bool connected() const { return stream_ != nullptr; }
  void send(llrp::Message message);
  void event(llrp::Element event);
  void hang_up();

  /// Parts of `capabilities` for a test to change.
  llrp::Element& general();
  llrp::Element& abilities();
  llrp::Element& frequencies();

 private:
  void on_bytes(std::span<const std::uint8_t> bytes);
  void take(const llrp::Message& request);
  std::optional<llrp::Message> answer(const llrp::Message& request);
  llrp::Message usual(const llrp::Message& request);
  void set_config(const llrp::Message& request);
  llrp::Message get_config(const llrp::Message& request);

  api::Runtime runtime_;
  std::unique_ptr<drivers::TcpListener> listener_;
  std::unique_ptr<drivers::TcpConnect> calling_;
  std::unique_ptr<drivers::ByteStream> stream_;
  llrp::Framer framer_;
  std::uint32_t next_id_ = 1'000'000;
};

/// Capabilities of a plain reader of four antennas: power 10 to 30 dBm in whole dB with indices
/// from 7 on, receive sensitivity 0, 3 and 6 dB, hop table 3 with three channels, modes 1000 and
/// 1002.
llrp::Element plain_capabilities();

}  // namespace plugtest::test
