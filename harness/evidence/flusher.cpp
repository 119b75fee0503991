#include "harness/evidence/flusher.h"

#include "harness/evidence/append_file.h"

#include <utility>

namespace plugtest::evidence {

Flusher::Flusher(std::vector<AppendFile*> files, std::chrono::milliseconds period, bool to_disk,
                 OnError on_error)
    : files_(std::move(files)),
      on_error_(std::move(on_error)),
      thread_([this, period, to_disk] { work(period, to_disk); }) {}

Flusher::~Flusher() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Flusher::work(std::chrono::milliseconds period, bool to_disk) {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, period, [this] { return ending_; })) {
    lock.unlock();
    // A file that failed takes nothing more, and need not be asked again.
    std::erase_if(files_, [&](AppendFile* file) {
      file->flush(to_disk);
      const auto error = file->error();
      if (error) on_error_(*error);
      return error.has_value();
    });
    lock.lock();
  }
}

}  // namespace plugtest::evidence
