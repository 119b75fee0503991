#include "reports/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace plugtest::reports {
namespace {

constexpr char32_t k_replacement = 0xFFFD;

// Decodes one code point from the front of `text`; a byte that starts none is taken alone.
char32_t take(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80U                     ? 1
                             : lead >= 0xC2U && lead <= 0xDFU ? 2
                             : lead >= 0xE0U && lead <= 0xEFU ? 3
                             : lead >= 0xF0U && lead <= 0xF4U ? 4
                                                              : 0;
  const auto broken = [&] {
    text.remove_prefix(1);
    return k_replacement;
  };
  if (length == 0 || length > text.size()) return broken();
  if (length == 1) {
    text.remove_prefix(1);
    return lead;
  }
  char32_t point = lead & (0xFFU >> (length + 1U));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return broken();
    point = (point << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && point < 0x800U) || (length == 4 && point < 0x10000U);
  const bool surrogate = point >= 0xD800U && point <= 0xDFFFU;
  if (overlong || surrogate || point > 0x10FFFFU) return broken();
  text.remove_prefix(length);
  return point;
}

void append(std::string& out, char32_t point) {
  const auto put = [&](char32_t value) {
    out += static_cast<char>(static_cast<unsigned char>(value));
  };
  if (point < 0x80U) {
    put(point);
  } else if (point < 0x800U) {
    put(0xC0U | (point >> 6U));
    put(0x80U | (point & 0x3FU));
  } else if (point < 0x10000U) {
    put(0xE0U | (point >> 12U));
    put(0x80U | ((point >> 6U) & 0x3FU));
    put(0x80U | (point & 0x3FU));
  } else {
    put(0xF0U | (point >> 18U));
    put(0x80U | ((point >> 12U) & 0x3FU));
    put(0x80U | ((point >> 6U) & 0x3FU));
    put(0x80U | (point & 0x3FU));
  }
}

char32_t cleaned(char32_t point) {
  if (point == '\n' || point == '\r' || point == '\t') return ' ';
  const bool control = point < 0x20U || (point >= 0x7FU && point < 0xA0U);
  const bool direction = (point >= 0x202AU && point <= 0x202EU) ||
                         (point >= 0x2066U && point <= 0x2069U) || point == 0x200EU ||
                         point == 0x200FU || point == 0x061CU;
  const bool no_character = (point & 0xFFFEU) == 0xFFFEU;
  return control || direction || no_character ? k_replacement : point;
}

using Range = std::pair<char32_t, char32_t>;

// East Asian wide and fullwidth blocks (Unicode Standard Annex 11), as far as names need them.
constexpr std::array k_wide{Range{0x1100, 0x115F},  Range{0x2E80, 0x303E}, Range{0x3041, 0xA4CF},
                            Range{0xAC00, 0xD7A3},  Range{0xF900, 0xFAFF}, Range{0xFE30, 0xFE6F},
                            Range{0xFF00, 0xFF60},  Range{0xFFE0, 0xFFE6}, Range{0x1F300, 0x1FAFF},
                            Range{0x20000, 0x3FFFD}};
constexpr std::array k_zero{Range{0x0300, 0x036F}, Range{0x200B, 0x200D}, Range{0xFE00, 0xFE0F}};

template <class Ranges>
bool within(const Ranges& ranges, char32_t point) {
  return std::ranges::any_of(
      ranges, [&](const Range& range) { return point >= range.first && point <= range.second; });
}

std::size_t width_of(char32_t point) {
  if (within(k_zero, point)) return 0;
  return within(k_wide, point) ? 2 : 1;
}

}  // namespace

std::string clean(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) append(out, cleaned(take(text)));
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(take(text));
  return width;
}

std::string shortened(std::string_view text, std::size_t columns) {
  std::string whole = clean(text);
  if (display_width(whole) <= columns) return whole;
  if (columns == 0) return {};
  std::string out;
  std::size_t width = 1;  // of the ellipsis
  std::string_view rest = whole;
  while (!rest.empty()) {
    const char32_t point = take(rest);
    width += width_of(point);
    if (width > columns) break;
    append(out, point);
  }
  return out + "\u2026";
}

std::string cut_text(std::string_view text, std::size_t bytes) {
  constexpr std::string_view k_ellipsis = "\u2026";
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes - k_ellipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)).append(k_ellipsis);
}

}  // namespace plugtest::reports
