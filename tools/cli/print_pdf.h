#pragma once

#include "protocols/bits/result.h"

#include <filesystem>

namespace plugtest::cli {

/// Prints a page of reports::html_page() to a PDF with the Chromium of this machine. Errors:
/// `usage` where there is none, naming the package; `timed_out`; `io` when it made no file.
Result<void> print_pdf(const std::filesystem::path& page, const std::filesystem::path& pdf);

}  // namespace plugtest::cli
