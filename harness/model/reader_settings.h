#pragma once

#include "harness/model/air.h"
#include "harness/model/inventory_control.h"
#include "harness/model/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::model {

/// What a reader says of itself over the wire.
struct ReaderIdentity {
  std::string vendor;  ///< name, or "PEN 25882" where only a number is given
  std::string model;
  std::string firmware;
  std::string serial;  ///< or another unique id; empty = not provided

  bool operator==(const ReaderIdentity&) const = default;
};

/// What a reader can do, as far as its protocol tells.
struct ReaderCapabilities {
  std::uint16_t antenna_count = 1;
  std::vector<AirProtocol> protocols;
  std::vector<std::int32_t> power_table_mdbm;  ///< ascending; empty = no power control
  std::vector<std::int64_t> channels_hz;       ///< empty = not told
  std::vector<std::string> modes;              ///< link modes, as described by the reader
  bool has_clock = false;                      ///< reports carry reader time
  /// Receive sensitivities below the best, in 1/1000 dB, ascending; empty = cannot be set.
  std::vector<std::int32_t> receive_backoffs_mdb{};
  std::optional<std::int32_t> best_sensitivity_mdbm{};
  std::vector<std::uint16_t> hop_tables{};  ///< identifiers; the first one is that of channels_hz
  std::uint16_t inputs = 0;                 ///< general purpose
  std::uint16_t outputs = 0;
  bool can_survey = false;
  std::optional<std::uint16_t> max_filters{};  ///< empty = not told
  std::string
      regulation{};  ///< the radio rules it is set to, in its protocol's words; empty = not told
  std::optional<std::uint16_t> country_code{};  ///< ISO 3166-1 numeric

  bool operator==(const ReaderCapabilities&) const = default;
};

/// Settings asked of a reader before an inventory.
struct ReaderSettings {
  std::vector<std::uint16_t> antennas;  ///< ports, 1-based; empty = all
  std::int32_t power_mdbm = 30'000;     ///< conducted, all antennas
  std::uint8_t session = 1;
  std::uint16_t tag_population = 32;
  std::string link_profile;  ///< empty = the reader's default
  std::vector<AirProtocol> protocols{AirProtocol::type_c};
  /// @name Not every reader has these; empty = as the reader likes
  /// @{
  std::optional<std::int32_t> receive_backoff_mdb{};  ///< all antennas, see AntennaSettings
  std::vector<AntennaSettings> per_antenna{};         ///< in place of the common values
  std::vector<SelectFilter> filters{};                ///< in this order
  std::optional<InventoryTarget> target{};
  std::optional<SelectedFlag> selected{};
  std::optional<std::uint16_t> hop_table{};  ///< the reader's identifier of it
  std::vector<std::int64_t> channels_hz{};   ///< transmits on these only
  std::optional<LowDutyCycle> low_duty_cycle{};
  ReportWishes report{};
  /// @}

  bool operator==(const ReaderSettings&) const = default;
};

/// Settings as the reader reports them back; empty where the protocol offers no read-back.
struct AppliedSettings {
  std::optional<std::int32_t> power_mdbm;
  std::optional<std::uint8_t> session;
  std::optional<std::uint16_t> tag_population;
  std::optional<std::string> link_profile;
  std::vector<std::uint16_t> antennas;
  /// @name As in ReaderSettings; empty where it was not asked for or cannot be read back
  /// @{
  std::vector<AntennaSettings> per_antenna{};  ///< every antenna in use
  std::optional<std::vector<SelectFilter>> filters{};
  std::optional<InventoryTarget> target{};
  std::optional<SelectedFlag> selected{};
  std::optional<std::uint16_t> hop_table{};
  std::optional<std::vector<std::int64_t>> channels_hz{};
  std::optional<LowDutyCycle> low_duty_cycle{};
  /// @}

  bool operator==(const AppliedSettings&) const = default;
};

}  // namespace plugtest::model
