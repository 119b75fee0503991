#pragma once

#include "protocols/bits/result.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plugtest::identity {

/// UPU S10 item identifier: two letters of service, eight digits of serial number, a check digit,
/// two letters of country (thirteen characters, for example RR000164273KH).
struct S10 {
  std::array<char, 2> service{'R', 'R'};
  std::uint32_t serial = 0;  ///< 0 to 99,999,999
  std::array<char, 2> country{'C', 'N'};

  bool operator==(const S10&) const = default;
};

/// Check digit of a serial number: weights 8 6 4 2 3 5 9 7, then 11 less the remainder by 11;
/// 10 becomes 0 and 11 becomes 5.
int s10_check_digit(std::uint32_t serial);

/// The identifier in `text` (upper-case letters; blanks between its parts are allowed). Errors:
/// `malformed` with the byte offset of the first character that does not belong, `check_failed`
/// with the digit expected, `unsupported` for a country that ISO 3166-1 does not list.
Result<S10> parse_s10(std::string_view text);

/// The thirteen characters.
std::string to_string(const S10& item);

/// Errors as parse_s10, for identifiers built from parts.
Result<void> validate(const S10& item);

/// A row of the table of service indicators: first letter, range of the second.
struct ServiceIndicator {
  char first;
  char second_from;
  char second_to;
  std::string_view name;
};

/// The service indicators known here, in order of letters.
std::span<const ServiceIndicator> service_indicators();

/// What the service indicator stands for, for example "registered letter"; "not assigned" when the
/// table has no such row.
std::string_view service_name(const S10& item);

/// Whether ISO 3166-1 lists the two letters.
bool is_country(std::string_view letters);

}  // namespace plugtest::identity
