#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace plugtest::test {

/// The files of one certificate and its key, in PEM form.
struct CertificateFiles {
  std::string certificate;
  std::string key;
};

/// What a test wants in a certificate.
struct CertificateWish {
  std::string common_name = "peer";
  /// Subject alternative names as OpenSSL writes them: "DNS:localhost", "IP:127.0.0.1".
  std::vector<std::string> names = {"DNS:localhost", "IP:127.0.0.1"};
  std::chrono::seconds begins = std::chrono::hours(-24);  ///< from now
  std::chrono::seconds ends = std::chrono::hours(24);     ///< from now
  std::string purpose{};                                  ///< "serverAuth", "clientAuth"; or any
};

/// A certificate authority of a test's own, made at run time: no key lies in the repository and no
/// test begins to fail on the day a certificate expires.
class CertificateAuthority {
 public:
  /// Writes its files into `folder`, which outlives it. `name` keeps authorities apart.
  CertificateAuthority(std::filesystem::path folder, const std::string& name);

  const std::string& ca_file() const { return ca_file_; }

  /// A certificate of this authority.
  CertificateFiles issue(const CertificateWish& wish);
  /// One that only its own key vouches for.
  CertificateFiles self_signed(const CertificateWish& wish);
  /// The same key as in `plain`, with a pass phrase.
  std::string locked_key(const CertificateFiles& plain, const std::string& pass_phrase);

 private:
  struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  struct FreeCertificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
  using Certificate = std::unique_ptr<X509, FreeCertificate>;

  CertificateFiles write(const std::string& stem, X509* certificate, EVP_PKEY* key);
  std::string next_stem();

  std::filesystem::path folder_;
  std::string name_;
  Key key_;
  Certificate certificate_;
  std::string ca_file_;
  int issued_ = 0;
};

}  // namespace plugtest::test
