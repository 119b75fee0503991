#pragma once

#include "harness/model/air_profile.h"
#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/total/profile.h"

#include <cstddef>
#include <string>
#include <vector>

namespace plugtest::cli {

/// A stretch of an air frame with its meaning.
struct AirField {
  std::size_t first = 0;  ///< bit, 0-based
  std::size_t bits = 0;
  std::string name;     ///< in the standard's words
  std::string value;    ///< binary up to 8 bits, else hexadecimal
  std::string meaning;  ///< empty where the value says all
};

/// One way to read a frame.
struct AirReading {
  std::string title;  ///< "Query", "PC + UII + CRC-16", "identity page"
  std::vector<AirField> fields;
  std::string fault;  ///< why the frame is not what the title says; empty when it is
};

/// A Type C command (Gen2 v1.2.0, 6.3.2.11 and 6.3.2.12), as far as its bits reach.
AirReading explain_command(const bits::BitString& frame);

/// What a Type C reply of this length and CRC can be, the likeliest first; at least one.
std::vector<AirReading> explain_reply(const bits::BitString& frame);

/// The pages of a Type D message back to back, by the profile.
std::vector<AirReading> explain_pages(const bits::BitString& frame, const total::Profile& profile);

/// A Type D frame by the profile: a command to read/write tags when it is one with a right check,
/// else pages.
std::vector<AirReading> explain_type_d(const bits::BitString& frame, const total::Profile& profile);

/// The numbers of a Type D profile. Errors: as of total::set_parameter, for the first parameter
/// that is wrong, and of total::validate.
Result<total::Profile> numbers_of(const model::AirProfile& air);

/// Bits from "1010", or hexadecimal digits behind "0x" with an optional "/COUNT" of bits. Blanks
/// and
/// '_' may group them. Error `usage` with the place of the first character that fits neither.
Result<bits::BitString> read_bits(const std::string& text);

}  // namespace plugtest::cli
