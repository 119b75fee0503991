#include "drivers/transport/tls_context.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <openssl/err.h>

namespace plugtest::drivers {

namespace {

/// OpenSSL would otherwise ask for a pass phrase at the terminal. Notes that it wanted one.
int no_pass_phrase(char*, int, int, void* wanted) {
  if (wanted != nullptr) *static_cast<bool*>(wanted) = true;
  return 0;
}

Result<void> readable(const std::string& what, const std::string& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    return fail(ErrorCode::configuration, what + " '" + file + "' is a folder");
  }
  errno = 0;
  if (std::ifstream(file).good()) return {};
  return fail(ErrorCode::configuration,
              "cannot read " + what + " '" + file + "': " + std::strerror(errno));
}

Error bad_file(const std::string& what, const std::string& file, const std::string& expected) {
  return {ErrorCode::configuration, what + " '" + file + "' " + expected};
}

Result<void> use_identity(SSL_CTX* context, const TlsIdentity& identity) {
  const std::string& certificate = identity.certificate_file;
  const std::string& key = identity.key_file.empty() ? certificate : identity.key_file;
  if (auto ok = readable("the certificate file", certificate); !ok) return ok;
  if (auto ok = readable("the key file", key); !ok) return ok;
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    if (reason == SSL_R_EE_KEY_TOO_SMALL || reason == SSL_R_CA_MD_TOO_WEAK) {
      return tl::unexpected(bad_file("the certificate file", certificate,
                                     "holds a key or a signature too weak to be used"));
    }
    return tl::unexpected(
        bad_file("the certificate file", certificate, "holds no certificate in PEM form"));
  }
  ERR_clear_error();
  bool pass_phrase_wanted = false;
  SSL_CTX_set_default_passwd_cb_userdata(context, &pass_phrase_wanted);
  const int used = SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  if (used != 1) {
    if (ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH) {
      return tl::unexpected(bad_file(
          "the key file", key, "does not belong to the certificate in '" + certificate + "'"));
    }
    if (pass_phrase_wanted) {
      return tl::unexpected(bad_file(
          "the key file", key,
          "needs a pass phrase, which nobody can type here; write the key without one (openssl "
          "pkey -in KEY -out PLAIN)"));
    }
    return tl::unexpected(bad_file("the key file", key, "holds no private key in PEM form"));
  }
  return {};
}

Result<void> trust(SSL_CTX* context, const std::string& ca_file) {
  if (auto ok = readable("the CA file", ca_file); !ok) return ok;
  ERR_clear_error();
  if (SSL_CTX_load_verify_file(context, ca_file.c_str()) == 1) return {};
  return tl::unexpected(bad_file("the CA file", ca_file, "holds no certificate in PEM form"));
}

Result<TlsContext::Handle> make_context(const SSL_METHOD* method) {
  ERR_clear_error();
  TlsContext::Handle context(SSL_CTX_new(method));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) {
    return fail(ErrorCode::internal, "OpenSSL cannot be set up");
  }
  SSL_CTX_set_options(context.get(),
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_default_passwd_cb(context.get(), no_pass_phrase);
  return context;
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> load_tls_client(const TlsClientRules& rules) {
  auto made = make_context(TLS_client_method());
  if (!made) return fail(made.error());
  SSL_CTX* context = made->get();
  if (rules.verify && rules.ca_file.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) != 1) {
      return fail(ErrorCode::configuration,
                  "the system's certificate authorities cannot be read; name a CA file");
    }
  } else if (rules.verify) {
    if (auto ok = trust(context, rules.ca_file); !ok) return fail(ok.error());
  }
  if (!rules.identity.certificate_file.empty()) {
    if (auto ok = use_identity(context, rules.identity); !ok) return fail(ok.error());
  } else if (!rules.identity.key_file.empty()) {
    return fail(ErrorCode::configuration,
                "the key file '" + rules.identity.key_file + "' needs a certificate file with it");
  }
  return std::make_shared<const TlsContext>(std::move(*made), false, rules.verify);
}

Result<std::shared_ptr<const TlsContext>> load_tls_server(const TlsServerRules& rules) {
  if (rules.identity.certificate_file.empty()) {
    return fail(ErrorCode::configuration, "a TLS server needs a certificate file and its key");
  }
  auto made = make_context(TLS_server_method());
  if (!made) return fail(made.error());
  SSL_CTX* context = made->get();
  if (auto ok = use_identity(context, rules.identity); !ok) return fail(ok.error());
  const bool asks = !rules.client_ca_file.empty();
  if (asks) {
    if (auto ok = trust(context, rules.client_ca_file); !ok) return fail(ok.error());
    SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(rules.client_ca_file.c_str()));
  }
  return std::make_shared<const TlsContext>(std::move(*made), true, asks);
}

}  // namespace plugtest::drivers
