#pragma once

#include "drivers/llrp/refusal.h"
#include "harness/api/virtual_radio.h"
#include "harness/model/time.h"
#include "protocols/llrp/message.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace plugtest::drivers {

/// Settings of one antenna of the virtual reader (LLRP 1.0.1, 12.2.6).
struct VirtualAntenna {
  std::uint16_t hop_table = 0;
  std::uint16_t channel = 0;
  std::uint16_t power_index = 1;  ///< 1-based, in the power table
  std::uint16_t mode = 0;         ///< ModeIdentifier
  std::uint8_t session = 0;
  std::uint16_t population = 32;
  std::uint32_t transit_ms = 0;
};

/// The LLRP configuration state of the virtual reader: what SET_READER_CONFIG changes and
/// GET_READER_CONFIG tells. It outlives connections.
class VirtualConfig {
 public:
  /// Event types of 1.0.1: 0 to 8.
  static constexpr std::size_t k_event_types = 9;

  /// Factory settings for a reader with these capabilities, which must outlive this.
  explicit VirtualConfig(const api::RadioCapabilities& capabilities);

  /// All of SET_READER_CONFIG, or nothing of it.
  Verdict apply(const llrp::Element& request);

  /// Fills GET_READER_CONFIG_RESPONSE (which has its LLRPStatus already).
  Verdict answer(const llrp::Element& request, llrp::Element& response) const;

  /// AntennaConfigurations on top of what `antennas` says (12.2.6: AntennaID 0 is all of them).
  /// `path`: where the parameter stands, for the refusal.
  Verdict change_antennas(const llrp::Element& parent, std::initializer_list<llrp::ParamType> path,
                          std::vector<VirtualAntenna>& antennas) const;

  const std::vector<VirtualAntenna>& antennas() const { return antennas_; }
  /// Whether the reader looks for tags of this air protocol.
  bool speaks(model::AirProtocol protocol) const {
    return std::ranges::find(capabilities_->protocols, protocol) != capabilities_->protocols.end();
  }
  bool event_enabled(std::size_t type) const { return events_[type]; }
  Nanos keepalive() const { return keepalive_; }  ///< 0 = none
  bool hold_on_reconnect() const { return hold_; }
  const llrp::Element& report_spec() const { return report_spec_; }

 private:
  Verdict change(const llrp::Element& request);
  Verdict change_antenna(const llrp::Element& configuration, VirtualAntenna& antenna) const;
  Verdict change_inventory(const llrp::Element& command, VirtualAntenna& antenna) const;
  llrp::Element antenna_element(std::uint16_t id) const;

  const api::RadioCapabilities* capabilities_;
  std::vector<VirtualAntenna> antennas_;
  std::array<bool, k_event_types> events_{};
  Nanos keepalive_{0};
  bool hold_ = false;
  llrp::Element report_spec_;
  llrp::Element access_report_spec_;
};

}  // namespace plugtest::drivers
