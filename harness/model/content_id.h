#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace plugtest::model {

/// Collects labelled fields in a fixed text form and hashes them (SHA-256). Equal content gives
/// equal ids on every machine; a field added later changes the id only where it is set.
class ContentHasher {
 public:
  ContentHasher& add(std::string_view label, std::string_view value);
  ContentHasher& add(std::string_view label, std::int64_t value);

  /// The first 16 bytes of the SHA-256 as 32 lower-case hexadecimal digits.
  std::string id() const;

 private:
  std::string canonical_;
};

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace plugtest::model
