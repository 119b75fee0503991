#pragma once

#include <string>
#include <vector>

namespace plugtest::cli {

/// "plugtest" and `words` as a shell takes them: what a shell would change is quoted.
std::string command_line(const std::vector<std::string>& words);

}  // namespace plugtest::cli
