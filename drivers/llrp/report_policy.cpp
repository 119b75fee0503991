#include "drivers/llrp/report_policy.h"

namespace plugtest::drivers {

using llrp::ParamType;

std::size_t ReportPolicy::tags() const {
  return trigger == Trigger::tags_or_spec || trigger == Trigger::tags_or_rospec ? n : 0;
}

Nanos ReportPolicy::period() const {
  switch (trigger) {
    case Trigger::seconds_or_spec:
    case Trigger::seconds_or_rospec:
      return std::chrono::seconds(n);
    case Trigger::milliseconds_or_spec:
    case Trigger::milliseconds_or_rospec:
      return std::chrono::milliseconds(n);
    case Trigger::none:
    case Trigger::tags_or_spec:
    case Trigger::tags_or_rospec:
      break;
  }
  return Nanos{0};
}

ReportPolicy read_policy(const llrp::Element& report_spec, std::uint32_t lab_vendor) {
  ReportPolicy policy;
  policy.trigger = static_cast<ReportPolicy::Trigger>(report_spec.get_unsigned("ROReportTrigger"));
  policy.n = static_cast<std::uint16_t>(report_spec.get_unsigned("N"));
  policy.vendor = vendor_content(report_spec, lab_vendor);
  const auto* content = report_spec.find(ParamType::tag_report_content_selector);
  if (content == nullptr) return policy;
  policy.rospec_id = content->get_flag("EnableROSpecID");
  policy.spec_index = content->get_flag("EnableSpecIndex");
  policy.inventory_parameter_spec = content->get_flag("EnableInventoryParameterSpecID");
  policy.antenna = content->get_flag("EnableAntennaID");
  policy.channel = content->get_flag("EnableChannelIndex");
  policy.rssi = content->get_flag("EnablePeakRSSI");
  policy.first_seen = content->get_flag("EnableFirstSeenTimestamp");
  policy.last_seen = content->get_flag("EnableLastSeenTimestamp");
  policy.seen_count = content->get_flag("EnableTagSeenCount");
  policy.access_spec = content->get_flag("EnableAccessSpecID");
  if (const auto* memory = content->find(ParamType::c1g2_epc_memory_selector)) {
    policy.crc = memory->get_flag("EnableCRC");
    policy.pc = memory->get_flag("EnablePCBits");
    policy.xpc = memory->get_flag("EnableXPCBits");
  }
  return policy;
}

}  // namespace plugtest::drivers
