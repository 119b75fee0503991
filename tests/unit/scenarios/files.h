#pragma once

#include "tests/doubles/temporary_folder.h"

#include <filesystem>
#include <fstream>
#include <string>

namespace plugtest::scenarios {

/// Writes a file below the folder and returns its path.
inline std::string write(const doubles::TemporaryFolder& folder, const std::string& name,
                         const std::string& text) {
  const std::filesystem::path file = folder / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

}  // namespace plugtest::scenarios
