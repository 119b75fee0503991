#pragma once

#include "protocols/llrp/tag_customs.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::llrp::impinj {

/// Subtypes of Impinj's Custom parameters (vendor 25882), as public dissectors and clients have
/// them. Their places: search_mode, fixed_frequency_list and low_duty_cycle in
/// C1G2InventoryCommand; report_selector in ROReportSpec, with the enable_ ones inside; tid, phase,
/// peak_rssi and doppler in TagReportData; the permalock operations as OpSpec, their results as
/// OpSpecResult.
enum Parameter : std::uint32_t {
  requested_data = 21,
  search_mode = 23,
  fixed_frequency_list = 26,
  low_duty_cycle = 28,
  block_permalock = 42,
  block_permalock_result = 43,
  get_block_permalock_status = 44,
  get_block_permalock_status_result = 45,
  report_selector = 50,
  enable_tid = 51,
  enable_phase = 52,
  enable_peak_rssi = 53,
  tid = 55,
  phase = 56,      ///< 1/4096 turn
  peak_rssi = 57,  ///< 1/100 dBm
  enable_doppler = 67,
  doppler = 68,  ///< 1/16 Hz
};

/// Subtypes of its messages. Before the first one is answered well, a reader takes none of the
/// parameters.
enum MessageSubtype : std::uint32_t { enable_extensions = 21, enable_extensions_response = 22 };

/// Values of InventorySearchMode.
enum SearchMode : std::uint16_t {
  reader_selected = 0,
  single_target = 1,
  dual_target = 2,
  single_target_with_suppression = 3,
  single_target_b_to_a = 5,
};

/// What the extension says of one tag.
struct TagExtras {
  std::optional<std::uint16_t> phase_4096{};
  std::optional<std::int16_t> rssi_centi_dbm{};
  std::optional<std::int16_t> doppler_sixteenth_hz{};
  std::vector<std::uint16_t> tid{};

  bool operator==(const TagExtras&) const = default;
};

/// Reads one Custom of this vendor. Other subtypes are passed over, and so is data that does not
/// fit: firmware differs, and a tag that was seen counts without its extras.
void read_tag_custom(const TagCustom& custom, TagExtras& extras);

}  // namespace plugtest::llrp::impinj
