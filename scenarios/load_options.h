#pragma once

#include <string>
#include <vector>

namespace plugtest::scenarios {

/// What the loader is told of the rest of the program, which it does not see itself.
struct LoadOptions {
  std::vector<std::string> schemes;        ///< of reader addresses: "llrp", "llrp+replay"
  std::vector<std::string> families;       ///< that virtual readers can speak: "llrp"
  std::vector<std::string> link_profiles;  ///< names of Gen2 link profiles; empty = not checked
  /// Folders that hold the library (`postal/`, `tags/`, `readers/`, `regions/`), searched in order
  /// after the folder of the event file.
  std::vector<std::string> content_path;
};

}  // namespace plugtest::scenarios
