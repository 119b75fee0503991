#pragma once

// For the .cpp files of this room only: it includes Asio.

#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"

#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace plugtest::session {

/// A loop in the time of the wall, run by the thread that waits. Declared first where it is used,
/// so that it outlives all that waits on it.
struct FloorLoop {
  explicit FloorLoop(spdlog::logger& log)
      : clock(make_wall_clock(io)), runtime{io, *clock, traffic, log} {}

  void drive(const std::function<bool()>& done) {
    const auto stay = boost::asio::make_work_guard(io);
    while (!done()) io.run_one();
  }
  void post(std::function<void()> task) { boost::asio::post(io, std::move(task)); }

  boost::asio::io_context io;
  std::unique_ptr<api::Clock> clock;
  api::NoTraffic traffic;
  api::Runtime runtime;
};

}  // namespace plugtest::session
