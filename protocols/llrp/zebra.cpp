#include "protocols/llrp/zebra.h"

#include "protocols/llrp/table_vendors.h"
#include "protocols/llrp/vendor.h"

namespace plugtest::llrp::table {
namespace {

// clang-format off: one row a line, indented under its type.
constexpr Row k_rows[] = {
    tlv(zebra::advanced_capabilities, "MotoAdvancedCapabilities"),
      u32("Version"),
      u1("CanReportPhase"),
      u1("CanSupportZone"),
      u1("CanSupportAntennaRFConfig"),
      u1("CanSupportPeriodicTagReports"),
      u1("CanSupportSledBatteryStatus"),
      u1("CanSupportLogicalAntenna"),
      u1("CanReportGPS"),
      pad(25),
    tlv(zebra::tag_event_list, "MotoTagEventList"),
      any("Custom"),
    tlv(zebra::tag_event_entry, "MotoTagEventEntry"),
      u8("EventType"),
      u64("Microseconds").in(Unit::utc_us),
    tlv(zebra::extended_pc, "MotoC1G2ExtendedPC"),
      u16("XPC1").in(Unit::hex),
      u16("XPC2").in(Unit::hex),
    tlv(zebra::report_selector, "MotoTagReportContentSelector"),
      u1("EnableZoneID"),
      u1("EnableZoneName"),
      u1("EnableAntennaPhysicalPortConfig"),
      u1("EnablePhase"),
      u1("EnableGPS"),
      u1("EnableMLTReport"),
      pad(26),
    tlv(zebra::phase, "MotoTagPhase"),
      s16("Phase"),
      pad(16),
};
// clang-format on

}  // namespace

VendorRows zebra_rows() { return {k_zebra, k_rows}; }

}  // namespace plugtest::llrp::table

namespace plugtest::llrp::zebra {

std::optional<std::uint16_t> phase_4096(const TagCustom& custom) {
  constexpr std::int32_t k_half_turn = 32767;
  constexpr std::int32_t k_steps = 4096;
  if (custom.subtype != phase || custom.data.size() < 2) return std::nullopt;
  const auto raw = static_cast<std::int16_t>(custom.data[0] << 8U | custom.data[1]);
  const std::int32_t scaled = raw * (k_steps / 2);
  const std::int32_t rounded =
      (scaled + (scaled < 0 ? -k_half_turn / 2 : k_half_turn / 2)) / k_half_turn;
  return static_cast<std::uint16_t>((rounded % k_steps + k_steps) % k_steps);
}

}  // namespace plugtest::llrp::zebra
