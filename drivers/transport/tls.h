#pragma once

#include "drivers/transport/byte_stream.h"
#include "drivers/transport/tcp.h"
#include "harness/api/done.h"
#include "harness/api/runtime.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace plugtest::drivers {

/// A certificate and its private key, from PEM files.
struct TlsIdentity {
  std::string certificate_file{};  ///< ours first, then the intermediate ones; empty: we have none
  std::string key_file{};          ///< empty: the key is in the certificate's file
};

/// How a TLS client knows whom it talks to.
struct TlsClientRules {
  /// False: any certificate will do, which protects against nobody who can get in between.
  bool verify = true;
  std::string ca_file{};   ///< PEM, whom to trust; empty: whom the system trusts
  TlsIdentity identity{};  ///< shown to a peer that asks for it
};

/// What a TLS server shows, and whom it lets in.
struct TlsServerRules {
  TlsIdentity identity{};  ///< required
  std::string
      client_ca_file{};  ///< PEM; not empty: every client has to show a certificate of these
};

/// Rules with their files read: made once, used for any number of connections.
class TlsContext;

/// TLS 1.2 or newer, without renegotiation, compression or resumption. Errors: `configuration`,
/// with the file and what is wrong with it (missing, no PEM, a key that has a pass phrase, a key
/// that does not belong to the certificate).
Result<std::shared_ptr<const TlsContext>> load_tls_client(const TlsClientRules& rules);
Result<std::shared_ptr<const TlsContext>> load_tls_server(const TlsServerRules& rules);

/// Like connect_tcp, with a TLS handshake after it; `timeout` bounds both together. The peer's
/// certificate has to be for `server_name`, a host name or a numeric address (RFC 6125); empty
/// means `host`. The wire tap hears clear text; the traffic ledger counts what passes the socket,
/// handshake included.
///
/// `done` gets `unreachable` for a failed handshake, with the check that failed and what to do.
/// A TLS 1.3 peer judges our certificate only when the handshake is over for us: its refusal then
/// comes to the stream's `on_closed`, as `refused`.
std::unique_ptr<TcpConnect> connect_tls(api::Runtime& runtime, const std::string& host,
                                        std::uint16_t port, Nanos timeout,
                                        std::shared_ptr<const TlsContext> client,
                                        const std::string& server_name, const TcpOptions& options,
                                        api::Done<std::unique_ptr<ByteStream>> done);

/// A peer that got no connection, with the reason; who it was is in the sentence.
using OnTlsRefused = std::function<void(const Error&)>;

/// Like listen_tcp; `on_accept` gets a stream when its handshake is over, `on_refused` (may be
/// null) hears of those that failed or took longer than `handshake_timeout`. At most
/// k_max_tls_handshakes are under way at a time; who comes on top of that is turned away.
Result<std::unique_ptr<TcpListener>> listen_tls(api::Runtime& runtime, const std::string& address,
                                                std::uint16_t port,
                                                std::shared_ptr<const TlsContext> server,
                                                Nanos handshake_timeout, const TcpOptions& options,
                                                OnAccept on_accept, OnTlsRefused on_refused);

constexpr std::size_t k_max_tls_handshakes = 64;

}  // namespace plugtest::drivers
