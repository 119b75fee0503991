#pragma once

#include "harness/api/clock.h"
#include "harness/api/virtual_radio.h"
#include "harness/model/llrp_profile.h"
#include "protocols/llrp/element.h"

namespace plugtest::drivers {

/// The time as a virtual reader tells it: UTC, or for one without a calendar the time since its
/// start (LLRP 1.1, 7.1.3.1.1).
class ReaderStamp {
 public:
  /// The reader starts now. All must outlive this.
  ReaderStamp(const api::Clock& clock, const api::VirtualRadio& radio,
              const model::LlrpProfile& profile)
      : clock_(&clock), radio_(&radio), profile_(&profile), started_(now()) {}

  ReaderTime now() const { return radio_->reader_time(clock_->now()); }
  ReaderTime started() const { return started_; }

  /// UTCTimestamp or Uptime.
  llrp::Element element() const;

 private:
  const api::Clock* clock_;
  const api::VirtualRadio* radio_;
  const model::LlrpProfile* profile_;
  ReaderTime started_;
};

}  // namespace plugtest::drivers
