#include "tools/cli/stop_signals.h"

#include <csignal>
#include <ctime>

#include <pthread.h>
#include <unistd.h>

namespace plugtest::cli {

namespace {

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

constexpr int k_interrupted = 130;

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = stop_set();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  waiter_ = std::jthread([this, set](const std::stop_token& end) {
    constexpr timespec k_look_again{0, 100'000'000};
    while (!end.stop_requested()) {
      if (sigtimedwait(&set, nullptr, &k_look_again) <= 0) continue;
      if (stop_.stop_requested()) _exit(k_interrupted);
      stop_.request_stop();
    }
  });
}

StopSignals::~StopSignals() {
  waiter_.request_stop();
  waiter_.join();
  const sigset_t set = stop_set();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace plugtest::cli
