#pragma once

#include <filesystem>
#include <vector>

namespace plugtest::cli {

/// Where the scenario content lies (folders `postal`, `tags`, `readers`, `regions`, `events`): the
/// folder named by PLUGTEST_CONTENT, beside an installed program (../share/plugtest/scenarios), or
/// in the source tree that the program was built in. Only folders that exist.
std::vector<std::filesystem::path> content_folders();

}  // namespace plugtest::cli
