#pragma once

#include "tools/cli/complain.h"
#include "tools/cli/context.h"
#include "tools/cli/exit_code.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::cli {

/// `plugtest report RESULTS`: renders what was stored.
struct ReportCommand {
  std::string results;  ///< output folder, results.json, or a results database (file or URL)
  std::optional<std::string> event;               ///< of a database that holds several
  std::optional<std::filesystem::path> evidence;  ///< what runs' folders lie below; empty: beside
  std::vector<std::string> formats{"html"};
  std::string view = "organizer";
  std::string language = "en";
  std::optional<std::filesystem::path> out;     ///< empty: the output folder itself
  std::optional<std::filesystem::path> key;     ///< of the codes in views for others
  std::optional<std::filesystem::path> before;  ///< earlier results to compare with
  double level = 0.05;                          ///< of that comparison
};
ExitCode run_command(const ReportCommand& command, const Context& context);

/// `plugtest regions [REGION...]`: the radio plans of the library, or those named.
struct RegionsCommand {
  std::vector<std::string> regions;  ///< names in the library, or files
  std::string language = "en";
  std::optional<std::filesystem::path> html;  ///< a page instead of text
};
ExitCode run_command(const RegionsCommand& command, const Context& context);

}  // namespace plugtest::cli
