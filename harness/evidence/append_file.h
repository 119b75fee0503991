#pragma once

#include "harness/evidence/disk.h"
#include "harness/evidence/sha256.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace plugtest::evidence {

/// A file that only grows. append() copies into memory and returns; flush() hands over to the
/// system, on another thread if one likes. After the first error nothing more is written, so that
/// the file has no hole, and the error waits to be asked for.
class AppendFile {
 public:
  /// Makes a new file. Errors: `io` (also when it exists), `not_found` without its folder.
  static Result<std::unique_ptr<AppendFile>> create(const std::filesystem::path& path);

  /// Drops what was not flushed; close() first.
  ~AppendFile() = default;
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// Called from one thread at a time. Past 4 MiB of unwritten bytes the caller writes itself:
  /// memory stays bounded when the disk is slower than the reader.
  void append(std::string_view bytes);

  /// Hands what was appended to the system and, with `to_disk`, waits until the disk has it
  /// (fdatasync).
  void flush(bool to_disk);

  /// Flushes and closes; the SHA-256 of all that was appended, as 64 hexadecimal digits. Or the
  /// first error ever met on this file.
  Result<std::string> close(bool to_disk);

  std::optional<Error> error() const;

 private:
  AppendFile(std::filesystem::path path, Descriptor fd);
  void write_out(std::string_view bytes);
  void remember(Error error);

  const std::filesystem::path path_;
  mutable std::mutex pending_mutex_;  // pending_, error_
  std::string pending_{};
  std::optional<Error> error_{};
  std::mutex file_mutex_;  // the members below; taken before pending_mutex_
  Descriptor fd_;
  Sha256 hash_;
  std::string writing_{};
  bool unsynced_ = false;
};

}  // namespace plugtest::evidence
