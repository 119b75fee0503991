#pragma once

#include "harness/api/done.h"
#include "harness/api/runtime.h"

#include <functional>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace plugtest::drivers {

/// Something that runs in a thread of its own; destroying it forgets the answer.
class BackgroundTask {
 public:
  virtual ~BackgroundTask() = default;
};

/// What the asking side and the thread share. The thread touches the io_context only under the lock
/// and only while somebody still waits.
template <class T>
class SharedTask final {
 public:
  SharedTask(boost::asio::io_context& io, api::Done<T> done) : io_(&io), done_(std::move(done)) {}

  void deliver(const std::shared_ptr<SharedTask>& self, Result<T> result) {
    const std::lock_guard lock(mutex_);
    if (io_ == nullptr) return;
    auto answer = std::make_shared<Result<T>>(std::move(result));
    boost::asio::post(*io_, [self, answer] {
      if (const auto done = self->take()) done(std::move(*answer));
    });
  }

  /// The Done, once: null when it was taken, or nobody waits any more.
  api::Done<T> take() {
    const std::lock_guard lock(mutex_);
    io_ = nullptr;
    return std::exchange(done_, nullptr);
  }

 private:
  std::mutex mutex_;
  boost::asio::io_context* io_;  // null: nobody waits any more
  api::Done<T> done_;
};

/// Runs `work` in a detached thread and calls `done` with its result on the io_context's thread.
/// For calls of the system that cannot be interrupted: neither cancelling nor the end of the
/// program waits for them. `work` must hold all that it uses.
template <class T>
std::unique_ptr<BackgroundTask> in_background(api::Runtime& runtime,
                                              std::function<Result<T>()> work, api::Done<T> done) {
  class Task final : public BackgroundTask {
   public:
    Task(boost::asio::io_context& io, std::shared_ptr<SharedTask<T>> shared)
        : stay_(boost::asio::make_work_guard(io)), shared_(std::move(shared)) {}
    ~Task() override { shared_->take(); }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

   private:
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stay_;
    std::shared_ptr<SharedTask<T>> shared_;
  };
  auto shared = std::make_shared<SharedTask<T>>(runtime.io, std::move(done));
  auto task = std::make_unique<Task>(runtime.io, shared);
  try {
    std::thread([shared, work = std::move(work)] { shared->deliver(shared, work()); }).detach();
  } catch (const std::system_error& error) {
    shared->deliver(shared, fail(ErrorCode::internal, std::string("no thread: ") + error.what()));
  }
  return task;
}

}  // namespace plugtest::drivers
