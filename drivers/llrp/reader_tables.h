#pragma once

#include "drivers/llrp/link_modes.h"
#include "harness/model/reader_settings.h"
#include "protocols/bits/result.h"
#include "protocols/llrp/lab_extension.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::llrp {
struct Message;
}  // namespace plugtest::llrp

namespace plugtest::drivers {

/// What a GET_READER_CAPABILITIES_RESPONSE tells and the driver needs.
struct LlrpTables {
  struct Power {
    std::uint16_t index = 0;
    std::int32_t mdbm = 0;
  };
  /// ReceiveSensitivityTableEntry: how much less sensitive than its best the receiver is.
  struct Backoff {
    std::uint16_t index = 0;
    std::int32_t mdb = 0;
  };
  struct HopTable {
    std::uint16_t id = 0;  ///< not always 1
    std::vector<std::int64_t> channels_hz{};
  };

  std::uint32_t vendor_number = 0;
  std::string vendor;  ///< "PEN 25882"
  std::string model;   ///< "model 2001002"
  std::string firmware;
  std::uint16_t antenna_count = 0;
  bool has_utc_clock = false;
  std::uint16_t inputs = 0;                           ///< GPIs
  std::uint16_t outputs = 0;                          ///< GPOs
  std::vector<Power> powers;                          ///< ascending in mdbm
  std::vector<Backoff> backoffs;                      ///< ascending in mdb
  std::optional<std::int32_t> best_sensitivity_mdbm;  ///< LLRP 1.1
  bool hopping = false;
  std::vector<HopTable> hop_tables;    ///< of a hopping reader
  std::vector<std::int64_t> fixed_hz;  ///< of one that does not hop
  std::vector<LlrpMode> modes;
  /// Type C, and what the reader tells by the extension of protocols/llrp/lab_extension.h.
  std::vector<model::AirProtocol> protocols{model::AirProtocol::type_c};
  bool has_own_extension = false;

  bool can_survey = false;
  bool can_hold = false;             ///< reports, until a client asks for them
  bool state_aware = false;          ///< lets the client say which flags Select and Query look at
  std::uint32_t max_operations = 0;  ///< of an AccessSpec; 0 = no limit
  std::optional<std::uint16_t> max_filters;
  std::string regulation;  ///< name of the CommunicationsStandard; empty = unspecified
  std::optional<std::uint16_t> country_code;
  bool zebra_phase = false;  ///< Zebra's capabilities say that it tells phases

  bool speaks(model::AirProtocol protocol) const;
  /// The strongest entry that is not above `mdbm`; nothing when all are.
  std::optional<Power> power_at_most(std::int32_t mdbm) const;
  std::optional<std::int32_t> power_of(std::uint16_t index) const;
  /// The entry nearest to `mdb`, the more sensitive of two; nothing when there are none.
  std::optional<Backoff> backoff_near(std::int32_t mdb) const;
  std::optional<std::int32_t> backoff_of(std::uint16_t index) const;
  const HopTable* find_hop_table(std::uint16_t id) const;
  /// Of the first hop table, or the fixed one.
  const std::vector<std::int64_t>& channels_hz() const;
  model::ReaderCapabilities to_model() const;
};

/// Reads a GET_READER_CAPABILITIES_RESPONSE. Error `protocol` when it lacks what 1.0.1 demands of
/// the answer to "all".
Result<LlrpTables> read_tables(const llrp::Message& response,
                               std::uint32_t extension_vendor = llrp::lab_extension::k_vendor);

/// The Identification of a GET_READER_CONFIG_RESPONSE as lower-case hex; empty when there is none.
std::string read_identification(const llrp::Message& response);

}  // namespace plugtest::drivers
