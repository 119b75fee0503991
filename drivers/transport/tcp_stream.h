#pragma once

#include "drivers/transport/byte_stream.h"
#include "drivers/transport/tcp.h"

#include <memory>

#include <boost/asio/ip/tcp.hpp>

namespace plugtest::drivers {

/// A stream over a connected socket; private to this room, because it shows Asio. Reports
/// `opened` to the Runtime's traffic.
std::unique_ptr<ByteStream> make_tcp_stream(api::Runtime& runtime,
                                            boost::asio::ip::tcp::socket socket,
                                            const boost::asio::ip::tcp::endpoint& peer,
                                            const TcpOptions& options);

}  // namespace plugtest::drivers
