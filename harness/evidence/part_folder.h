#pragma once

#include "harness/evidence/disk.h"
#include "protocols/bits/result.h"

#include <filesystem>
#include <string>

namespace plugtest::evidence {

/// A folder under the name NAME.part until it is whole. Held by one process at a time (flock).
class PartFolder {
 public:
  /// Makes ROOT/NAME.part with the folders above it. `name` may have parts ("runs/ab12"). A
  /// NAME.part left by a run that was cut off is kept as NAME.cut-1 (or the next free number).
  /// Errors: `configuration` for a name that is absolute, empty or leads elsewhere; `refused` when
  /// NAME exists, or another process is writing NAME.part; `io`.
  static Result<PartFolder> create(const std::filesystem::path& root, const std::string& name);

  const std::filesystem::path& path() const { return part_; }

  /// Gives the folder its final name; with `to_disk`, names are on the disk before and after.
  Result<void> publish(bool to_disk);

 private:
  PartFolder(std::filesystem::path final_path, std::filesystem::path part, Descriptor lock);

  std::filesystem::path final_;
  std::filesystem::path part_;
  Descriptor lock_;
};

}  // namespace plugtest::evidence
