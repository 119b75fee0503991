#include "harness/evidence/sums_file.h"

#include "protocols/bits/hex.h"

#include <algorithm>
#include <cstddef>

namespace plugtest::evidence {
namespace {

constexpr std::size_t k_digits = 64;
constexpr std::string_view k_between = "  ";

// Names that this project writes: anything else in a sums file came from elsewhere.
bool plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name != k_sums_file &&
         std::ranges::all_of(
             name, [](unsigned char c) { return c > ' ' && c < 0x7f && c != '/' && c != '\\'; });
}

bool lower_case_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return bits::hex_digit(c).has_value() && !(c >= 'A' && c <= 'F'); });
}

}  // namespace

std::string print_sums(const FileSums& sums) {
  std::string text;
  for (const auto& [name, sum] : sums) {
    text += sum;
    text += k_between;
    text += name;
    text += '\n';
  }
  return text;
}

Result<FileSums> parse_sums(std::string_view text) {
  FileSums sums;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    const std::string_view line = text.substr(at, end == text.npos ? end : end - at);
    const bool shaped = end != text.npos && line.size() > k_digits + k_between.size() &&
                        lower_case_hex(line.substr(0, k_digits)) &&
                        line.substr(k_digits, k_between.size()) == k_between;
    const std::string_view name = shaped ? line.substr(k_digits + k_between.size()) : "";
    if (!plain_name(name)) {
      return fail(ErrorCode::malformed, "expected a SHA-256, two blanks and the name of a file",
                  Where{.byte_offset = at});
    }
    if (!sums.emplace(name, line.substr(0, k_digits)).second) {
      return fail(ErrorCode::malformed, "the file '" + std::string(name) + "' is named twice",
                  Where{.byte_offset = at});
    }
    at = end + 1;
  }
  return sums;
}

}  // namespace plugtest::evidence
