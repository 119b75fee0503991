#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::bits {

/// The value of one hexadecimal digit of either case, or nothing.
std::optional<std::uint8_t> hex_digit(char c);

/// Lower-case digits without blanks, for example "30a1".
std::string to_hex(std::span<const std::uint8_t> bytes);

/// Bytes from hexadecimal digits of either case; blanks, tabs, line ends may stand between bytes.
/// Error `malformed` with the byte offset of what is no digit, or of a half byte.
Result<std::vector<std::uint8_t>> parse_hex(std::string_view text);

/// Lines of offset, sixteen bytes and their printable characters:
/// "0010  04 3d 00 00 ...  |.=..|". Every line ends with a line feed.
std::string hex_dump(std::span<const std::uint8_t> bytes);

}  // namespace plugtest::bits
