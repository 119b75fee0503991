#pragma once

#include "drivers/llrp/refusal.h"
#include "drivers/llrp/virtual_config.h"
#include "harness/model/air.h"
#include "protocols/llrp/element.h"
#include "protocols/llrp/types.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// An AISpec that the virtual reader can run (LLRP 1.0.1, 10.2.2).
struct AiSpec {
  enum class Stop : std::uint8_t { never, duration, tags, no_new_tags };
  std::vector<std::uint16_t> antennas;  ///< ports; never 0
  Stop stop = Stop::never;
  Nanos timeout{0};        ///< duration: how long; else the longest time, 0 = no limit
  std::uint16_t tags = 0;  ///< Stop::tags
  Nanos quiet{0};          ///< Stop::no_new_tags

  /// One InventoryParameterSpec for each air protocol that is looked for.
  struct Inventory {
    std::uint16_t parameter_spec = 0;  ///< its identifier
    model::AirProtocol protocol = model::AirProtocol::type_c;
    llrp::Element element{llrp::ParamType::inventory_parameter_spec};

    bool operator==(const Inventory&) const = default;
  };
  std::vector<Inventory> inventories;

  /// The one for `protocol`, or nullptr.
  const Inventory* inventory_for(model::AirProtocol protocol) const;
  /// Whose AntennaConfigurations count: the Type C one where there is one.
  const Inventory& leading() const;
};

/// A ROSpec that the virtual reader can run (LLRP 1.0.1, 10.2.1).
struct RoSpec {
  enum class State : std::uint8_t { disabled = 0, inactive = 1, active = 2 };
  enum class Start : std::uint8_t { null = 0, immediate = 1, periodic = 2 };
  std::uint32_t id = 0;
  State state = State::disabled;
  Start start = Start::null;
  Nanos offset{0};
  Nanos period{0};  ///< 0 = once
  std::optional<ReaderTime> utc;
  Nanos duration{0};  ///< 0 = no stop trigger
  std::vector<AiSpec> specs;
  llrp::Element element{llrp::ParamType::rospec};  ///< as it was added

  /// The ROReportSpec of its own, if any.
  const llrp::Element* report_spec() const { return element.find(llrp::ParamType::ro_report_spec); }
};

/// Checks the ROSpec parameter of an ADD_ROSPEC against what the reader can do.
tl::expected<RoSpec, llrp::DecodeError> parse_rospec(const llrp::Element& rospec,
                                                     const VirtualConfig& config);

}  // namespace plugtest::drivers
