#pragma once

#include "harness/model/air_profile.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::scenarios {

/// What the loader is told of the rest of the program, which it does not see itself.
struct LoadOptions {
  std::vector<std::string> schemes;        ///< of reader addresses: "llrp", "llrp+replay"
  std::vector<std::string> families;       ///< that virtual readers can speak: "llrp"
  std::vector<std::string> link_profiles;  ///< names of Gen2 link profiles; empty = not checked
  /// Names of the parameters of Type D air profiles; empty = not checked. A profile gives them all.
  std::vector<std::string> air_parameters;
  /// What is wrong with a parameter's value, as one sentence, or nothing.
  std::function<std::optional<std::string>(const std::string& name, const std::string& value)>
      check_air_parameter;
  /// What does not fit together in a profile whose parameters are all good by themselves, as one
  /// sentence, or nothing.
  std::function<std::optional<std::string>(const model::AirProfile& profile)> check_air_profile;
  /// Folders that hold the library (`postal/`, `tags/`, `readers/`, `regions/`, `air/`), searched
  /// in order after the folder of the event file.
  std::vector<std::string> content_path;
};

}  // namespace plugtest::scenarios
