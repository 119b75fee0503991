#pragma once

#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <openssl/ssl.h>

namespace plugtest::drivers {

class TlsContext;

/// One end of a TLS connection without any I/O: what the peer sent goes in as bytes, what it is to
/// get comes out as bytes. So whoever carries them sees, counts and orders every byte of the
/// handshake too. Private to this room.
class TlsSession {
 public:
  /// `peer_name`: whom a client wants to talk to (checked when the context says so), for a server
  /// empty.
  TlsSession(std::shared_ptr<const TlsContext> context, const std::string& peer_name);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// Takes bytes from the peer; handshake() and read() make something of them.
  void feed(std::span<const std::uint8_t> cipher_text);
  /// What is to be sent to the peer, and forgets it. To be asked for after each of the calls below.
  std::vector<std::uint8_t> take_output();

  /// Goes on with the handshake as far as the input allows. True when it is over. Errors:
  /// `unreachable`, one sentence with the check that failed and what to do about it;
  /// `configuration` for a name that no certificate can have.
  Result<bool> handshake();

  /// Clear text into `clear_text`, which holds at least one byte: how much, 0 when more input is
  /// needed or the peer has closed. Errors: `refused` when the peer took back what the handshake
  /// seemed to have settled, `protocol` when the peer breaks the rules of TLS.
  Result<std::size_t> read(std::span<std::uint8_t> clear_text);
  bool peer_closed() const;  ///< the peer has said that it sends no more

  void write(std::span<const std::uint8_t> clear_text);
  void shut_down();  ///< says that we send no more

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  static int on_verify(int ok, X509_STORE_CTX* store);
  static int on_certificate_wanted(SSL* ssl, void* self);
  std::string failure() const;

  std::shared_ptr<const TlsContext> context_;
  std::string peer_name_;
  std::unique_ptr<SSL, Free> ssl_;
  BIO* input_ = nullptr;                        // owned by ssl_
  BIO* output_ = nullptr;                       // owned by ssl_
  bool can_be_checked_ = true;                  // false: peer_name_ is no possible name
  std::optional<std::string> bad_certificate_;  // what is wrong with the peer's
  bool certificate_wanted_ = false;             // the peer asked for one, and we have none
};

}  // namespace plugtest::drivers
