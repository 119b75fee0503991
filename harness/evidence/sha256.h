#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace plugtest::evidence {

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);

  /// The hash of all that was added, as 64 lower-case hexadecimal digits. Ends the calculation.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace plugtest::evidence
