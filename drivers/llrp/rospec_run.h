#pragma once

#include "drivers/llrp/refusal.h"
#include "drivers/llrp/report_buffer.h"
#include "drivers/llrp/resting_radio.h"
#include "drivers/llrp/rospec.h"
#include "drivers/llrp/rospec_listener.h"
#include "drivers/llrp/survey_run.h"
#include "drivers/llrp/virtual_access.h"
#include "drivers/llrp/virtual_config.h"
#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/api/virtual_radio.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace plugtest::drivers {

/// What a ROSpec works with; all outlive it.
struct RoSpecParts {
  api::Runtime& runtime;
  api::VirtualRadio& radio;
  VirtualConfig& config;
  VirtualAccess& access;
  ReportBuffer& reports;
  const ReaderStamp& stamp;
  RoSpecListener& listener;
};

/// The ROSpec that is active: its specs in order, over and over with a LoopSpec, and its reports
/// (LLRP 1.1, 6.1 and figure 6). What follows from a read, a hop or a change of an input happens at
/// its time, but not inside the radio: that must see it as an event of the clock.
class RoSpecRun final : private api::TagReadListener {
 public:
  /// `on_over`: it has ended by itself; the listener has been told.
  RoSpecRun(const RoSpecParts& parts, std::function<void(std::uint32_t id)> on_over);
  ~RoSpecRun() override = default;
  RoSpecRun(const RoSpecRun&) = delete;
  RoSpecRun& operator=(const RoSpecRun&) = delete;

  /// Nothing is active; `rospec` must stay as it is until the end. Error: the first spec cannot
  /// begin, and nothing has.
  Verdict begin(const RoSpec& rospec);

  /// Reports what is to be reported and tells the listener. Not told to `on_over`.
  void end(std::optional<std::uint32_t> preempted_by = std::nullopt);

  /// The ROSpec that is running, or nullptr.
  const RoSpec* active() const { return rospec_; }

  /// An input that is enabled has changed.
  void on_input(std::uint16_t port, bool high);

  /// What is done with tags has changed, or an antenna came or went: the radio begins anew with it.
  /// Error: the radio refuses, and goes on as before.
  Verdict settings_changed();

 private:
  std::uint16_t spec_number() const { return static_cast<std::uint16_t>(spec_ + 1); }
  const AiSpec* aispec() const;
  Verdict begin_spec();
  Verdict begin_aispec(const AiSpec& spec);
  Verdict begin_survey(const SurveySpec& spec);
  void tell_spec_begun();
  void end_spec();
  void finish_spec();
  bool move_on();
  void over();
  void disarm();
  api::RadioInventory radio_settings(const AiSpec& spec,
                                     const std::vector<VirtualAntenna>& antennas) const;
  Verdict start_radio(const AiSpec& spec);

  void on_tag_read(const api::TagRead& read) override;
  void on_channel(std::uint16_t channel) override;
  void on_cycle() override;
  void buffer(const api::TagRead& read, const AccessReport* access);
  void watch_level(bool lost);
  void observe(const AiSpec& spec, const api::TagRead& read);
  void end_spec_soon();
  void report_now();
  void arm_report_period();

  RoSpecParts parts_;
  std::function<void(std::uint32_t)> on_over_;
  SurveyRun survey_;

  const RoSpec* rospec_ = nullptr;
  std::size_t spec_ = 0;
  bool spec_running_ = false;
  std::uint32_t loops_done_ = 0;
  ReportPolicy policy_;
  bool silent_ = true;  ///< nothing has been reported since it began
  bool warned_ = false;
  bool overflowed_ = false;

  // of the AISpec
  std::set<identity::Uii> seen_;
  std::uint32_t observations_ = 0;
  std::uint32_t cycles_ = 0;
  RestingRadio radio_;

  api::Timer rospec_timer_;
  api::Timer spec_timer_;
  api::Timer quiet_timer_;
  api::Timer report_timer_;
  api::Timer period_timer_;
};

}  // namespace plugtest::drivers
