#pragma once

#include "drivers/llrp/refusal.h"
#include "protocols/llrp/element.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

// What a virtual reader understands of Impinj's extension (vendor 25882), once its client has
// enabled it: Customs of an inventory command (impinj_command.h), and more of each tag in reports.

/// Which Customs a reader lets through: those of this project's extension, and a vendor's.
struct KnownCustoms {
  std::optional<std::uint32_t> lab_vendor{};  ///< enterprise number; empty: no such extension
  bool impinj = false;
};

/// Refuses every Custom inside `element` that the reader does not know at that place.
Verdict check_customs(const llrp::Element& element, const KnownCustoms& known);

/// Whether `request`, the body of a CUSTOM_MESSAGE, asks to enable the extension; and the body of
/// the answer.
bool enables_impinj(const llrp::Element& request);
llrp::Element impinj_enabled(const llrp::Element& status, llrp::Version version);

/// What an ImpinjTagReportContentSelector in `report_spec` asks for, and this project's own Custom.
struct VendorContent {
  bool phase = false;
  bool fine_rssi = false;
  bool doppler = false;
  bool tid = false;        ///< read with every tag
  bool lab_phase = false;  ///< by this project's extension

  bool operator==(const VendorContent&) const = default;
};
/// `lab_vendor`: the enterprise number of this project's extension.
VendorContent vendor_content(const llrp::Element& report_spec, std::uint32_t lab_vendor);

/// Appends the whole Custom parameter: RF phase angle in 1/4096 turn, peak RSSI in 1/1000 dBm,
/// Doppler shift in 1/16 Hz, serialised TID.
void append_impinj_phase(std::uint16_t phase_4096, std::vector<std::uint8_t>& out);
void append_impinj_rssi(std::int32_t rssi_mdbm, std::vector<std::uint8_t>& out);
void append_impinj_doppler(std::int16_t sixteenth_hz, std::vector<std::uint8_t>& out);
void append_impinj_tid(const std::vector<std::uint16_t>& words, std::vector<std::uint8_t>& out);

}  // namespace plugtest::drivers
