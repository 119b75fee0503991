#pragma once

// For the .cpp files of this room only: it includes Asio.

#include "harness/api/clock.h"
#include "harness/api/done.h"
#include "harness/api/runtime.h"
#include "harness/engine/finished.h"

#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace plugtest::engine {

/// The pause of a run, which an abort or a lost link cuts short.
class Pause {
 public:
  explicit Pause(api::Runtime& runtime) : runtime_(runtime), timer_(runtime.clock) {}

  boost::asio::awaitable<void> rest(Nanos pause) {
    co_await finished<void>([&](const api::Done<void>& done) {
      rested_ = done;
      timer_.set_after(pause, [this] { wake(); });
      if (no_more_) wake();
    });
  }

  /// Ends a pause, if there is one.
  void wake() {
    timer_.cancel();
    boost::asio::post(runtime_.io, [done = std::exchange(rested_, nullptr)] {
      if (done) done({});
    });
  }

  /// From now on no pause lasts.
  void no_more() {
    no_more_ = true;
    wake();
  }

 private:
  api::Runtime& runtime_;
  api::Timer timer_;
  api::Done<void> rested_;
  bool no_more_ = false;
};

}  // namespace plugtest::engine
