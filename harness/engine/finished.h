#pragma once

// For the .cpp files of this room only: it includes Asio.

#include "harness/api/done.h"
#include "protocols/bits/result.h"

#include <memory>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plugtest::engine {

/// Lets a coroutine wait for a call that takes an api::Done<T>:
///   const Result<T> got = co_await finished<T>([&](const auto& done) { reader.connect(limit,
///   done); });
template <class T, class Start>
boost::asio::awaitable<Result<T>> finished(Start start) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Result<T>)>(
      [](auto handler, Start begin) {
        // std::function wants to copy; the handler can only move.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        begin([shared](Result<T> result) { std::move (*shared)(std::move(result)); });
      },
      boost::asio::use_awaitable, std::move(start));
}

}  // namespace plugtest::engine
