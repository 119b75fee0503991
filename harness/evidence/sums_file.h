#pragma once

#include "protocols/bits/result.h"

#include <map>
#include <string>
#include <string_view>

namespace plugtest::evidence {

inline constexpr std::string_view k_sums_file = "SHA256SUMS";

/// Names of files (of one folder, without parts) and their SHA-256 as 64 hexadecimal digits.
using FileSums = std::map<std::string, std::string, std::less<>>;

/// SHA256SUMS as `sha256sum --check` takes it: "HASH  NAME", a line a file, in order of name.
std::string print_sums(const FileSums& sums);

/// Error `malformed` with the byte offset of the first line that is no such line, names a file
/// twice, or names one outside the folder.
Result<FileSums> parse_sums(std::string_view text);

}  // namespace plugtest::evidence
