#pragma once

#include "drivers/llrp/vendor_customs.h"
#include "harness/model/time.h"
#include "protocols/llrp/element.h"

#include <cstdint>

namespace plugtest::drivers {

/// When and what a ROSpec reports: ROReportSpec (LLRP 1.1, 14.2.1).
struct ReportPolicy {
  /// 1 and 2 count tags, 3 and 4 seconds, 5 and 6 milliseconds; the odd ones report at the end of
  /// every AISpec and RFSurveySpec, the even ones at the end of the ROSpec.
  enum class Trigger : std::uint8_t {
    none,
    tags_or_spec,
    tags_or_rospec,
    seconds_or_spec,
    seconds_or_rospec,
    milliseconds_or_spec,
    milliseconds_or_rospec,
  };
  Trigger trigger = Trigger::tags_or_rospec;
  std::uint16_t n = 0;  ///< 0 = only at the end

  bool rospec_id = false;
  bool spec_index = false;
  bool inventory_parameter_spec = false;
  bool antenna = false;
  bool channel = false;
  bool rssi = false;
  bool first_seen = false;
  bool last_seen = false;
  bool seen_count = false;
  bool access_spec = false;
  bool crc = false;
  bool pc = false;
  bool xpc = false;
  VendorContent vendor{};

  bool at_end_of_spec() const {
    return trigger == Trigger::tags_or_spec || trigger == Trigger::seconds_or_spec ||
           trigger == Trigger::milliseconds_or_spec;
  }
  /// Reports when so many tags are there; 0 = does not count them.
  std::size_t tags() const;
  /// Reports when the last report is so long ago; 0 = never.
  Nanos period() const;
};

/// `lab_vendor`: the enterprise number of this project's extension.
ReportPolicy read_policy(const llrp::Element& report_spec, std::uint32_t lab_vendor);

}  // namespace plugtest::drivers
