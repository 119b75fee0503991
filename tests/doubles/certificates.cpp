#include "tests/doubles/certificates.h"

#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <utility>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace plugtest::test {

namespace {

void must(bool fine, const char* what) {
  if (!fine) throw std::runtime_error(std::string("a test certificate cannot be made: ") + what);
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_file(const std::string& path) {
  File file(std::fopen(path.c_str(), "w"), std::fclose);
  must(file != nullptr, path.c_str());
  return file;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  must(extension != nullptr, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

/// `issuer` null: signed by itself.
X509* make_certificate(const CertificateWish& wish, bool authority, EVP_PKEY* key, X509* issuer,
                       EVP_PKEY* issuer_key, long serial) {
  X509* certificate = X509_new();
  must(certificate != nullptr, "memory");
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  const std::time_t now = std::time(nullptr);
  ASN1_TIME_set(X509_getm_notBefore(certificate), now + wish.begins.count());
  ASN1_TIME_set(X509_getm_notAfter(certificate), now + wish.ends.count());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.common_name.c_str()), -1,
                             -1, 0);
  if (issuer == nullptr) issuer = certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  X509_set_pubkey(certificate, key);
  add_extension(certificate, issuer, NID_basic_constraints,
                authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!wish.names.empty() && !authority) {
    add_extension(certificate, issuer, NID_subject_alt_name, joined(wish.names));
  }
  if (!wish.purpose.empty()) add_extension(certificate, issuer, NID_ext_key_usage, wish.purpose);
  must(X509_sign(certificate, issuer_key, EVP_sha256()) > 0, "signature");
  return certificate;
}

}  // namespace

CertificateAuthority::CertificateAuthority(std::filesystem::path folder, const std::string& name)
    : folder_(std::move(folder)), name_(name), key_(EVP_EC_gen("P-256")) {
  must(key_ != nullptr, "key");
  CertificateWish wish;
  wish.common_name = name;
  certificate_.reset(make_certificate(wish, true, key_.get(), nullptr, key_.get(), 1));
  ca_file_ = write(name_, certificate_.get(), key_.get()).certificate;
}

CertificateFiles CertificateAuthority::issue(const CertificateWish& wish) {
  const Key key(EVP_EC_gen("P-256"));
  must(key != nullptr, "key");
  const Certificate made(
      make_certificate(wish, false, key.get(), certificate_.get(), key_.get(), 2 + issued_));
  return write(next_stem(), made.get(), key.get());
}

CertificateFiles CertificateAuthority::self_signed(const CertificateWish& wish) {
  const Key key(EVP_EC_gen("P-256"));
  must(key != nullptr, "key");
  const Certificate made(make_certificate(wish, false, key.get(), nullptr, key.get(), 1));
  return write(next_stem(), made.get(), key.get());
}

std::string CertificateAuthority::locked_key(const CertificateFiles& plain,
                                             const std::string& pass_phrase) {
  const File in(std::fopen(plain.key.c_str(), "r"), std::fclose);
  must(in != nullptr, plain.key.c_str());
  const Key key(PEM_read_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  must(key != nullptr, "reading a key");
  std::string path = plain.key + ".locked";
  const File out = open_file(path);
  must(PEM_write_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_128_cbc(), pass_phrase.data(),
                                 static_cast<int>(pass_phrase.size()), nullptr, nullptr) == 1,
       "locking a key");
  return path;
}

std::string CertificateAuthority::next_stem() { return name_ + "-" + std::to_string(++issued_); }

CertificateFiles CertificateAuthority::write(const std::string& stem, X509* certificate,
                                             EVP_PKEY* key) {
  CertificateFiles files{(folder_ / (stem + ".crt")).string(),
                         (folder_ / (stem + ".key")).string()};
  const File certificate_file = open_file(files.certificate);
  must(PEM_write_X509(certificate_file.get(), certificate) == 1, "writing");
  const File key_file = open_file(files.key);
  must(PEM_write_PrivateKey(key_file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
       "writing");
  return files;
}

}  // namespace plugtest::test
