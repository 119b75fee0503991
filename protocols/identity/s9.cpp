#include "protocols/identity/s9.h"

#include <algorithm>
#include <cstddef>

namespace plugtest::identity {
namespace {

constexpr std::size_t k_s8_length = 20;
constexpr std::size_t k_s9_length = 29;
constexpr std::size_t k_code_length = 15;  // offices, category, class: letters, or digits too
constexpr std::size_t k_highest_at = 23;
constexpr std::size_t k_registered_at = 24;

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

Result<void> check_characters(std::string_view text, std::size_t length, std::string_view name) {
  if (text.size() != length) {
    return fail(ErrorCode::malformed, "expected " + std::to_string(length) + " characters of an " +
                                          std::string(name) + " identifier, got " +
                                          std::to_string(text.size()));
  }
  for (std::size_t i = 0; i < length; ++i) {
    const bool code = i < k_code_length;
    if (is_digit(text[i]) || (code && is_letter(text[i]))) continue;
    return fail(ErrorCode::malformed,
                std::string("expected ") + (code ? "an upper-case letter or a digit" : "a digit") +
                    " in an " + std::string(name) + " identifier",
                Where{.byte_offset = i});
  }
  return {};
}

std::vector<std::string> warnings_for(std::string_view text) {
  std::vector<std::string> warnings;
  const auto code = text.substr(0, k_code_length);
  const auto digit = std::ranges::find_if(code, is_digit);
  if (digit != code.end()) {
    warnings.push_back("character " + std::to_string(digit - code.begin() + 1) +
                       " is a digit, expected letters in offices, category and class");
  }
  return warnings;
}

std::uint16_t number(std::string_view digits) {
  unsigned value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<unsigned>(digit - '0');
  return static_cast<std::uint16_t>(value);
}

S8 dispatch_from(std::string_view text) {
  S8 dispatch;
  std::copy_n(text.begin(), 6, dispatch.origin.begin());
  std::copy_n(text.begin() + 6, 6, dispatch.destination.begin());
  dispatch.category = text[12];
  dispatch.mail_class = {text[13], text[14]};
  dispatch.year = static_cast<std::uint8_t>(number(text.substr(15, 1)));
  dispatch.dispatch = number(text.substr(16, 4));
  return dispatch;
}

Result<S9Flag> flag_at(std::string_view text, std::size_t position) {
  switch (text[position]) {
    case '0':
      return S9Flag::no;
    case '1':
      return S9Flag::yes;
    case '9':
      return S9Flag::unknown;
    default:
      return fail(ErrorCode::malformed, "expected 0, 1 or 9 as a flag of an S9 identifier",
                  Where{.byte_offset = position});
  }
}

std::string padded(unsigned value, std::size_t width) {
  std::string digits = std::to_string(value);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

}  // namespace

Result<WithWarnings<S8>> parse_s8(std::string_view text) {
  if (auto ok = check_characters(text, k_s8_length, "S8"); !ok) return fail(ok.error());
  return WithWarnings<S8>{dispatch_from(text), warnings_for(text)};
}

Result<WithWarnings<S9>> parse_s9(std::string_view text) {
  if (auto ok = check_characters(text, k_s9_length, "S9"); !ok) return fail(ok.error());
  const auto highest = flag_at(text, k_highest_at);
  if (!highest) return fail(highest.error());
  const auto registered = flag_at(text, k_registered_at);
  if (!registered) return fail(registered.error());
  S9 receptacle;
  receptacle.dispatch = dispatch_from(text);
  receptacle.receptacle = number(text.substr(20, 3));
  receptacle.highest = *highest;
  receptacle.registered = *registered;
  receptacle.weight_hg = number(text.substr(25, 4));
  return WithWarnings<S9>{receptacle, warnings_for(text)};
}

std::string to_string(const S8& dispatch) {
  return std::string(dispatch.origin.begin(), dispatch.origin.end()) +
         std::string(dispatch.destination.begin(), dispatch.destination.end()) + dispatch.category +
         std::string{dispatch.mail_class[0], dispatch.mail_class[1]} + padded(dispatch.year, 1) +
         padded(dispatch.dispatch, 4);
}

std::string to_string(const S9& receptacle) {
  return to_string(receptacle.dispatch) + padded(receptacle.receptacle, 3) +
         padded(static_cast<unsigned>(receptacle.highest), 1) +
         padded(static_cast<unsigned>(receptacle.registered), 1) + padded(receptacle.weight_hg, 4);
}

}  // namespace plugtest::identity
