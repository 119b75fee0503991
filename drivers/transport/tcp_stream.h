#pragma once

#include "drivers/transport/byte_stream.h"
#include "drivers/transport/tcp.h"

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>

namespace plugtest::drivers {

/// What the other sources of this room know of a TCP stream; private to the room.
class TcpLink : public ByteStream {
 public:
  /// Reads no more until resume(): what the peer sends waits in the system, which slows it down.
  virtual void pause() = 0;
  virtual void resume() = 0;
};

/// A stream over a connected socket. Reports `opened` to the Runtime's traffic.
std::unique_ptr<TcpLink> make_tcp_stream(api::Runtime& runtime, boost::asio::ip::tcp::socket socket,
                                         const boost::asio::ip::tcp::endpoint& peer,
                                         const TcpOptions& options);

/// connect_tcp and listen_tcp, for those who need the link.
std::unique_ptr<TcpConnect> connect_link(api::Runtime& runtime, const std::string& host,
                                         std::uint16_t port, Nanos timeout,
                                         const TcpOptions& options,
                                         api::Done<std::unique_ptr<TcpLink>> done);
using OnLink = std::function<void(std::unique_ptr<TcpLink>)>;
Result<std::unique_ptr<TcpListener>> listen_links(api::Runtime& runtime, const std::string& address,
                                                  std::uint16_t port, const TcpOptions& options,
                                                  OnLink on_link);

}  // namespace plugtest::drivers
