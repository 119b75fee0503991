#pragma once

#include "drivers/llrp/refusal.h"
#include "harness/model/reader_radio.h"
#include "protocols/llrp/element.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

// What a virtual reader understands of Impinj's extension (vendor 25882), once its client has
// enabled it: the search mode of an inventory command, and more of each tag in reports.

/// Which Customs a reader lets through: those of this project for Type D, and a vendor's.
struct KnownCustoms {
  bool type_d = false;
  bool impinj = false;
};

/// Refuses every Custom inside `element` that the reader does not know at that place.
Verdict check_customs(const llrp::Element& element, const KnownCustoms& known);

/// Whether `request`, the body of a CUSTOM_MESSAGE, asks to enable the extension; and the body of
/// the answer.
bool enables_impinj(const llrp::Element& request);
llrp::Element impinj_enabled(const llrp::Element& status, llrp::Version version);

/// ImpinjInventorySearchMode of a C1G2InventoryCommand, when there is one. Error: not one that is
/// known.
tl::expected<std::optional<std::uint16_t>, llrp::DecodeError> search_mode_of(
    const llrp::Element& command);
llrp::Element search_mode_custom(std::uint16_t mode);
/// What it means to the rounds; nothing for "as the reader likes".
std::optional<model::TargetStrategy> target_of_search_mode(std::uint16_t mode);

/// What an ImpinjTagReportContentSelector in `report_spec` asks for.
struct VendorContent {
  bool phase = false;
  bool fine_rssi = false;

  bool operator==(const VendorContent&) const = default;
};
VendorContent vendor_content(const llrp::Element& report_spec);

/// Appends the whole Custom parameter: RF phase angle in 1/4096 turn, peak RSSI in 1/1000 dBm.
void append_impinj_phase(std::uint16_t phase_4096, std::vector<std::uint8_t>& out);
void append_impinj_rssi(std::int32_t rssi_mdbm, std::vector<std::uint8_t>& out);

}  // namespace plugtest::drivers
