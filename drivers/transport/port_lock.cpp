#include "drivers/transport/port_lock.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace plugtest::drivers {

namespace {

namespace fs = std::filesystem;

/// "/dev/ttyUSB0" -> "LCK..ttyUSB0", "/dev/pts/3" -> "LCK..pts_3".
std::string lock_name(const fs::path& device) {
  std::string name = device.string();
  if (name.starts_with("/dev/")) name.erase(0, 5);
  std::ranges::replace(name, '/', '_');
  return "LCK.." + name;
}

/// What a lock file says after the number of a holder that may be about to let go.
constexpr std::string_view k_changing = "changing\n";
constexpr off_t k_pid_bytes = 11;  // ten digits and the end of the line
constexpr auto k_changing_patience = std::chrono::seconds(3);
constexpr auto k_changing_step = std::chrono::milliseconds(2);

std::string text_in(int fd) {
  std::array<char, 64> text{};
  const auto got = pread(fd, text.data(), text.size(), 0);
  return {text.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

/// The process number in a lock file; those files hold it in text, padded with blanks.
std::optional<pid_t> pid_in(int fd) {
  const std::string text = text_in(fd);
  const char* begin = text.data();
  const char* end = begin + text.size();
  while (begin != end && *begin == ' ') ++begin;
  pid_t pid = 0;
  if (std::from_chars(begin, end, pid).ec != std::errc{} || pid <= 0) return std::nullopt;
  return pid;
}

std::string name_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(file, name);
  return (name.empty() ? std::string("a program") : name) + " (process " + std::to_string(pid) +
         ")";
}

tl::unexpected<Error> held(const fs::path& device, std::optional<pid_t> pid) {
  return fail(ErrorCode::unreachable, device.string() + " is in use by " +
                                          (pid ? name_of(*pid) : std::string("another program")));
}

bool same_file(int fd, const fs::path& path) {
  struct stat open_file{};
  struct stat named_file{};
  return fstat(fd, &open_file) == 0 && stat(path.c_str(), &named_file) == 0 &&
         open_file.st_ino == named_file.st_ino && open_file.st_dev == named_file.st_dev;
}

/// Another user's file cannot be written to, but locked it can be.
FileDescriptor open_lock_file(const fs::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file && errno == EACCES) {
    file = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  }
  return file;
}

}  // namespace

Result<PortLock> PortLock::take(const fs::path& device, const fs::path& folder) {
  const fs::path path = folder / lock_name(device);
  const auto give_up = std::chrono::steady_clock::now() + k_changing_patience;
  while (true) {
    FileDescriptor file = open_lock_file(path);
    if (!file) {
      return fail(ErrorCode::unreachable, "cannot lock " + device.string() + " by " +
                                              path.string() + ": " + strerror(errno));
    }
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
      // Empty: locked, and not yet written to. Another file: removed by a holder that has gone.
      const std::string text = text_in(file.get());
      const bool wait = text.empty() || text.ends_with(k_changing) || !same_file(file.get(), path);
      if (!wait || std::chrono::steady_clock::now() > give_up)
        return held(device, pid_in(file.get()));
      std::this_thread::sleep_for(k_changing_step);
      continue;
    }
    // The holder before us may have removed the file between our opening and our locking it.
    if (!same_file(file.get(), path)) continue;
    // Other programs hold a port by the file alone. Our own number was left by a crash before us.
    const std::optional<pid_t> other = pid_in(file.get());
    if (other && *other != getpid() && (kill(*other, 0) == 0 || errno == EPERM)) {
      return held(device, other);
    }
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), "%10d\nchanging\n", getpid());
    if (ftruncate(file.get(), 0) == 0 &&
        pwrite(file.get(), text.data(), static_cast<std::size_t>(length), 0) != length) {
      return fail(ErrorCode::unreachable, "cannot write " + path.string() + ": " + strerror(errno));
    }
    PortLock lock;
    lock.file_ = std::move(file);
    lock.path_ = path;
    return lock;
  }
}

PortLock& PortLock::operator=(PortLock&& other) noexcept {
  if (this != &other) {
    unlock();
    file_ = std::move(other.file_);
    path_ = std::move(other.path_);
  }
  return *this;
}

void PortLock::hold() {
  if (file_ && ftruncate(file_.get(), k_pid_bytes) != 0) return;  // then others wait in vain first
}

void PortLock::closing() {
  struct stat about{};
  if (!file_ || fstat(file_.get(), &about) != 0) return;
  // Without it nobody waits; no more is lost.
  [[maybe_unused]] const auto written =
      pwrite(file_.get(), k_changing.data(), k_changing.size(), about.st_size);
}

void PortLock::unlock() {
  if (!file_) return;
  std::error_code ignored;
  fs::remove(path_, ignored);  // while it is still locked: nobody else can hold it now
  file_.reset();
}

fs::path PortLock::default_folder() {
  if (access("/run/lock", W_OK) == 0) return "/run/lock";
  std::error_code ignored;
  const fs::path folder = fs::temp_directory_path(ignored);
  return folder.empty() ? fs::path("/tmp") : folder;
}

}  // namespace plugtest::drivers
