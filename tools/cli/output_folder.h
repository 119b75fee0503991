#pragma once

#include "protocols/bits/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace plugtest::cli {

/// The folder for the results of a session, made: the one asked for, which must be new or empty, or
/// a new one below plugtest-out/ named after the event. Errors: `usage` when there is something in
/// it, `io` when it cannot be made.
Result<std::filesystem::path> make_output_folder(const std::optional<std::filesystem::path>& asked,
                                                 std::string_view event_id);

/// Writes a file so that nobody ever sees half of it: under another name first. Error `io`.
Result<void> write_whole_file(const std::filesystem::path& path, std::string_view content);

}  // namespace plugtest::cli
