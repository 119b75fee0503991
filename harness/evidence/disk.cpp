#include "harness/evidence/disk.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace plugtest::evidence {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

int Descriptor::release() { return std::exchange(fd_, -1); }

void Descriptor::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Error disk_error(const std::filesystem::path& path, std::string_view doing, int error_number) {
  const bool absent = error_number == ENOENT || error_number == ENOTDIR;
  return Error{
      absent ? ErrorCode::not_found : ErrorCode::io,
      "cannot " + std::string(doing) + ": " + std::generic_category().message(error_number),
      Where{.file = path.string()}};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return fail(disk_error(folder, "open the folder", errno));
  if (::fsync(fd.get()) != 0) return fail(disk_error(folder, "put the folder on disk", errno));
  return {};
}

Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t max_bytes) {
  // Non-blocking, so that a named pipe in a folder from elsewhere cannot hold us.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd) return fail(disk_error(path, "open the file", errno));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return fail(disk_error(path, "read the file", errno));
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::malformed, "expected a regular file", Where{.file = path.string()});
  }
  std::string text;
  for (;;) {
    if (text.size() > max_bytes) {
      return fail(ErrorCode::malformed,
                  "the file is longer than the " + std::to_string(max_bytes) + " bytes allowed",
                  Where{.file = path.string()});
    }
    constexpr std::size_t k_step = 65536;
    const std::size_t had = text.size();
    text.resize(had + k_step);
    const ssize_t got = ::read(fd.get(), text.data() + had, k_step);
    if (got < 0 && errno == EINTR) {
      text.resize(had);
      continue;
    }
    if (got < 0) return fail(disk_error(path, "read the file", errno));
    text.resize(had + static_cast<std::size_t>(got));
    if (got == 0) return text;
  }
}

}  // namespace plugtest::evidence
