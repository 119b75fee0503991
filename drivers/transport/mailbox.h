#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace plugtest::drivers {

/// The way from another thread to the io_context's: tasks are dropped once the box is shut, so that
/// neither side outlives the other's reach. Held by shared pointer from both.
class Mailbox final : public std::enable_shared_from_this<Mailbox> {
 public:
  explicit Mailbox(boost::asio::io_context& io) : io_(&io) {}

  /// Any thread.
  void post(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    if (io_ == nullptr) return;
    boost::asio::post(*io_, [self = shared_from_this(), task = std::move(task)] {
      if (self->open()) task();
    });
  }

  /// From the io_context's thread: no task runs after it.
  void shut() {
    const std::lock_guard lock(mutex_);
    io_ = nullptr;
  }

 private:
  bool open() {
    const std::lock_guard lock(mutex_);
    return io_ != nullptr;
  }

  std::mutex mutex_;
  boost::asio::io_context* io_;  // null: shut
};

}  // namespace plugtest::drivers
