#pragma once

#include "protocols/bits/result.h"
#include "reports/view.h"

#include <filesystem>

namespace plugtest::cli {

/// Reads the organizer's key for the codes of published reports; makes one, readable by its owner
/// only, where the file does not exist. Errors: `malformed` for another kind of file, `io`.
Result<reports::Codes> open_code_key(const std::filesystem::path& file);

/// Writes the key back, with what each code given so far stands for: the organizer's table.
Result<void> keep_code_key(const std::filesystem::path& file, const reports::Codes& codes);

}  // namespace plugtest::cli
