#include "harness/evidence/signature.h"

#include "harness/evidence/disk.h"
#include "harness/evidence/sums_file.h"
#include "protocols/bits/hex.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <new>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

namespace plugtest::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_public_bytes = 32;
constexpr std::size_t k_signature_bytes = 64;
constexpr std::size_t k_longest_key_file = 4096;
constexpr std::size_t k_longest_sums = std::size_t{1} << 20U;
constexpr std::string_view k_head = "plugtest signature 1: Ed25519 over SHA256SUMS\npublic ";
constexpr std::string_view k_middle = "\nsignature ";

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using PublicKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// The library is asked for nothing that can fail but Ed25519 itself being switched off.
void require(bool ok) {
  if (!ok) throw std::runtime_error("the OpenSSL library offers no Ed25519");
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Writes all of `text` into a file that is not there yet, for the owner's eyes only.
Result<void> write_new_file(const fs::path& path, std::string_view text, ::mode_t mode) {
  const Descriptor fd(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd) return fail(disk_error(path, "make the file", errno));
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd.get(), text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return fail(disk_error(path, "write to the file", errno));
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (::fsync(fd.get()) != 0) return fail(disk_error(path, "put the file on disk", errno));
  return {};
}

std::string private_pem(EVP_PKEY* key) {
  const Bio out(BIO_new(BIO_s_mem()), BIO_free);
  require(out &&
          PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

struct SigningKey::Key {
  explicit Key(EVP_PKEY* made) : pkey(made, EVP_PKEY_free) {}
  PublicKey pkey;
};

SigningKey::SigningKey(std::unique_ptr<Key> key) : key_(std::move(key)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

Result<SigningKey> SigningKey::make(const fs::path& file) {
  auto key = std::make_unique<Key>(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  require(key->pkey != nullptr);
  constexpr ::mode_t k_owner_only = 0600;
  if (auto written = write_new_file(file, private_pem(key->pkey.get()), k_owner_only); !written) {
    return fail(written.error());
  }
  return SigningKey(std::move(key));
}

Result<SigningKey> SigningKey::read(const fs::path& file) {
  const auto text = read_text_file(file, k_longest_key_file);
  if (!text) return fail(text.error());
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return fail(disk_error(file, "read the file", errno));
  constexpr ::mode_t k_others = S_IRWXG | S_IRWXO;
  if ((status.st_mode & k_others) != 0) {
    return fail(ErrorCode::refused,
                "others than its owner may use this key file, expected rights 600",
                Where{.file = file.string()});
  }
  const Bio in(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())), BIO_free);
  if (!in) throw std::bad_alloc();
  auto key = std::make_unique<Key>(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  if (!key->pkey || EVP_PKEY_get_id(key->pkey.get()) != EVP_PKEY_ED25519) {
    return fail(ErrorCode::malformed, "this is no Ed25519 private key in PEM",
                Where{.file = file.string()});
  }
  return SigningKey(std::move(key));
}

std::string SigningKey::public_hex() const {
  std::array<std::uint8_t, k_public_bytes> raw{};
  std::size_t size = raw.size();
  require(EVP_PKEY_get_raw_public_key(key_->pkey.get(), raw.data(), &size) == 1);
  return bits::to_hex(std::span(raw).first(size));
}

std::string SigningKey::sign(std::string_view bytes) const {
  const DigestContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context) throw std::bad_alloc();
  std::array<std::uint8_t, k_signature_bytes> raw{};
  std::size_t size = raw.size();
  require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->pkey.get()) == 1 &&
          EVP_DigestSign(context.get(), raw.data(), &size, bytes_of(bytes), bytes.size()) == 1);
  return bits::to_hex(std::span(raw).first(size));
}

bool signature_fits(std::string_view public_hex, std::string_view signature_hex,
                    std::string_view bytes) {
  const auto key_bytes = bits::parse_hex(public_hex);
  const auto signature = bits::parse_hex(signature_hex);
  if (!key_bytes || !signature || key_bytes->size() != k_public_bytes ||
      signature->size() != k_signature_bytes) {
    return false;
  }
  const PublicKey key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key_bytes->data(), key_bytes->size()),
      EVP_PKEY_free);
  const DigestContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context) throw std::bad_alloc();
  return key != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature->data(), signature->size(), bytes_of(bytes),
                          bytes.size()) == 1;
}

Result<void> sign_folder(const fs::path& folder, const SigningKey& key) {
  const auto sums = read_text_file(folder / k_sums_file, k_longest_sums);
  if (!sums) return fail(sums.error());
  std::string text(k_head);
  text += key.public_hex();
  text += k_middle;
  text += key.sign(*sums);
  text += '\n';
  constexpr ::mode_t k_readable = 0644;
  if (auto written = write_new_file(folder / k_signature_file, text, k_readable); !written) {
    return fail(written.error());
  }
  return sync_folder(folder);
}

Result<std::optional<FolderSignature>> check_signature(const fs::path& folder,
                                                       std::string_view sums) {
  const auto text = read_text_file(folder / k_signature_file, k_longest_key_file);
  if (!text && text.error().code == ErrorCode::not_found) return std::nullopt;
  if (!text) return fail(text.error());
  const std::string_view all = *text;
  constexpr std::size_t k_public_at = k_head.size();
  constexpr std::size_t k_middle_at = k_public_at + 2 * k_public_bytes;
  constexpr std::size_t k_signature_at = k_middle_at + k_middle.size();
  constexpr std::size_t k_size = k_signature_at + 2 * k_signature_bytes + 1;
  if (all.size() != k_size || !all.starts_with(k_head) ||
      all.substr(k_middle_at, k_middle.size()) != k_middle || all.back() != '\n') {
    return fail(ErrorCode::malformed, "this is no signature file of this program",
                Where{.file = (folder / k_signature_file).string()});
  }
  const std::string_view public_hex = all.substr(k_public_at, 2 * k_public_bytes);
  const std::string_view signature = all.substr(k_signature_at, 2 * k_signature_bytes);
  return FolderSignature{std::string(public_hex), signature_fits(public_hex, signature, sums)};
}

}  // namespace plugtest::evidence
