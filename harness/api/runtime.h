#pragma once

namespace boost::asio {
class io_context;
}
namespace spdlog {
class logger;
}

namespace plugtest::api {

class Clock;
class Traffic;

/// What every asynchronous object is built on: one io_context run by one thread, the clock and the
/// traffic ledger of the same run, and a log. All outlive the objects that hold the Runtime.
struct Runtime {
  boost::asio::io_context& io;
  Clock& clock;
  Traffic& traffic;
  spdlog::logger& log;
};

}  // namespace plugtest::api
