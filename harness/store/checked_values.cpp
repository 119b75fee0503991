#include "harness/store/checked_values.h"

#include "protocols/bits/hex.h"

#include <charconv>
#include <system_error>

namespace plugtest::store {

std::uint64_t seed_from(const std::string& text) {
  std::uint64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, seed);
  if (problem != std::errc{} || stop != end) damaged("a seed that is no number: '" + text + "'");
  return seed;
}

identity::Uii uii_from(const std::string& digits, std::int64_t count) {
  const auto bytes = bits::parse_hex(digits);
  if (bytes && count >= 0) {
    const auto uii = identity::Uii::from_bits(*bytes, static_cast<std::size_t>(count));
    if (uii) return *uii;
  }
  damaged("a UII that is none: '" + digits + "'");
}

}  // namespace plugtest::store
