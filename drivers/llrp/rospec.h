#pragma once

#include "drivers/llrp/refusal.h"
#include "drivers/llrp/spec.h"
#include "drivers/llrp/virtual_config.h"
#include "harness/model/time.h"
#include "protocols/llrp/element.h"
#include "protocols/llrp/types.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// A ROSpec that the virtual reader can run (LLRP 1.1, 11.2.1).
struct RoSpec {
  enum class State : std::uint8_t { disabled = 0, inactive = 1, active = 2 };
  enum class Start : std::uint8_t { null = 0, immediate = 1, periodic = 2, gpi = 3 };
  std::uint32_t id = 0;
  std::uint8_t priority = 0;  ///< 0 is the highest
  State state = State::disabled;
  Start start = Start::null;
  Nanos offset{0};
  Nanos period{0};  ///< 0 = once
  std::optional<ReaderTime> utc{};
  std::optional<GpiTrigger> start_gpi{};
  Nanos duration{0};  ///< until it stops, with a GPI as stop trigger the longest; 0 = no limit
  std::optional<GpiTrigger> stop_gpi{};
  std::vector<Spec> specs{};
  /// A LoopSpec ends it: how often the specs are run, 0 = without end.
  std::optional<std::uint32_t> loops{};
  llrp::Element element{llrp::ParamType::rospec};  ///< as it was added

  /// The ROReportSpec of its own, if any.
  const llrp::Element* report_spec() const { return element.find(llrp::ParamType::ro_report_spec); }
};

/// Checks the ROSpec parameter of an ADD_ROSPEC that came in `version` against what the reader can
/// do.
tl::expected<RoSpec, llrp::DecodeError> parse_rospec(const llrp::Element& rospec,
                                                     const VirtualConfig& config,
                                                     llrp::Version version);

}  // namespace plugtest::drivers
