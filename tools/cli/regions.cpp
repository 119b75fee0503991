#include "reports/regions.h"

#include "scenarios/region_library.h"
#include "tools/cli/content.h"
#include "tools/cli/events.h"
#include "tools/cli/output_folder.h"
#include "tools/cli/report_commands.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;

/// Names of all plans of the library, each once.
std::vector<std::string> library_regions() {
  std::vector<std::string> names;
  for (const fs::path& folder : content_folders()) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder / "regions", error)) {
      if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    }
  }
  std::ranges::sort(names);
  const auto twice = std::ranges::unique(names);
  names.erase(twice.begin(), twice.end());
  return names;
}

}  // namespace

ExitCode run_command(const RegionsCommand& command, const Context& context) {
  const auto language = reports::language_from(command.language);
  if (!language) {
    return complain(context,
                    {ErrorCode::usage,
                     fmt::format("no language is called '{}'; there are: en, zh", command.language),
                     {}});
  }
  std::vector<model::RegionPlan> plans;
  const auto names = command.regions.empty() ? library_regions() : command.regions;
  for (const std::string& name : names) {
    auto plan = scenarios::load_region(name, load_options(context));
    if (!plan) {
      for (const Error& error : plan.error()) context.err << to_string(error) << "\n";
      return ExitCode::usage;
    }
    plans.push_back(std::move(*plan));
  }
  if (!command.html) {
    context.out << reports::regions_text(plans, *language);
    return ExitCode::ok;
  }
  const auto written = write_whole_file(*command.html, reports::regions_page(plans, *language));
  if (!written) return complain(context, written.error());
  context.out << command.html->string() << "\n";
  return ExitCode::ok;
}

}  // namespace plugtest::cli
