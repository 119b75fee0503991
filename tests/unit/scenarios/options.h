#pragma once

#include "protocols/total/profile.h"
#include "scenarios/load_options.h"

#include <string>

namespace plugtest::scenarios {

/// What the program tells the loader, with the library of the source tree.
inline LoadOptions library_options() {
  LoadOptions options;
  options.schemes = {"exec", "llrp", "llrp+listen", "llrp+replay", "llrps"};
  options.families = {"a0+serial",    "a0+tcp",         "chafon+serial", "chafon+tcp",
                      "ipico+serial", "ipico+tcp",      "llrp",          "m100+serial",
                      "m100+tcp",     "mercury+serial", "mercury+tcp"};
  options.link_profiles = {"max-rate",     "m2-320", "fm0-160",     "m4-320",
                           "dense-m4-250", "fm0-40", "dense-m8-256"};
  for (const auto& parameter : total::parameters()) {
    options.air_parameters.emplace_back(parameter.name);
  }
  options.check_air_parameter = [](const std::string& name,
                                   const std::string& value) -> std::optional<std::string> {
    total::Profile profile = total::default_profile();
    const auto set = total::set_parameter(profile, name, value);
    return set ? std::nullopt : std::optional(set.error().message);
  };
  options.check_air_profile = [](const model::AirProfile& air) -> std::optional<std::string> {
    total::Profile profile = total::default_profile();
    for (const auto& parameter : air.parameters) {
      const auto set = total::set_parameter(profile, parameter.name, parameter.value);
      if (!set) return set.error().message;
    }
    const auto sound = total::validate(profile);
    return sound ? std::nullopt : std::optional(sound.error().message);
  };
  options.content_path = {std::string(PLUGTEST_SOURCE_DIR) + "/scenarios"};
  return options;
}

}  // namespace plugtest::scenarios
