#pragma once

#include <string>

#include <openssl/x509_vfy.h>

namespace plugtest::drivers {

/// What is wrong with the peer's certificate and what can be done, from inside OpenSSL's check of
/// it: one sentence with the names, dates or issuer that matter. `wanted_name` is whom we meant to
/// talk to. Names come from the peer, so they are shortened and made printable.
std::string describe_bad_certificate(X509_STORE_CTX* store, const std::string& wanted_name);

/// What OpenSSL's error queue (which is emptied) says about a failed handshake or connection.
/// `certificate_wanted`: the peer asked for a certificate and we had none.
std::string describe_tls_error(bool certificate_wanted);

}  // namespace plugtest::drivers
