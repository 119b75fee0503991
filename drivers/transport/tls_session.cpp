#include "drivers/transport/tls_session.h"

#include "drivers/transport/tls_context.h"
#include "drivers/transport/tls_failure.h"

#include <algorithm>
#include <new>
#include <utility>

#include <boost/asio/ip/address.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace plugtest::drivers {

namespace {

/// SSL_write makes records of this size at most.
constexpr std::size_t k_record_bytes = std::size_t{16} * 1024;

/// `name` as a numeric address without a scope, or nothing when it is a host name.
std::optional<std::string> numeric_address(const std::string& name) {
  boost::system::error_code error;
  auto address = boost::asio::ip::make_address(name, error);
  if (error) return std::nullopt;
  if (!address.is_v6()) return address.to_string();
  auto v6 = address.to_v6();
  v6.scope_id(0);
  return v6.to_string();
}

/// Makes a client check that the certificate is for `name`, and tells the server whom it wants.
bool expect_name(SSL* ssl, const std::string& name) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(ssl);
  if (const auto address = numeric_address(name)) {
    return X509_VERIFY_PARAM_set1_ip_asc(rules, address->c_str()) == 1;
  }
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set1_host(rules, name.data(), name.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

}  // namespace

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context, const std::string& peer_name)
    : context_(std::move(context)), peer_name_(peer_name), ssl_(SSL_new(context_->handle())) {
  input_ = BIO_new(BIO_s_mem());
  output_ = BIO_new(BIO_s_mem());
  if (!ssl_ || input_ == nullptr || output_ == nullptr) throw std::bad_alloc();
  BIO_set_mem_eof_return(input_, -1);  // empty means "not yet", not "never again"
  SSL_set_bio(ssl_.get(), input_, output_);
  SSL_set_app_data(ssl_.get(), this);
  if (context_->checks_peer()) {
    // A client ignores the second flag: a server always has a certificate.
    SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, on_verify);
  }
  if (context_->is_server()) {
    SSL_set_accept_state(ssl_.get());
    return;
  }
  SSL_set_cert_cb(ssl_.get(), on_certificate_wanted, this);
  SSL_set_connect_state(ssl_.get());
  can_be_checked_ = expect_name(ssl_.get(), peer_name);
}

TlsSession::~TlsSession() = default;

int TlsSession::on_verify(int ok, X509_STORE_CTX* store) {
  if (ok == 1) return 1;
  auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* self = static_cast<TlsSession*>(SSL_get_app_data(ssl));
  self->bad_certificate_ = describe_bad_certificate(store, self->peer_name_);
  return 0;
}

int TlsSession::on_certificate_wanted(SSL* ssl, void* self) {
  static_cast<TlsSession*>(self)->certificate_wanted_ = SSL_get_certificate(ssl) == nullptr;
  return 1;  // go on without one: the peer may do so too
}

void TlsSession::feed(std::span<const std::uint8_t> cipher_text) {
  std::size_t taken = 0;
  BIO_write_ex(input_, cipher_text.data(), cipher_text.size(), &taken);
}

std::vector<std::uint8_t> TlsSession::take_output() {
  std::vector<std::uint8_t> bytes(BIO_ctrl_pending(output_));
  std::size_t taken = 0;
  if (!bytes.empty()) BIO_read_ex(output_, bytes.data(), bytes.size(), &taken);
  bytes.resize(taken);
  return bytes;
}

Result<bool> TlsSession::handshake() {
  if (!can_be_checked_) {
    return fail(ErrorCode::configuration,
                "'" + peer_name_ + "' is no name that a certificate could have");
  }
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) return true;
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return false;
  return fail(ErrorCode::unreachable, failure());
}

Result<std::size_t> TlsSession::read(std::span<std::uint8_t> clear_text) {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(ssl_.get(), clear_text.data(), clear_text.size(), &bytes);
  if (result == 1) return bytes;
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ||
      error == SSL_ERROR_ZERO_RETURN) {
    return std::size_t{0};
  }
  const bool alert = ERR_GET_REASON(ERR_peek_error()) > SSL_AD_REASON_OFFSET;
  return fail(alert ? ErrorCode::refused : ErrorCode::protocol, failure());
}

bool TlsSession::peer_closed() const {
  return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void TlsSession::write(std::span<const std::uint8_t> clear_text) {
  ERR_clear_error();
  while (!clear_text.empty()) {
    const auto part = clear_text.first(std::min(clear_text.size(), k_record_bytes));
    std::size_t written = 0;
    if (SSL_write_ex(ssl_.get(), part.data(), part.size(), &written) != 1) return;
    clear_text = clear_text.subspan(written);
  }
}

void TlsSession::shut_down() {
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

std::string TlsSession::failure() const {
  if (bad_certificate_) {
    ERR_clear_error();
    return *bad_certificate_;
  }
  return describe_tls_error(certificate_wanted_);
}

}  // namespace plugtest::drivers
