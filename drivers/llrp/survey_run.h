#pragma once

#include "drivers/llrp/reader_stamp.h"
#include "drivers/llrp/spec.h"
#include "harness/api/clock.h"
#include "harness/api/virtual_radio.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace plugtest::drivers {

/// An RFSurveySpec that runs: the receiver listens on channel after channel, again and again.
class SurveyRun {
 public:
  /// How long it listens on one channel.
  static constexpr Nanos k_listen = std::chrono::milliseconds(5);

  /// All must outlive this.
  SurveyRun(api::Clock& clock, api::VirtualRadio& radio, const ReaderStamp& stamp)
      : clock_(clock), radio_(radio), stamp_(stamp), timer_(clock) {}

  /// Error R_DeviceError when the radio cannot listen at that antenna. `on_levels`: the
  /// FrequencyRSSILevelEntries of one pass through the range; `on_over`: no pass is left. Both are
  /// called by the clock. `spec` is copied.
  Verdict start(const SurveySpec& spec, std::function<void(std::vector<llrp::Element>)> on_levels,
                std::function<void()> on_over);
  void stop() { timer_.cancel(); }

 private:
  void listen();
  llrp::Element entry(std::int64_t frequency_hz) const;

  api::Clock& clock_;
  api::VirtualRadio& radio_;
  const ReaderStamp& stamp_;
  SurveySpec spec_{};
  std::function<void(std::vector<llrp::Element>)> on_levels_;
  std::function<void()> on_over_;
  std::vector<llrp::Element> levels_;
  std::uint32_t passes_ = 0;
  api::Timer timer_;
};

}  // namespace plugtest::drivers
