#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace plugtest::model {

/// Where a fielded LLRP reader departs from the standard, or does what others do not; each has been
/// seen (facts: drivers/llrp/README.md). A client has to live with all of them.
enum class LlrpQuirk : std::uint8_t {
  aispec_event_type_1,    ///< AISpecEvent.EventType is 1, which no version defines
  spec_index_0,           ///< SpecIndex is 0 in reports and events; it counts from 1
  empty_reports,          ///< an RO_ACCESS_REPORT at the end of every ROSpec, with tags or without
  access_spec_id_0,       ///< AccessSpecID 0 in reports of tags that no AccessSpec concerned
  stop_disabled_refused,  ///< STOP_ROSPEC on a disabled ROSpec is an M_FieldError
  ignores_state_aware,    ///< announces state-aware singulation, and does as it likes
  keeps_dead_connection,  ///< no second client before the first one has closed, however silent
  forgets_on_close,       ///< ROSpecs, AccessSpecs and settings go with the connection
};

struct LlrpQuirkInfo {
  LlrpQuirk quirk;
  std::string_view name;  ///< as written in profiles, "spec-index-0"
  std::string_view description;
};

/// Every quirk there is, in a fixed order.
std::span<const LlrpQuirkInfo> llrp_quirk_catalogue();

/// Vendor extensions that a virtual reader can speak; data of protocols/llrp say what they are.
enum class LlrpExtension : std::uint8_t { none, impinj };

std::string_view to_string(LlrpExtension extension);  ///< "impinj"

/// How a virtual LLRP reader presents itself on the wire. As it is by default it does what LLRP 1.1
/// allows a reader to do, and no vendor's name is in it.
struct LlrpProfile {
  std::uint8_t highest_version = 2;           ///< 1: LLRP 1.0.1 alone; 2: 1.1 too
  std::uint32_t manufacturer = 32473;         ///< enterprise number; this one is for documentation
  std::optional<std::uint32_t> model_number;  ///< empty: made from the model's name
  std::uint16_t country_code = 0;             ///< ISO 3166-1 numeric; 0 = unspecified
  std::uint16_t communications_standard = 0;  ///< LLRP 1.1, 10.2.4; 0 = unspecified
  bool utc_clock = true;                      ///< false: time since its start only
  std::uint8_t highest_priority_level = 7;    ///< MaxPriorityLevelSupported; 0, 1: no pre-emption
  bool state_aware = true;                    ///< CanDoTagInventoryStateAwareSingulation
  bool rf_survey = true;                      ///< CanDoRFSurvey
  bool event_holding = true;                  ///< SupportsEventAndReportHolding
  bool fill_warning = true;                   ///< CanReportBufferFillWarning
  std::uint16_t select_filters = 5;           ///< MaxNumSelectFiltersPerQuery
  std::uint16_t first_hop_table = 1;          ///< HopTableID of the hop table
  std::vector<std::uint32_t> mode_identifiers;  ///< one per link profile; empty: 0, 1, 2 ...
  /// Receive sensitivity table: so many dB below the best, from the first entry (index 1) on.
  std::vector<std::uint16_t> sensitivity_steps_db{0, 5, 10, 15, 20, 25, 30};
  LlrpExtension extension = LlrpExtension::none;
  /// Enterprise number of the Type D extension (protocols/llrp/lab_extension.h); the default is the
  /// one that IANA keeps for documentation.
  std::uint32_t type_d_vendor = 32473;
  std::vector<LlrpQuirk> quirks;

  bool has(LlrpQuirk quirk) const { return std::ranges::find(quirks, quirk) != quirks.end(); }
  bool operator==(const LlrpProfile&) const = default;
};

}  // namespace plugtest::model
