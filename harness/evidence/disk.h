#pragma once

#include "protocols/bits/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace plugtest::evidence {

/// A file descriptor that is closed when its owner goes; -1 = none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release();
  void reset();

 private:
  int fd_ = -1;
};

/// "cannot write to the file: No space left on device", with the path in `where`. `doing` completes
/// "cannot ...". Code `not_found` for a missing file or folder, else `io`.
Error disk_error(const std::filesystem::path& path, std::string_view doing, int error_number);

/// Puts names made or changed in a folder on the disk itself (fsync of the folder).
Result<void> sync_folder(const std::filesystem::path& folder);

/// The whole of a regular file; a link is not followed. Errors: `not_found`, `io`, `malformed` when
/// it is no regular file or longer than `max_bytes`.
Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace plugtest::evidence
