#pragma once

#include "drivers/llrp/refusal.h"
#include "drivers/llrp/virtual_config.h"
#include "harness/model/air.h"
#include "harness/model/time.h"
#include "protocols/llrp/element.h"
#include "protocols/llrp/types.h"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace plugtest::drivers {

/// A change of a general purpose input (LLRP 1.1, 11.2.1.1.1.2).
struct GpiTrigger {
  std::uint16_t port = 0;
  bool high = true;  ///< the state that it changes to
  Nanos timeout{0};  ///< 0 = none; means nothing in a start trigger

  bool fires(std::uint16_t changed, bool state) const { return changed == port && state == high; }
  bool operator==(const GpiTrigger&) const = default;
};

/// An AISpec that the virtual reader can run (LLRP 1.1, 11.2.2).
struct AiSpec {
  enum class Stop : std::uint8_t { never, duration, gpi, tags, no_new_tags, attempts };
  std::vector<std::uint16_t> antennas{};  ///< ports; never 0
  Stop stop = Stop::never;
  Nanos timeout{0};         ///< duration: how long; else the longest time, 0 = no limit
  std::uint16_t count = 0;  ///< Stop::tags: observations; attempts: cycles of the antennas
  Nanos quiet{0};           ///< Stop::no_new_tags
  bool unique = false;      ///< only a tag that is new to the AISpec is an observation
  std::optional<GpiTrigger> gpi{};

  /// One InventoryParameterSpec for each air protocol that is looked for.
  struct Inventory {
    std::uint16_t parameter_spec = 0;  ///< its identifier
    model::AirProtocol protocol = model::AirProtocol::type_c;
    llrp::Element element{llrp::ParamType::inventory_parameter_spec};

    bool operator==(const Inventory&) const = default;
  };
  std::vector<Inventory> inventories{};

  /// The one for `protocol`, or nullptr.
  const Inventory* inventory_for(model::AirProtocol protocol) const;
  /// Whose AntennaConfigurations count: the Type C one where there is one.
  const Inventory& leading() const;
};

/// An RFSurveySpec (LLRP 1.1, 11.2.3).
struct SurveySpec {
  std::uint16_t antenna = 1;
  std::vector<std::int64_t> channels_hz{};  ///< within the range, ascending; not empty
  Nanos duration{0};                        ///< 0 = no limit
  std::uint32_t iterations = 0;             ///< 0 = no limit
};

using Spec = std::variant<AiSpec, SurveySpec>;

/// GPITriggerValue of a trigger parameter of type `owner`, which must have it and name a port that
/// the reader has. `path`: down to the trigger.
tl::expected<GpiTrigger, llrp::DecodeError> read_gpi_trigger(
    const llrp::Element& trigger, std::initializer_list<llrp::ParamType> path,
    const VirtualConfig& config);

/// Checks one spec of a ROSpec against what the reader can do. In LLRP 1.0.1 every observation of
/// its triggers is of a new tag; 1.1 has triggers of either kind. Errors name the parameters from
/// the ROSpec on.
tl::expected<AiSpec, llrp::DecodeError> parse_aispec(const llrp::Element& aispec,
                                                     const VirtualConfig& config,
                                                     llrp::Version version);
tl::expected<SurveySpec, llrp::DecodeError> parse_survey(const llrp::Element& survey,
                                                         const VirtualConfig& config);

}  // namespace plugtest::drivers
