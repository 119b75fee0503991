#include "harness/model/content_id.h"

#include <array>
#include <cstddef>
#include <stdexcept>

#include <openssl/evp.h>

namespace plugtest::model {
namespace {

// Every field is written as kind, length, text. The lengths make the text unambiguous: no value can
// imitate the border between two fields.
void append_field(std::string& out, char kind, std::string_view label, std::string_view value) {
  out += kind;
  out += std::to_string(label.size());
  out += ':';
  out += label;
  out += std::to_string(value.size());
  out += ':';
  out += value;
  out += '\n';
}

}  // namespace

ContentHasher& ContentHasher::add(std::string_view label, std::string_view value) {
  append_field(canonical_, 's', label, value);
  return *this;
}

ContentHasher& ContentHasher::add(std::string_view label, std::int64_t value) {
  append_field(canonical_, 'i', label, std::to_string(value));
  return *this;
}

std::string ContentHasher::id() const { return sha256_hex(canonical_).substr(0, 32); }

std::string sha256_hex(std::string_view bytes) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("the OpenSSL library offers no SHA-256");
  }
  std::string text;
  text.reserve(std::size_t{2} * length);
  for (unsigned int i = 0; i < length; ++i) {
    text += k_digits[digest[i] >> 4U];
    text += k_digits[digest[i] & 0x0fU];
  }
  return text;
}

}  // namespace plugtest::model
