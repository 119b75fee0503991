#pragma once

#include "protocols/bits/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::identity {

/// UPU S8 dispatch identifier: the first twenty characters of a receptacle identifier.
struct S8 {
  std::array<char, 6> origin{};       ///< office of exchange (IMPC code)
  std::array<char, 6> destination{};  ///< office of exchange (IMPC code)
  char category = 'A';
  std::array<char, 2> mail_class{};  ///< class and subclass
  std::uint8_t year = 0;             ///< last digit of the year
  std::uint16_t dispatch = 0;        ///< 0 to 9999

  bool operator==(const S8&) const = default;
};

/// A yes or no that the sender may leave open: digits 1, 0 and 9.
enum class S9Flag : std::uint8_t { no = 0, yes = 1, unknown = 9 };

/// UPU S9 receptacle identifier, twenty-nine characters: the dispatch, then the receptacle.
struct S9 {
  /// Weight field of a receptacle over 999.8 kg.
  static constexpr std::uint16_t k_overweight = 9999;

  S8 dispatch{};
  std::uint16_t receptacle = 0;         ///< 0 to 999, number within the dispatch
  S9Flag highest = S9Flag::unknown;     ///< the highest-numbered receptacle of the dispatch
  S9Flag registered = S9Flag::unknown;  ///< contains registered or insured items
  std::uint16_t weight_hg = 0;          ///< gross weight in 0.1 kg, 0 to 9999

  bool operator==(const S9&) const = default;
};

/// An identifier and what is unusual about it. Offices and classes are letters in the layout
/// that is public, but real codes may contain digits: those are accepted with a warning.
template <class Identifier>
struct WithWarnings {
  Identifier value{};
  std::vector<std::string> warnings{};
};

/// From exactly 20 or 29 characters. Error `malformed` with the byte offset of the first character
/// that does not belong (positions 1-15: upper-case letters or digits; 16-29: digits; 24 and 25:
/// 0, 1 or 9).
Result<WithWarnings<S8>> parse_s8(std::string_view text);
Result<WithWarnings<S9>> parse_s9(std::string_view text);

std::string to_string(const S8& dispatch);
std::string to_string(const S9& receptacle);

}  // namespace plugtest::identity
