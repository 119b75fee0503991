#pragma once

#include "harness/model/event_plan.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <functional>
#include <optional>
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
  /// The next reader gets the next port; 0: any free ones; empty: those of IANA for LLRP, 5084 in
  /// clear and 5085 with TLS, and on.
  std::optional<std::uint16_t> first_port{};
  std::size_t scenario = 0;  ///< index into the event's scenarios: what keeps passing by
  /// What is not empty here replaces what the event says of each reader. Of several readers that
  /// call, the next one calls the next port.
  model::VirtualConnection connection{};
};

/// Holds the event's virtual readers in real time for programs outside, each in a lab of its own,
/// with loads of the event's tag types passing by over and over, until `stop`. `ready` hears the
/// addresses once all listen or call. Errors: `configuration`, also when a port is taken.
Result<void> serve_lab(const model::EventPlan& event, const LabServerOptions& options,
                       const api::ReaderRegistry& registry, spdlog::logger& log,
                       const std::function<void(const std::vector<std::string>&)>& ready,
                       std::stop_token stop);

}  // namespace plugtest::session
