#pragma once

#include "protocols/bits/result.h"

#include <string>
#include <vector>

namespace plugtest::drivers {

/// A child that has just been started, and our ends of what connects it. The caller owns all of it.
struct Spawned {
  int pid = -1;
  int pidfd = -1;         ///< readable once it has ended
  int socket = -1;        ///< its standard input and output
  int error_output = -1;  ///< its standard error
};

/// posix_spawn without a shell; see ChildProcess. Error `unreachable` with the system's reason.
Result<Spawned> spawn_child(const std::vector<std::string>& words);

}  // namespace plugtest::drivers
