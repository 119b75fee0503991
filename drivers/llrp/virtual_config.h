#pragma once

#include "drivers/llrp/refusal.h"
#include "drivers/llrp/virtual_antenna.h"
#include "harness/api/virtual_radio.h"
#include "harness/model/llrp_profile.h"
#include "harness/model/time.h"
#include "protocols/llrp/message.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// The LLRP configuration state of the virtual reader: what SET_READER_CONFIG changes and
/// GET_READER_CONFIG tells (LLRP 1.1, 13). It outlives connections.
class VirtualConfig {
 public:
  /// Event types: 0 to 8, and 9 since 1.1.
  static constexpr std::size_t k_event_types = 10;

  /// Factory settings of a reader; both must outlive this. `ports`: what is plugged in, or null.
  VirtualConfig(const api::RadioCapabilities& capabilities, const model::LlrpProfile& profile,
                api::ReaderPorts* ports);

  /// All of SET_READER_CONFIG, or nothing of it. Outputs are set at the end.
  Verdict apply(const llrp::Element& request);

  /// Fills GET_READER_CONFIG_RESPONSE (which has its LLRPStatus already) with what `version` has
  /// words for.
  Verdict answer(const llrp::Element& request, llrp::Version version,
                 llrp::Element& response) const;

  /// As out of the box, but for the state value.
  void reset();

  const AntennaRules& rules() const { return rules_; }
  const std::vector<VirtualAntenna>& antennas() const { return antennas_; }
  const model::LlrpProfile& profile() const { return *profile_; }
  const api::RadioCapabilities& capabilities() const { return *capabilities_; }
  /// Whether the reader looks for tags of this air protocol.
  bool speaks(model::AirProtocol protocol) const {
    return std::ranges::find(capabilities_->protocols, protocol) != capabilities_->protocols.end();
  }
  bool event_enabled(std::size_t type) const { return events_[type]; }
  bool input_enabled(std::uint16_t port) const {
    return port != 0 && port <= inputs_enabled_.size() && inputs_enabled_[port - 1U];
  }
  Nanos keepalive() const { return keepalive_; }  ///< 0 = none
  bool hold_on_reconnect() const { return hold_; }
  const llrp::Element& report_spec() const { return report_spec_; }
  /// Whether results of an AccessSpec without a report spec of its own are reported at once.
  bool access_reported_at_once() const {
    return access_report_spec_.get_unsigned("AccessReportTrigger") == 1;
  }

  /// The configuration, ROSpecs and AccessSpecs included, is another than before (13.2.1).
  void note_change() { ++state_value_; }

 private:
  Verdict change(const llrp::Element& request);
  Verdict change_part(const llrp::Element& part);
  Verdict change_keepalive(const llrp::Element& spec);
  Verdict change_output(const llrp::Element& data);
  Verdict change_input(const llrp::Element& state);
  void answer_antennas(const llrp::Element& request, llrp::Version version,
                       llrp::Element& response) const;
  void answer_ports(const llrp::Element& request, llrp::Element& response) const;
  llrp::Element event_spec(llrp::Version version) const;

  const api::RadioCapabilities* capabilities_;
  const model::LlrpProfile* profile_;
  api::ReaderPorts* ports_;
  AntennaRules rules_;
  std::vector<VirtualAntenna> antennas_;
  std::array<bool, k_event_types> events_{};
  Nanos keepalive_{0};
  bool hold_ = false;
  std::vector<bool> inputs_enabled_;
  std::vector<bool> outputs_;
  llrp::Element report_spec_;
  llrp::Element access_report_spec_;
  std::uint32_t state_value_ = 1;
};

}  // namespace plugtest::drivers
