#include "harness/evidence/flusher.h"

#include "harness/evidence/append_file.h"

#include <utility>

namespace plugtest::evidence {

Flusher::Flusher(std::vector<AppendFile*> files, std::chrono::milliseconds period, bool to_disk)
    : files_(std::move(files)), thread_([this, period, to_disk] { work(period, to_disk); }) {}

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
    for (AppendFile* file : files_) file->flush(to_disk);
    lock.lock();
  }
}

}  // namespace plugtest::evidence
