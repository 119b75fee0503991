#pragma once

#include "protocols/bits/result.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace plugtest::identity {

/// GS1 SSCC on a tag, coding scheme SSCC-96 of the EPC Tag Data Standard: header 0x31, filter,
/// partition, company prefix, serial reference, 24 zero bits.
///
/// The company prefix has 12 - partition digits, the serial reference 5 + partition digits, of
/// which the first is the extension digit of the SSCC.
struct Sscc96 {
  std::uint8_t filter = 0;     ///< 0 to 7
  std::uint8_t partition = 5;  ///< 0 to 6
  std::uint64_t company_prefix = 0;
  std::uint64_t serial_reference = 0;

  bool operator==(const Sscc96&) const = default;
};

/// Error `malformed` when a number has more digits than the partition allows, or filter or
/// partition are out of range.
Result<void> validate(const Sscc96& sscc);

/// The 96 bits. `sscc` must be valid.
Uii to_uii(const Sscc96& sscc);
/// Errors: `unsupported` for another length or header, `malformed` for a reserved partition, a
/// number that is too large, or bits set behind the serial reference.
Result<Sscc96> sscc_from_uii(const Uii& uii);

/// "urn:epc:id:sscc:0614141.1234567890" (the filter is no part of it). `sscc` must be valid.
std::string to_urn(const Sscc96& sscc);
/// Error `malformed` with the byte offset of what does not belong.
Result<Sscc96> sscc_from_urn(std::string_view urn, std::uint8_t filter = 0);

/// The eighteen digits with the check digit, as printed. `sscc` must be valid.
std::string to_digits(const Sscc96& sscc);
/// From eighteen digits (blanks and a leading "(00)" allowed); they do not say how long the
/// company prefix is: 6 to 12 digits. Errors: `malformed`, `check_failed`.
Result<Sscc96> sscc_from_digits(std::string_view text, int company_prefix_digits,
                                std::uint8_t filter = 0);

/// GS1 check digit of a row of digits: weights 3 and 1 in turn from the right.
int gs1_check_digit(std::string_view digits);

}  // namespace plugtest::identity
