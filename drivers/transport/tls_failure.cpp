#include "drivers/transport/tls_failure.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace plugtest::drivers {

namespace {

constexpr std::size_t k_longest_name = 100;
constexpr std::size_t k_most_names = 8;

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, k_longest_name)) shown += c >= ' ' && c < 0x7F ? c : '?';
  return text.size() > k_longest_name ? shown + "..." : shown;
}

std::string quoted(std::string_view text) { return "'" + printable(text) + "'"; }

/// The text a function of OpenSSL prints into a BIO.
template <class Print>
std::string printed(Print print) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(BIO_new(BIO_s_mem()), BIO_free_all);
  if (!memory) return {};
  print(memory.get());
  char* text = nullptr;
  const long length = BIO_get_mem_data(memory.get(), &text);
  return {text, length > 0 ? static_cast<std::size_t>(length) : 0};
}

std::string one_line(const X509_NAME* name) {
  return quoted(printed([name](BIO* out) { X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253); }));
}

std::string date(const ASN1_TIME* time) {
  return printable(printed([time](BIO* out) { ASN1_TIME_print(out, time); }));
}

std::string address(const ASN1_OCTET_STRING* octets) {
  const unsigned char* bytes = ASN1_STRING_get0_data(octets);
  const int length = ASN1_STRING_length(octets);
  if (length != 4 && length != 16) return "?";
  std::string text;
  std::array<char, 8> part{};
  for (int i = 0; i < length; i += length == 4 ? 1 : 2) {
    if (length == 4) {
      std::snprintf(part.data(), part.size(), "%s%u", i == 0 ? "" : ".", bytes[i]);
    } else {
      std::snprintf(part.data(), part.size(), "%s%x", i == 0 ? "" : ":",
                    (static_cast<unsigned>(bytes[i]) << 8U) | bytes[i + 1]);
    }
    text += part.data();
  }
  return text;
}

/// The names that a certificate is for (RFC 6125: the subject's common name only when there is no
/// other).
std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> names;
  auto* found = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> owned(found,
                                                                            GENERAL_NAMES_free);
  for (int i = 0; found != nullptr && i < sk_GENERAL_NAME_num(found); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(found, i);
    if (name->type == GEN_DNS) {
      names.push_back(quoted({reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                              static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName))}));
    } else if (name->type == GEN_IPADD) {
      names.push_back(quoted(address(name->d.iPAddress)));
    }
  }
  if (!names.empty()) return names;
  std::array<char, k_longest_name + 2> common{};
  if (X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, common.data(),
                                static_cast<int>(common.size())) > 0) {
    names.push_back(quoted(common.data()));
  }
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  if (names.empty()) return "no name at all";
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), k_most_names); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > k_most_names) {
    text += " and " + std::to_string(names.size() - k_most_names) + " more";
  }
  return text;
}

bool says_wrong_version(int reason) {
  return reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION || reason == SSL_R_UNSUPPORTED_PROTOCOL ||
         reason == SSL_R_VERSION_TOO_LOW;
}

bool says_no_tls(int reason) {
  return reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
         reason == SSL_R_HTTPS_PROXY_REQUEST || reason == SSL_R_PACKET_LENGTH_TOO_LONG ||
         reason == SSL_R_BAD_RECORD_TYPE || reason == SSL_R_RECORD_LENGTH_MISMATCH;
}

/// What a peer's alert about our certificate means (RFC 8446, 6.2), or nothing.
std::string_view certificate_alert(int reason) {
  switch (reason) {
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
      return "has expired, or is not valid yet";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
      return "has been revoked";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
      return "comes from an issuer the peer does not trust";
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
      return "is of a kind the peer does not take";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
      return "is not accepted by the peer";
    default:
      return {};
  }
}

}  // namespace

std::string describe_bad_certificate(X509_STORE_CTX* store, const std::string& wanted_name) {
  const int error = X509_STORE_CTX_get_error(store);
  X509* certificate = X509_STORE_CTX_get_current_cert(store);
  if (certificate == nullptr) certificate = X509_STORE_CTX_get0_cert(store);
  if (certificate == nullptr) return "the peer's certificate cannot be checked";
  const std::string subject = one_line(X509_get_subject_name(certificate));
  const std::string issuer = one_line(X509_get_issuer_name(certificate));
  const std::string whose = X509_STORE_CTX_get_error_depth(store) == 0
                                ? "the peer's certificate " + subject
                                : "the certificate " + subject + " above the peer's";
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return whose + " expired on " + date(X509_get0_notAfter(certificate)) +
             "; the peer needs a new one (or this machine's clock is wrong)";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return whose + " is valid only from " + date(X509_get0_notBefore(certificate)) +
             " on; check the clocks of both machines";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the peer's certificate is for " + listed(names_of(certificate)) + ", not for " +
             quoted(wanted_name) +
             "; connect by one of its names, or say which server name to expect";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return whose +
             " is signed by itself, and not among those trusted; to trust it, name it as CA file";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return whose + " comes from an unknown issuer, " + issuer +
             "; name a CA file that holds the issuer's certificate";
    case X509_V_ERR_INVALID_PURPOSE:
      return whose + " is not meant for this purpose (its extended key usage says so)";
    default:
      return whose + " is not good: " + X509_verify_cert_error_string(error);
  }
}

std::string describe_tls_error(bool certificate_wanted) {
  const unsigned long error = ERR_peek_error();
  const int reason = ERR_GET_REASON(error);
  const char* text = ERR_reason_error_string(error);
  const std::string reason_text = text == nullptr ? "unknown reason" : text;
  ERR_clear_error();
  const bool refused =
      reason == SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE || !certificate_alert(reason).empty();
  if (reason == SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED || (certificate_wanted && refused)) {
    return "the peer wants a client certificate; give a certificate file and its key";
  }
  if (reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) {
    return "the peer showed no client certificate";
  }
  if (says_wrong_version(reason)) {
    return "the peer speaks no TLS newer than 1.1, and 1.2 is the least that is safe";
  }
  if (says_no_tls(reason)) {
    return "the peer does not speak TLS (" + reason_text +
           "); is this the port for connections without TLS?";
  }
  if (const auto alert = certificate_alert(reason); !alert.empty()) {
    return "our certificate " + std::string(alert);
  }
  if (reason == SSL_R_NO_SHARED_CIPHER || reason == SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE) {
    return "the peer and this side have no way of encryption in common (" + reason_text + ")";
  }
  return reason_text;
}

}  // namespace plugtest::drivers
