#pragma once

#include "drivers/transport/file_descriptor.h"
#include "protocols/bits/result.h"

#include <filesystem>
#include <string>

namespace plugtest::drivers {

/// A port that is ours alone. The lock file is the one of the UUCP convention ("LCK..ttyUSB0" with
/// the holder's process number), so that minicom, picocom and others respect it; besides it is
/// flock()ed, so that a file left behind by a crash locks nothing. Destroying it unlocks.
class PortLock {
 public:
  /// `device` is the port itself, links resolved. A lock that is new (its attempt may be given up)
  /// or about to go is waited for, for a few seconds. Errors: `unreachable` naming who holds the
  /// port.
  static Result<PortLock> take(const std::filesystem::path& device,
                               const std::filesystem::path& folder = default_folder());

  PortLock() = default;
  ~PortLock() { unlock(); }
  PortLock(PortLock&&) = default;
  PortLock& operator=(PortLock&& other) noexcept;

  /// Says that the port is open and stays so: who wants it next is refused at once.
  void hold();

  /// Says that the port is only held until what was written is sent: who wants it next may wait.
  void closing();

  /// /run/lock where it can be written to, else the folder for temporary files.
  static std::filesystem::path default_folder();

 private:
  void unlock();

  FileDescriptor file_;
  std::filesystem::path path_;
};

}  // namespace plugtest::drivers
