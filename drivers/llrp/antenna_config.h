#pragma once

#include "harness/model/inventory_control.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// One AntennaConfiguration, asked for or read back, in the reader's own numbers; empty where
/// nothing is asked for, or the reader did not say.
struct LlrpAntenna {
  std::uint16_t antenna = 0;
  std::optional<std::uint16_t> sensitivity_index{};
  std::optional<std::uint16_t> hop_table{};
  std::optional<std::uint16_t> channel{};
  std::optional<std::uint16_t> power_index{};
  std::optional<std::uint8_t> session{};
  std::optional<std::uint16_t> population{};
  std::optional<std::uint32_t> transit_ms{};
  std::optional<std::uint32_t> mode{};
  std::uint16_t tari_ns = 0;  ///< 0: the reader chooses
  std::vector<model::SelectFilter> filters{};
  std::optional<model::InventoryTarget> target{};
  std::optional<model::SelectedFlag> selected{};
  /// @name Impinj's Customs
  /// @{
  std::optional<std::uint16_t> search_mode{};
  std::optional<std::vector<std::uint16_t>> channel_list{};  ///< 1-based, in the frequency table
  std::optional<model::LowDutyCycle> low_duty_cycle{};
  /// @}
};

using LlrpAntennas = std::map<std::uint16_t, LlrpAntenna>;

/// The AntennaConfigurations of a GET_READER_CONFIG_RESPONSE, by antenna.
LlrpAntennas read_antennas(const llrp::Message& response);

/// SET_READER_CONFIG with an AntennaConfiguration for each of `asked`: what `now` says of it,
/// changed to what `asked` says. Filters and flags are as asked: those of an earlier client go.
/// `hopping`: whether the reader hops, see the channel's index (LLRP 1.0.1, 12.2.1.2).
llrp::Message antenna_settings(const LlrpAntennas& asked, const LlrpAntennas& now,
                               bool names_channels, llrp::Version version);

}  // namespace plugtest::drivers
