#pragma once

#include "protocols/bits/result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plugtest::evidence {

inline constexpr std::string_view k_signature_file = "SHA256SUMS.sig";

/// A private key for Ed25519 (RFC 8032).
class SigningKey {
 public:
  /// Makes a key and writes it to `file` as PEM (PKCS #8), which only the owner may read. Errors:
  /// `io`; an existing file is never replaced.
  static Result<SigningKey> make(const std::filesystem::path& file);

  /// Errors: `not_found`, `io`; `refused` when others than the owner may read or write the file;
  /// `malformed` when it holds no Ed25519 key.
  static Result<SigningKey> read(const std::filesystem::path& file);

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  /// The public half as 64 lower-case hexadecimal digits: what the signature is checked with, and
  /// what a signer is known by.
  std::string public_hex() const;

  /// 128 hexadecimal digits.
  std::string sign(std::string_view bytes) const;

 private:
  struct Key;
  explicit SigningKey(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
};

/// Whether `signature_hex` over `bytes` was made with the key whose public half is given. False for
/// texts that are no such digits.
bool signature_fits(std::string_view public_hex, std::string_view signature_hex,
                    std::string_view bytes);

/// Signs the sums of a finished run's folder, so everything in it. Errors: `not_found` without
/// sums; `io`.
Result<void> sign_folder(const std::filesystem::path& folder, const SigningKey& key);

/// The signature as it stands in a folder.
struct FolderSignature {
  std::string public_hex;
  bool fits = false;  ///< made with that key over these sums

  bool operator==(const FolderSignature&) const = default;
};

/// Reads and checks a folder's signature; empty for an unsigned folder. `sums` is the text of its
/// SHA256SUMS. Errors: `io`; `malformed` for a signature file that is none.
Result<std::optional<FolderSignature>> check_signature(const std::filesystem::path& folder,
                                                       std::string_view sums);

}  // namespace plugtest::evidence
