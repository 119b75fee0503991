#pragma once

#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"
#include "protocols/bits/result.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

namespace plugtest::test {

/// A Runtime on wall time, as a floor has it, for tests with processes of others.
struct FloorBench {
  static constexpr std::chrono::seconds k_guard{30};

  boost::asio::io_context io;
  std::unique_ptr<api::Clock> clock = session::make_wall_clock(io);
  api::NoTraffic traffic;
  std::ostringstream log_text;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::ostream_sink_st>(log_text)};
  api::Runtime runtime{io, *clock, traffic, log};

  bool run_until(const std::function<bool()>& over) {
    const auto end = std::chrono::steady_clock::now() + k_guard;
    while (!over()) {
      if (std::chrono::steady_clock::now() > end) return false;
      io.restart();
      io.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
  }

  /// Calls `begin` with a Done and waits for it.
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
};

}  // namespace plugtest::test
