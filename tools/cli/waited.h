#pragma once

#include "harness/api/reader.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <utility>

#include <boost/asio/io_context.hpp>

namespace plugtest::cli {

/// Begins a call of a reader (`begin(done)`) and runs the loop until its Done was called. A stop
/// request cancels the call, which then ends with `cancelled`.
template <class T, class Begin>
Result<T> waited(boost::asio::io_context& io, api::Reader& reader, const std::stop_token& stop,
                 Begin begin) {
  std::optional<Result<T>> result;
  bool cancelled = false;
  begin([&result](Result<T> got) { result = std::move(got); });
  while (!result) {
    io.restart();
    io.run_one_for(std::chrono::milliseconds(20));
    if (stop.stop_requested() && !std::exchange(cancelled, true)) reader.cancel();
  }
  return std::move(*result);
}

}  // namespace plugtest::cli
