#include "tools/cli/events.h"

#include "harness/api/registry.h"
#include "protocols/gen2/link_profile.h"
#include "protocols/total/profile.h"
#include "scenarios/loader.h"
#include "tools/cli/air_fields.h"
#include "tools/cli/content.h"

#include <filesystem>
#include <ostream>

namespace plugtest::cli {

scenarios::LoadOptions load_options(const Context& context) {
  scenarios::LoadOptions options;
  options.schemes = context.registry.schemes();
  options.families = context.registry.endpoint_families();
  for (const gen2::NamedProfile& named : gen2::named_profiles()) {
    options.link_profiles.emplace_back(named.name);
  }
  for (const total::Parameter& parameter : total::parameters()) {
    options.air_parameters.emplace_back(parameter.name);
  }
  options.check_air_parameter = [](const std::string& name,
                                   const std::string& value) -> std::optional<std::string> {
    total::Profile profile = total::default_profile();
    const auto set = total::set_parameter(profile, name, value);
    return set ? std::nullopt : std::optional(set.error().message);
  };
  options.check_air_profile = [](const model::AirProfile& air) -> std::optional<std::string> {
    const auto numbers = numbers_of(air);
    return numbers ? std::nullopt : std::optional(numbers.error().message);
  };
  for (const std::filesystem::path& folder : content_folders()) {
    options.content_path.push_back(folder.string());
  }
  return options;
}

std::optional<model::EventPlan> load_event_or_complain(const std::string& path,
                                                       const Context& context) {
  auto loaded = scenarios::load_event(path, load_options(context));
  if (loaded) return std::move(*loaded);
  for (const Error& error : loaded.error()) context.err << to_string(error) << "\n";
  return std::nullopt;
}

std::optional<std::string> content_event_or_complain(const std::string& name,
                                                     const Context& context) {
  for (const std::filesystem::path& folder : content_folders()) {
    const std::filesystem::path file = folder / "events" / (name + ".yaml");
    if (std::filesystem::exists(file)) return file.string();
  }
  context.err << "plugtest: the demo's event file was not found; set PLUGTEST_CONTENT to the "
                 "'scenarios' folder of the sources or of an installation\n";
  return std::nullopt;
}

}  // namespace plugtest::cli
