#include "drivers/exec/spawn.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {  // glibc 2.36 does not say so itself
#include <sys/pidfd.h>
}

namespace plugtest::drivers {

namespace {

/// A descriptor that closes itself unless it is given away.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  int give() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

tl::unexpected<Error> cannot(const std::string& program, int error) {
  return fail(ErrorCode::unreachable,
              "'" + program + "' cannot be started: " + std::strerror(error));
}

/// What posix_spawn does in the child before the program begins.
class Plan {
 public:
  Plan(int socket, int error_output) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, socket, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, error_output, STDERR_FILENO);
    // Sockets and serial ports of other readers are none of its business.
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);

    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) sigaddset(&signals, signal);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Plan() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Result<Spawned> spawn_child(const std::vector<std::string>& words) {
  // A socket pair rather than pipes: writing to a child that has gone is an error then, no SIGPIPE.
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return cannot(words.front(), errno);
  }
  Fd ours(pair[0]);
  const Fd theirs(pair[1]);
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) return cannot(words.front(), errno);
  Fd error_output(pipe[0]);
  const Fd their_error_output(pipe[1]);

  const Plan plan(theirs.get(), their_error_output.get());
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, arguments.front(), &plan.actions_, &plan.attributes_,
                                 arguments.data(), environ);
  if (error != 0) return cannot(words.front(), error);

  const int pidfd = pidfd_open(pid, 0);
  if (pidfd < 0) {
    const int why = errno;
    ::kill(-pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return cannot(words.front(), why);
  }
  return Spawned{pid, pidfd, ours.give(), error_output.give()};
}

}  // namespace plugtest::drivers
