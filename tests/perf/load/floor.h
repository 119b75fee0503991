#pragma once

#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"

#include <memory>

#include <boost/asio/io_context.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest::load {

/// One process's side: everything asynchronous on real time.
struct Floor {
  boost::asio::io_context io;
  std::unique_ptr<api::Clock> own_clock = session::make_wall_clock(io);
  api::Clock& clock = *own_clock;
  api::NoTraffic traffic;
  spdlog::logger log{"load", std::make_shared<spdlog::sinks::null_sink_mt>()};
  api::Runtime runtime{io, clock, traffic, log};
};

}  // namespace plugtest::load
