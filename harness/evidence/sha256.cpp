#include "harness/evidence/sha256.h"

#include "protocols/bits/hex.h"

#include <array>
#include <cstdint>
#include <new>
#include <span>
#include <stdexcept>

#include <openssl/evp.h>

namespace plugtest::evidence {
namespace {

// The library is asked for nothing that can fail but SHA-256 itself being switched off.
void require(int ok) {
  if (ok != 1) throw std::runtime_error("the OpenSSL library offers no SHA-256");
}

}  // namespace

struct Sha256::Context {
  Context() : md(EVP_MD_CTX_new()) {
    if (md == nullptr) throw std::bad_alloc();
  }
  ~Context() { EVP_MD_CTX_free(md); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  EVP_MD_CTX* md;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  require(EVP_DigestInit_ex(context_->md, EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  require(EVP_DigestUpdate(context_->md, bytes.data(), bytes.size()));
}

std::string Sha256::finish() {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  require(EVP_DigestFinal_ex(context_->md, digest.data(), &size));
  return bits::to_hex(std::span(digest).first(size));
}

}  // namespace plugtest::evidence
