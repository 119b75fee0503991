#include "harness/evidence/part_folder.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace plugtest::evidence {
namespace {

namespace fs = std::filesystem;

bool leads_inside(const std::string& name) {
  const fs::path path(name);
  return !name.empty() && path.is_relative() && name.find('\0') == std::string::npos &&
         std::ranges::all_of(path, [](const fs::path& part) {
           return !part.empty() && part != "." && part != "..";
         });
}

// The folder, opened and held for this process.
Result<Descriptor> hold(const fs::path& folder) {
  Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return fail(disk_error(folder, "open the folder", errno));
  struct stat held{};
  struct stat named{};
  // The name may go to another folder between the calls: then somebody else is at work, too.
  const bool ours = ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 && ::fstat(fd.get(), &held) == 0 &&
                    ::lstat(folder.c_str(), &named) == 0 && held.st_dev == named.st_dev &&
                    held.st_ino == named.st_ino;
  if (!ours) {
    return fail(ErrorCode::refused, "another process is writing this run, expected to be alone",
                Where{.file = folder.string()});
  }
  return fd;
}

// Gives what a run that was cut off left a name of its own: nothing observed is ever dropped.
Result<void> set_aside(const fs::path& part, const fs::path& final_path) {
  const auto held = hold(part);
  if (!held) return fail(held.error());
  for (unsigned number = 1;; ++number) {
    fs::path kept = final_path;
    kept += ".cut-" + std::to_string(number);
    std::error_code problem;
    if (fs::exists(fs::symlink_status(kept, problem))) continue;
    fs::rename(part, kept, problem);
    if (problem) return fail(disk_error(part, "rename the folder", problem.value()));
    return {};
  }
}

}  // namespace

PartFolder::PartFolder(fs::path final_path, fs::path part, Descriptor lock)
    : final_(std::move(final_path)), part_(std::move(part)), lock_(std::move(lock)) {}

Result<PartFolder> PartFolder::create(const fs::path& root, const std::string& name) {
  if (!leads_inside(name)) {
    return fail(ErrorCode::configuration,
                "a run's folder cannot be named '" + name + "', expected a path below the output");
  }
  const fs::path final_path = root / name;
  fs::path part = final_path;
  part += ".part";
  std::error_code problem;
  fs::create_directories(final_path.parent_path(), problem);
  if (problem) {
    return fail(disk_error(final_path.parent_path(), "make the folder", problem.value()));
  }
  if (fs::exists(fs::symlink_status(final_path, problem))) {
    return fail(ErrorCode::refused, "the run's folder exists already, expected a new name",
                Where{.file = final_path.string()});
  }
  if (fs::exists(fs::symlink_status(part, problem))) {
    if (auto kept = set_aside(part, final_path); !kept) return fail(kept.error());
  }
  constexpr mode_t k_mode = 0755;
  if (::mkdir(part.c_str(), k_mode) != 0) {
    return fail(disk_error(part, "make the folder", errno));
  }
  auto lock = hold(part);
  if (!lock) return fail(lock.error());
  return PartFolder(final_path, part, std::move(*lock));
}

Result<void> PartFolder::publish(bool to_disk) {
  if (to_disk) {
    if (auto synced = sync_folder(part_); !synced) return synced;
  }
  std::error_code problem;
  fs::rename(part_, final_, problem);
  if (problem) return fail(disk_error(part_, "rename the folder", problem.value()));
  return to_disk ? sync_folder(final_.parent_path()) : Result<void>{};
}

}  // namespace plugtest::evidence
