#pragma once

#include "drivers/llrp/impinj_command.h"
#include "drivers/llrp/refusal.h"
#include "harness/api/virtual_radio.h"
#include "harness/model/llrp_profile.h"
#include "protocols/llrp/element.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// Settings of one antenna of the virtual reader (LLRP 1.1, 13.2.6), as its client told them.
struct VirtualAntenna {
  std::uint16_t hop_table = 0;
  std::uint16_t channel = 0;            ///< without hopping: the only one; 0 = the reader's choice
  std::uint16_t power_index = 1;        ///< 1-based, in the power table
  std::uint16_t sensitivity_index = 1;  ///< 1-based, in the sensitivity table
  std::size_t mode = 0;                 ///< position in the mode table
  std::uint8_t session = 0;
  std::uint16_t population = 32;
  std::uint32_t transit_ms = 0;
  bool state_aware = false;
  std::vector<llrp::Element> filters{};        ///< C1G2Filter, in order
  std::optional<llrp::Element> flags_asked{};  ///< C1G2TagInventoryStateAwareSingulationAction
  ImpinjCommand impinj{};

  bool operator==(const VirtualAntenna&) const = default;
};

/// What a virtual reader makes of antenna settings: which it takes, how it tells them, and what
/// they mean to its radio.
class AntennaRules {
 public:
  /// Both must outlive this.
  AntennaRules(const api::RadioCapabilities& capabilities, const model::LlrpProfile& profile)
      : capabilities_(&capabilities), profile_(&profile) {}

  VirtualAntenna factory() const;

  /// AntennaConfigurations in `parent` on top of what `antennas` says (13.2.6: AntennaID 0 is all
  /// of them). `path`: where the parameters stand, for the refusal.
  Verdict change(const llrp::Element& parent, std::initializer_list<llrp::ParamType> path,
                 std::vector<VirtualAntenna>& antennas) const;

  /// AntennaConfiguration. What was told in LLRP 1.1 and 1.0.1 has no word for is left out.
  llrp::Element element(std::uint16_t id, const VirtualAntenna& antenna,
                        llrp::Version version) const;

  /// Conducted, in 1/1000 dBm.
  std::int32_t power_mdbm(const VirtualAntenna& antenna) const;
  /// Everything else that the radio is told. Filters become Selects in their order; of filters that
  /// leave the flags to the reader it makes Selects of the SL flag and asks for that.
  api::RadioAntenna radio(const VirtualAntenna& antenna) const;

  /// ModeIdentifier of the mode at a position.
  std::uint32_t mode_identifier(std::size_t position) const;

 private:
  Verdict change_one(const llrp::Element& configuration, VirtualAntenna& antenna) const;
  Verdict change_receiver(const llrp::Element& receiver, VirtualAntenna& antenna) const;
  Verdict change_transmitter(const llrp::Element& transmitter, VirtualAntenna& antenna) const;
  Verdict change_inventory(const llrp::Element& command, VirtualAntenna& antenna) const;
  Verdict change_rf_control(const llrp::Element& control, VirtualAntenna& antenna) const;
  Verdict change_filters(const llrp::Element& command, VirtualAntenna& antenna) const;
  Verdict change_by_customs(const llrp::Element& command, VirtualAntenna& antenna) const;
  /// Whether the flags that the client names are heeded.
  bool heeds_flags(const VirtualAntenna& antenna) const;

  const api::RadioCapabilities* capabilities_;
  const model::LlrpProfile* profile_;
};

}  // namespace plugtest::drivers
