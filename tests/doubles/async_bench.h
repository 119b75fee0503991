#pragma once

#include "harness/api/done.h"
#include "harness/api/runtime.h"
#include "harness/lab/lock_step.h"
#include "harness/lab/virtual_clock.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest::test {

/// A Runtime on lab time for tests of asynchronous objects. Time moves only where a test says so,
/// or in run_lab(); the wall guards against hangs.
struct AsyncBench {
  static constexpr std::chrono::seconds k_guard{10};

  boost::asio::io_context io;
  lab::VirtualClock clock{lab::default_epoch()};
  lab::TrafficLedger ledger;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
  api::Runtime runtime{io, clock, ledger, log};

  /// Runs what is ready, and no more.
  void poll() {
    io.restart();
    io.poll();
  }

  /// Runs handlers, without moving time, until `over` says so. False when it takes too long.
  bool run_until(const std::function<bool()>& over) {
    const auto end = std::chrono::steady_clock::now() + k_guard;
    while (!over()) {
      if (std::chrono::steady_clock::now() > end) return false;
      io.restart();
      io.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
  }

  /// Runs handlers and lab time in lock-step until `over` says so.
  Result<void> run_lab(const std::function<bool()>& over) {
    io.restart();
    return lab::run_lock_step(io, clock, ledger, lab::Pace::fast, k_guard, over);
  }

  /// Calls `begin` with a Done and runs handlers (time stands still) until it was called.
  template <class T, class Begin>
  Result<T> wait(Begin begin) {
    std::optional<Result<T>> result;
    begin([&result](Result<T> got) { result = std::move(got); });
    if (result) return fail(ErrorCode::internal, "the Done was called inside the call");
    if (!run_until([&] { return result.has_value(); })) {
      return fail(ErrorCode::internal, "the Done was never called");
    }
    return std::move(*result);
  }

  /// The same in lock-step: time moves when nothing else is left to do.
  template <class T, class Begin>
  Result<T> wait_lab(Begin begin) {
    std::optional<Result<T>> result;
    begin([&result](Result<T> got) { result = std::move(got); });
    if (result) return fail(ErrorCode::internal, "the Done was called inside the call");
    if (auto ran = run_lab([&] { return result.has_value(); }); !ran) return fail(ran.error());
    return std::move(*result);
  }
};

}  // namespace plugtest::test
