#include "protocols/llrp/impinj.h"

#include "protocols/llrp/table_vendors.h"
#include "protocols/llrp/vendor.h"

namespace plugtest::llrp::table {
namespace {

// clang-format off: one row a line, indented under its type.
constexpr Row k_rows[] = {
    message(impinj::enable_extensions, "IMPINJ_ENABLE_EXTENSIONS"),
      pad(32),
    message(impinj::enable_extensions_response, "IMPINJ_ENABLE_EXTENSIONS_RESPONSE"),
      one("LLRPStatus"),
    tlv(impinj::requested_data, "ImpinjRequestedData"),
      u32("RequestedData"),
    tlv(impinj::search_mode, "ImpinjInventorySearchMode"),
      u16("InventorySearchMode"),
    tlv(impinj::fixed_frequency_list, "ImpinjFixedFrequencyList"),
      u16("FixedFrequencyMode"),
      pad(16),
      u16v("ChannelList"),
    tlv(impinj::low_duty_cycle, "ImpinjLowDutyCycle"),
      u16("LowDutyCycleMode"),
      u16("EmptyFieldTimeout").in(Unit::ms),
      u16("FieldPingInterval").in(Unit::ms),
    tlv(impinj::block_permalock, "ImpinjBlockPermalock"),
      u16("OpSpecID"),
      u32("AccessPassword").in(Unit::hex),
      u2("MB"),
      pad(6),
      u16("BlockPointer"),
      u16v("BlockMask"),
    tlv(impinj::block_permalock_result, "ImpinjBlockPermalockOpSpecResult"),
      u8("Result"),
      u16("OpSpecID"),
    tlv(impinj::get_block_permalock_status, "ImpinjGetBlockPermalockStatus"),
      u16("OpSpecID"),
      u32("AccessPassword").in(Unit::hex),
      u2("MB"),
      pad(6),
      u16("BlockPointer"),
      u16("BlockRange"),
    tlv(impinj::get_block_permalock_status_result, "ImpinjGetBlockPermalockStatusOpSpecResult"),
      u8("Result"),
      u16("OpSpecID"),
      u16v("PermalockStatus"),
    tlv(impinj::report_selector, "ImpinjTagReportContentSelector"),
      any("Custom"),
    tlv(impinj::enable_tid, "ImpinjEnableSerializedTID"),
      u16("SerializedTIDMode"),
    tlv(impinj::enable_phase, "ImpinjEnableRFPhaseAngle"),
      u16("RFPhaseAngleMode"),
    tlv(impinj::enable_peak_rssi, "ImpinjEnablePeakRSSI"),
      u16("PeakRSSIMode"),
    tlv(impinj::tid, "ImpinjSerializedTID"),
      u16v("TID"),
    tlv(impinj::phase, "ImpinjRFPhaseAngle"),
      u16("PhaseAngle"),
    tlv(impinj::peak_rssi, "ImpinjPeakRSSI"),
      s16("RSSI").in(Unit::centi_dbm),
    tlv(impinj::enable_doppler, "ImpinjEnableRFDopplerFrequency"),
      u16("RFDopplerFrequencyMode"),
    tlv(impinj::doppler, "ImpinjRFDopplerFrequency"),
      s16("DopplerFrequency"),
};
// clang-format on

}  // namespace

VendorRows impinj_rows() { return {k_impinj, k_rows}; }

}  // namespace plugtest::llrp::table

namespace plugtest::llrp::impinj {

namespace {

std::uint16_t word(const TagCustom& custom, std::size_t at) {
  return static_cast<std::uint16_t>(custom.data[at] << 8U | custom.data[at + 1]);
}

}  // namespace

void read_tag_custom(const TagCustom& custom, TagExtras& extras) {
  constexpr std::size_t k_word = 2;
  constexpr std::uint16_t k_turn = 4096;
  if (custom.data.size() < k_word) return;
  const std::uint16_t first = word(custom, 0);
  switch (custom.subtype) {
    case phase:
      if (first < k_turn) extras.phase_4096 = first;
      return;
    case peak_rssi:
      extras.rssi_centi_dbm = static_cast<std::int16_t>(first);
      return;
    case doppler:
      extras.doppler_sixteenth_hz = static_cast<std::int16_t>(first);
      return;
    case tid:
      if (custom.data.size() != k_word + k_word * first) return;
      extras.tid.clear();
      for (std::size_t at = k_word; at < custom.data.size(); at += k_word) {
        extras.tid.push_back(word(custom, at));
      }
      return;
    default:
      return;
  }
}

}  // namespace plugtest::llrp::impinj
