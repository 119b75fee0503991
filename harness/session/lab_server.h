#pragma once

#include "harness/model/event_plan.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace spdlog {
class logger;
}

namespace plugtest::api {
class ReaderRegistry;
}

namespace plugtest::session {

struct LabServerOptions {
  std::string bind_address = "127.0.0.1";
  std::uint16_t first_port = 5084;  ///< the next reader gets the next port; 0: any free ones
  std::size_t scenario = 0;         ///< index into the event's scenarios: what keeps passing by
};

/// Holds the event's virtual readers in real time for programs outside, each in a lab of its own,
/// with loads of the event's tag types passing by over and over, until `stop`. `ready` hears the
/// addresses once all listen. Errors: `configuration`; `io` when a port is taken.
Result<void> serve_lab(const model::EventPlan& event, const LabServerOptions& options,
                       const api::ReaderRegistry& registry, spdlog::logger& log,
                       const std::function<void(const std::vector<std::string>&)>& ready,
                       std::stop_token stop);

}  // namespace plugtest::session
