// umockdev tells every program that watches for devices through a socket of that program's in the
// testbed's folder. A program may stop watching after umockdev has listed the sockets and before it
// has reached this one. umockdev passes over a socket that nobody reads any more (ECONNREFUSED); of
// one whose name is gone too (ENOENT) it ends the whole process. To it, both mean the same here.

#include <cerrno>
#include <string_view>

#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace {

/// "/tmp/umockdev.XXXXXX/event3"
bool is_watcher(const sockaddr* address, socklen_t length) {
  if (length < sizeof(sockaddr_un) || address->sa_family != AF_UNIX) return false;
  const std::string_view path = reinterpret_cast<const sockaddr_un*>(address)->sun_path;
  const auto number = path.find_last_not_of("0123456789") + 1;
  return number < path.size() && path.substr(0, number).ends_with("/event");
}

}  // namespace

/// In front of libc's, for libumockdev too.
extern "C" int connect(int fd, const sockaddr* address, socklen_t length) {
  using Connect = int (*)(int, const sockaddr*, socklen_t);
  static const auto next = reinterpret_cast<Connect>(dlsym(RTLD_NEXT, "connect"));
  const int result = next(fd, address, length);
  if (result < 0 && errno == ENOENT && is_watcher(address, length)) errno = ECONNREFUSED;
  return result;
}
