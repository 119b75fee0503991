#pragma once

#include "protocols/bits/result.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace plugtest::evidence {

class AppendFile;

/// Flushes files over and over on a thread of its own, so that a reader that falls silent leaves
/// nothing in memory, and a slow disk does not hold up the readers. Wall time, whatever clock the
/// run has: crashes happen in wall time.
class Flusher {
 public:
  /// Told of the first error of each file, once it is found; called on the flusher's thread.
  using OnError = std::function<void(const Error&)>;

  /// Every file outlives the flusher. `to_disk`: see AppendFile::flush().
  Flusher(std::vector<AppendFile*> files, std::chrono::milliseconds period, bool to_disk,
          OnError on_error);
  ~Flusher();
  Flusher(const Flusher&) = delete;
  Flusher& operator=(const Flusher&) = delete;

 private:
  void work(std::chrono::milliseconds period, bool to_disk);

  std::vector<AppendFile*> files_;
  OnError on_error_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace plugtest::evidence
