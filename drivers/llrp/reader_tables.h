#pragma once

#include "drivers/llrp/link_modes.h"
#include "harness/model/reader_settings.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::llrp {
class Element;
struct Message;
}  // namespace plugtest::llrp

namespace plugtest::drivers {

/// What a GET_READER_CAPABILITIES_RESPONSE tells and the driver needs.
struct LlrpTables {
  struct Power {
    std::uint16_t index = 0;
    std::int32_t mdbm = 0;
  };
  std::string vendor;  ///< "PEN 25882"
  std::string model;   ///< "model 2001002"
  std::string firmware;
  std::uint16_t antenna_count = 0;
  bool has_utc_clock = false;
  std::vector<Power> powers;  ///< ascending in mdbm
  bool hopping = false;
  std::optional<std::uint16_t> hop_table;  ///< identifier of the first one
  std::vector<std::int64_t> channels_hz;   ///< of that table, or of the fixed one
  std::vector<LlrpMode> modes;
  /// Type C, and what the reader tells by the extension of protocols/llrp/lab_extension.h.
  std::vector<model::AirProtocol> protocols{model::AirProtocol::type_c};

  bool speaks(model::AirProtocol protocol) const;
  /// The strongest entry that is not above `mdbm`; nothing when all are.
  std::optional<Power> power_at_most(std::int32_t mdbm) const;
  std::optional<std::int32_t> power_of(std::uint16_t index) const;
  model::ReaderCapabilities to_model() const;
};

/// Reads a GET_READER_CAPABILITIES_RESPONSE. Error `protocol` when it lacks what 1.0.1 demands of
/// the answer to "all".
Result<LlrpTables> read_tables(const llrp::Message& response);

/// One AntennaConfiguration as read back; empty where the reader did not say.
struct LlrpAntenna {
  std::uint16_t antenna = 0;
  std::optional<std::uint16_t> hop_table;
  std::optional<std::uint16_t> channel;
  std::optional<std::uint16_t> power_index;
  std::optional<std::uint8_t> session;
  std::optional<std::uint16_t> population;
  std::optional<std::uint32_t> mode;
};

/// The AntennaConfigurations of a GET_READER_CONFIG_RESPONSE, by antenna.
std::map<std::uint16_t, LlrpAntenna> read_antennas(const llrp::Message& response);

/// The Identification of a GET_READER_CONFIG_RESPONSE as lower-case hex; empty when there is none.
std::string read_identification(const llrp::Message& response);

/// What the asked antennas are set to, in our units. Where they differ, the value that deviates
/// from `asked` is given, so that a comparison sees it.
model::AppliedSettings to_applied(const std::map<std::uint16_t, LlrpAntenna>& antennas,
                                  const LlrpTables& tables, const LlrpAntenna& asked,
                                  std::span<const std::uint16_t> asked_antennas);

}  // namespace plugtest::drivers
