#pragma once

#include <filesystem>
#include <string>

namespace plugtest::reports {

/// The evidence of a run, which results name relative to the report's folder; empty when the name
/// leads out of there, since results may come from elsewhere, and without such a folder.
inline std::filesystem::path run_folder_path(const std::filesystem::path& root,
                                             const std::string& evidence) {
  const std::filesystem::path relative = evidence;
  if (root.empty() || relative.empty() || relative.is_absolute()) return {};
  for (const std::filesystem::path& part : relative) {
    if (part == "..") return {};
  }
  return root / relative;
}

}  // namespace plugtest::reports
