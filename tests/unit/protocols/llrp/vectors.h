#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::llrp::testing {

/// A file of recorded input: in $PLUGTEST_VECTORS, or in shared/vectors beside the source tree.
/// Nothing where it is absent; tests then skip.
inline std::optional<std::vector<std::uint8_t>> recorded(const std::string& name) {
  const char* folder = std::getenv("PLUGTEST_VECTORS");
  const std::filesystem::path path =
      (folder != nullptr ? std::filesystem::path(folder)
                         : std::filesystem::path(PLUGTEST_SOURCE_DIR) / "../shared/vectors") /
      name;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return std::nullopt;
  }
  return std::vector<std::uint8_t>(std::istreambuf_iterator<char>(file), {});
}

inline constexpr const char* k_session = "llrp-session-65-tags.bin";
inline constexpr const char* k_skip_session =
    "llrp-session-65-tags.bin is absent: set PLUGTEST_VECTORS to its folder";

}  // namespace plugtest::llrp::testing
