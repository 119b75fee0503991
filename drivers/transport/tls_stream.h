#pragma once

#include "drivers/transport/tcp_stream.h"

#include <functional>
#include <memory>
#include <string>

namespace plugtest::drivers {

class TlsContext;

/// A handshake under way on a TCP connection, and later the stream over it; private to this room.
/// Destroying it before the end of the handshake closes the connection and calls nobody.
class TlsStream : public ByteStream {
 public:
  /// Shakes hands. `done` is called once, from an event of the link, with success or with what
  /// TlsSession::handshake says; after success the stream is used like any other.
  virtual void shake_hands(std::function<void(Result<void>)> done) = 0;
};

/// `options.wire_tap` hears what is inside; the link's own tap should be null.
std::unique_ptr<TlsStream> make_tls_stream(api::Runtime& runtime, std::unique_ptr<TcpLink> link,
                                           std::shared_ptr<const TlsContext> context,
                                           const std::string& peer_name, const TcpOptions& options);

}  // namespace plugtest::drivers
