#include "tools/cli/output_folder.h"

#include "harness/evidence/disk.h"

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;

Result<fs::path> made(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return fail(ErrorCode::io,
                fmt::format("cannot make the folder '{}': {}", folder.string(), error.message()));
  }
  return folder;
}

}  // namespace

Result<fs::path> make_output_folder(const std::optional<fs::path>& asked,
                                    std::string_view event_id) {
  std::error_code error;
  if (asked) {
    if (fs::exists(*asked, error) &&
        (!fs::is_directory(*asked, error) || !fs::is_empty(*asked, error))) {
      return fail(ErrorCode::usage,
                  fmt::format("'{}' is not empty; results are never mixed: name a new folder",
                              asked->string()));
    }
    return made(*asked);
  }
  const fs::path parent = "plugtest-out";
  for (int number = 1;; ++number) {
    const fs::path folder = parent / fmt::format("{}-{:03}", event_id, number);
    if (!fs::exists(folder, error)) return made(folder);
  }
}

Result<void> write_whole_file(const fs::path& path, std::string_view content) {
  fs::path part = path;
  part += ".part";
  {
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (!file) {
      const int why = errno;
      std::error_code ignored;
      fs::remove(part, ignored);
      Error error = evidence::disk_error(path, "write to the file", why);
      error.code = ErrorCode::io;  // also where the folder is missing
      return fail(std::move(error));
    }
  }
  std::error_code error;
  fs::rename(part, path, error);
  if (error) return fail(ErrorCode::io, error.message(), {.file = path.string()});
  return {};
}

}  // namespace plugtest::cli
