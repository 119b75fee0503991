#pragma once

#include "drivers/llrp/refusal.h"
#include "drivers/llrp/report_buffer.h"
#include "drivers/llrp/rospec.h"
#include "drivers/llrp/virtual_access.h"
#include "drivers/llrp/virtual_config.h"
#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/api/virtual_radio.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// Hears what the ROSpecs of a virtual reader do.
class RoSpecListener {
 public:
  virtual ~RoSpecListener() = default;
  virtual void on_rospec(std::uint32_t id, bool started) = 0;  ///< or ended
  virtual void on_aispec_end(std::uint32_t id, std::uint16_t spec_index) = 0;
  virtual void on_report_due() = 0;                    ///< ReportBuffer has complete reports
  virtual void on_buffer_level(unsigned percent) = 0;  ///< 100: reports are being lost
  virtual void on_trouble(std::uint32_t id, const std::string& what) = 0;
};

/// The ROSpecs of a virtual reader: their life (LLRP 1.0.1, 6.1 and figure 6), triggers, and the
/// one that is active, on a VirtualRadio. One ROSpec can be active at a time: there is one
/// priority.
class RoSpecRunner final : private api::TagReadListener {
 public:
  RoSpecRunner(api::Runtime& runtime, api::VirtualRadio& radio, const VirtualConfig& config,
               VirtualAccess& access, ReportBuffer& reports, RoSpecListener& listener);
  ~RoSpecRunner() override;
  RoSpecRunner(const RoSpecRunner&) = delete;
  RoSpecRunner& operator=(const RoSpecRunner&) = delete;

  /// @name The requests; `request` is the message body
  /// In DELETE, ENABLE and DISABLE a ROSpecID of 0 means all of them.
  /// @{
  Verdict add(const llrp::Element& request);
  Verdict remove(const llrp::Element& request);
  Verdict enable(const llrp::Element& request);
  Verdict disable(const llrp::Element& request);
  Verdict start(const llrp::Element& request);
  Verdict stop(const llrp::Element& request);
  /// @}

  /// The ROSpec parameters as added, with their states now.
  std::vector<llrp::Element> list() const;

  /// What is done with tags has changed: the radio begins anew with it, when one is running. When
  /// the radio refuses, it goes on as before.
  Verdict access_changed();

  /// The ROSpec that is running.
  std::optional<std::uint32_t> active() const { return active_; }

 private:
  using Rospecs = std::map<std::uint32_t, RoSpec>;

  tl::expected<std::vector<std::uint32_t>, llrp::DecodeError> named(const llrp::Element& request,
                                                                    bool zero_is_all) const;
  void arm_start_trigger(RoSpec& rospec);
  void on_start_trigger(std::uint32_t id);
  Verdict begin(RoSpec& rospec);
  Verdict begin_spec();
  void end_spec();
  void end();
  void disarm();
  api::RadioInventory radio_settings(const AiSpec& spec) const;
  void on_tag_read(const api::TagRead& read) override;
  void watch_tags(const AiSpec& spec, const api::TagRead& read);
  void report_now();

  api::Runtime runtime_;
  api::VirtualRadio& radio_;
  const VirtualConfig& config_;
  VirtualAccess& access_;
  ReportBuffer& reports_;
  RoSpecListener& listener_;
  Rospecs rospecs_;
  std::map<std::uint32_t, std::unique_ptr<api::Timer>> start_timers_;

  // of the active one
  std::optional<std::uint32_t> active_;
  std::size_t spec_ = 0;
  ReportPolicy policy_;
  std::set<identity::Uii> seen_;  // in this AISpec, for its tag observation
  bool warned_ = false;
  bool overflowed_ = false;
  api::Timer rospec_timer_;
  api::Timer spec_timer_;
  api::Timer quiet_timer_;
  api::Timer report_timer_;
};

}  // namespace plugtest::drivers
