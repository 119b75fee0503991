#include "harness/evidence/append_file.h"

#include <cerrno>
#include <cstddef>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace plugtest::evidence {
namespace {

constexpr std::size_t k_most_pending = std::size_t{4} << 20U;

}  // namespace

AppendFile::AppendFile(std::filesystem::path path, Descriptor fd)
    : path_(std::move(path)), fd_(std::move(fd)) {}

Result<std::unique_ptr<AppendFile>> AppendFile::create(const std::filesystem::path& path) {
  constexpr int k_mode = 0644;
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, k_mode));
  if (!fd) return fail(disk_error(path, "make the file", errno));
  return std::unique_ptr<AppendFile>(new AppendFile(path, std::move(fd)));
}

void AppendFile::append(std::string_view bytes) {
  bool too_much = false;
  {
    const std::scoped_lock lock(pending_mutex_);
    if (error_) return;
    pending_ += bytes;
    too_much = pending_.size() > k_most_pending;
  }
  if (too_much) flush(false);
}

void AppendFile::flush(bool to_disk) {
  const std::scoped_lock file_lock(file_mutex_);
  {
    const std::scoped_lock lock(pending_mutex_);
    if (error_ || !fd_) return;
    std::swap(pending_, writing_);
  }
  write_out(writing_);
  writing_.clear();
  if (to_disk && unsynced_) {
    // A pipe or a device cannot be put on disk, and needs not be.
    if (::fdatasync(fd_.get()) != 0 && errno != EINVAL && errno != EROFS) {
      remember(disk_error(path_, "put the file on disk", errno));
    }
    unsynced_ = false;
  }
}

void AppendFile::write_out(std::string_view bytes) {
  hash_.add(bytes);
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      remember(disk_error(path_, "write to the file", errno));
      return;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
    unsynced_ = true;
  }
}

Result<std::string> AppendFile::close(bool to_disk) {
  flush(to_disk);
  const std::scoped_lock file_lock(file_mutex_);
  if (fd_ && ::close(fd_.release()) != 0) remember(disk_error(path_, "close the file", errno));
  if (auto met = error()) return fail(std::move(*met));
  return hash_.finish();
}

void AppendFile::remember(Error error) {
  const std::scoped_lock lock(pending_mutex_);
  if (!error_) error_ = std::move(error);
  pending_.clear();
}

std::optional<Error> AppendFile::error() const {
  const std::scoped_lock lock(pending_mutex_);
  return error_;
}

}  // namespace plugtest::evidence
