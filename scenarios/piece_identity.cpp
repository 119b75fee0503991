#include "scenarios/piece_identity.h"

#include "protocols/identity/s10.h"
#include "protocols/identity/sscc.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace plugtest::scenarios {
namespace {

constexpr std::size_t k_word_bits = 16;
constexpr std::size_t k_longest_bits = 496;  // Type C: 31 words

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Two letters, nine digits, two letters: nothing else that names a UII looks like it.
bool looks_like_s10(std::string_view text) {
  std::string characters;
  std::ranges::copy_if(text, std::back_inserter(characters), [](char c) { return c != ' '; });
  return characters.size() == 13 && std::ranges::all_of(characters.substr(0, 2), is_letter) &&
         std::ranges::all_of(characters.substr(2, 9), is_digit) &&
         std::ranges::all_of(characters.substr(11), is_letter);
}

/// "SSCC/7 106141412345678908": eighteen digits alone do not tell where the company prefix ends.
Result<identity::TagIdentity> parse_sscc(std::string_view text) {
  constexpr std::string_view k_prefix = "SSCC/";
  const std::size_t blank = std::min(text.find(' '), text.size());
  const std::string_view digits = text.substr(k_prefix.size(), blank - k_prefix.size());
  int prefix_digits = 0;
  for (const char c : digits.substr(0, 2)) {
    if (is_digit(c)) prefix_digits = prefix_digits * 10 + (c - '0');
  }
  const auto sscc = identity::sscc_from_digits(text.substr(blank), prefix_digits);
  if (!sscc) return fail(sscc.error());
  const identity::Uii uii = to_uii(*sscc);
  return identity::TagIdentity{identity::epc_pc(uii.bit_count()), uii};
}

}  // namespace

Result<identity::TagIdentity> piece_identity(const std::string& text) {
  const bool eighteen_digits = text.size() == 18 && std::ranges::all_of(text, is_digit);
  if (eighteen_digits) {
    return fail(ErrorCode::configuration,
                "18 digits do not tell how long the company prefix of an SSCC is; with one of 7 "
                "digits, write 'SSCC/7 " +
                    text + "'");
  }
  if (text.starts_with("SSCC/")) return parse_sscc(text);
  constexpr std::uint8_t k_no_afi = 0;
  const auto tag =
      identity::parse_tag_identity(looks_like_s10(text) ? "S10 " + text : text, k_no_afi);
  if (!tag) return fail(tag.error());
  const std::size_t bits = tag->uii.bit_count();
  if (bits == 0 || bits % k_word_bits != 0 || bits > k_longest_bits) {
    return fail(ErrorCode::configuration,
                "the UII has " + std::to_string(bits) +
                    " bits, expected 1 to 31 whole words of 16 bits (4 hexadecimal digits each)");
  }
  return *tag;
}

}  // namespace plugtest::scenarios
