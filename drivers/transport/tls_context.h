#pragma once

#include "drivers/transport/tls.h"

#include <memory>

#include <openssl/ssl.h>

namespace plugtest::drivers {

/// The loaded rules; private to this room, because it shows OpenSSL.
class TlsContext {
 public:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  using Handle = std::unique_ptr<SSL_CTX, Free>;

  TlsContext(Handle handle, bool is_server, bool checks_peer)
      : handle_(std::move(handle)), is_server_(is_server), checks_peer_(checks_peer) {}

  SSL_CTX* handle() const { return handle_.get(); }
  bool is_server() const { return is_server_; }
  bool checks_peer() const { return checks_peer_; }

 private:
  Handle handle_;
  bool is_server_;
  bool checks_peer_;
};

}  // namespace plugtest::drivers
