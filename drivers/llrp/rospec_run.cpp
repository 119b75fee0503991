#include "drivers/llrp/rospec_run.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace plugtest::drivers {

using llrp::Element;
using llrp::make;
using llrp::ParamType;

RoSpecRun::RoSpecRun(const RoSpecParts& parts, std::function<void(std::uint32_t id)> on_over)
    : parts_(parts),
      on_over_(std::move(on_over)),
      survey_(parts.runtime.clock, parts.radio, parts.stamp),
      radio_(parts.runtime.clock, parts.radio),
      rospec_timer_(parts.runtime.clock),
      spec_timer_(parts.runtime.clock),
      quiet_timer_(parts.runtime.clock),
      report_timer_(parts.runtime.clock),
      period_timer_(parts.runtime.clock) {}

const AiSpec* RoSpecRun::aispec() const {
  return rospec_ == nullptr ? nullptr : std::get_if<AiSpec>(&rospec_->specs[spec_]);
}

// --- from spec to spec

Verdict RoSpecRun::begin(const RoSpec& rospec) {
  rospec_ = &rospec;
  spec_ = 0;
  loops_done_ = 0;
  silent_ = true;
  warned_ = false;
  overflowed_ = false;
  const Element* own = rospec.report_spec();
  policy_ = read_policy(own != nullptr ? *own : parts_.config.report_spec(),
                        parts_.config.profile().type_d_vendor);
  if (auto begun = begin_spec(); !begun) {
    rospec_ = nullptr;
    return begun;
  }
  parts_.listener.on_rospec_start(rospec.id);
  tell_spec_begun();
  if (rospec.duration > Nanos{0}) rospec_timer_.set_after(rospec.duration, [this] { over(); });
  arm_report_period();
  return {};
}

Verdict RoSpecRun::begin_spec() {
  const Spec& spec = rospec_->specs[spec_];
  if (const auto* survey = std::get_if<SurveySpec>(&spec)) return begin_survey(*survey);
  return begin_aispec(std::get<AiSpec>(spec));
}

Verdict RoSpecRun::begin_aispec(const AiSpec& spec) {
  seen_.clear();
  observations_ = 0;
  cycles_ = 0;
  if (auto started = start_radio(spec); !started) return started;
  spec_running_ = true;
  if (spec.timeout > Nanos{0}) spec_timer_.set_after(spec.timeout, [this] { end_spec(); });
  if (spec.stop == AiSpec::Stop::no_new_tags) {
    quiet_timer_.set_after(spec.quiet, [this] { end_spec(); });
  }
  return {};
}

Verdict RoSpecRun::begin_survey(const SurveySpec& spec) {
  const auto add_levels = [this](std::vector<Element> levels) {
    Element data = make(ParamType::rf_survey_report_data);
    if (policy_.rospec_id) data.add(make(ParamType::rospec_id).set("ROSpecID", rospec_->id));
    if (policy_.spec_index) {
      data.add(make(ParamType::spec_index).set("SpecIndex", spec_number()));
    }
    for (Element& level : levels) data.add(std::move(level));
    watch_level(!parts_.reports.add_survey(std::move(data)));
  };
  if (auto started = survey_.start(spec, add_levels, [this] { end_spec(); }); !started) {
    return started;
  }
  spec_running_ = true;
  if (spec.duration > Nanos{0}) spec_timer_.set_after(spec.duration, [this] { end_spec(); });
  return {};
}

void RoSpecRun::tell_spec_begun() {
  if (aispec() == nullptr) parts_.listener.on_survey(rospec_->id, spec_number(), true);
}

/// The spec is over: what it has to report and to tell, in the order of 14.2.6.1.
void RoSpecRun::finish_spec() {
  if (!std::exchange(spec_running_, false)) return;
  spec_timer_.cancel();
  quiet_timer_.cancel();
  if (policy_.at_end_of_spec()) report_now();
  if (aispec() == nullptr) {
    survey_.stop();
    parts_.listener.on_survey(rospec_->id, spec_number(), false);
    return;
  }
  const api::SlotCounts slots = radio_.slots();
  radio_.stop();
  parts_.listener.on_aispec_end(rospec_->id, spec_number(), slots);
}

/// Whether there is another spec, in this pass through the list or in another one.
bool RoSpecRun::move_on() {
  if (++spec_ < rospec_->specs.size()) return true;
  spec_ = 0;
  if (!rospec_->loops) return false;
  if (loops_done_ < std::numeric_limits<std::uint32_t>::max()) ++loops_done_;
  parts_.listener.on_loop(rospec_->id, loops_done_);
  return *rospec_->loops == 0 || loops_done_ < *rospec_->loops;
}

void RoSpecRun::end_spec() {
  finish_spec();
  if (!move_on()) {
    over();
  } else if (auto begun = begin_spec(); !begun) {
    parts_.listener.on_trouble(rospec_->id, spec_number(), begun.error().error.message);
    over();
  } else {
    tell_spec_begun();
  }
}

void RoSpecRun::over() {
  const std::uint32_t id = rospec_->id;
  end();
  on_over_(id);
}

void RoSpecRun::end(std::optional<std::uint32_t> preempted_by) {
  finish_spec();
  disarm();
  const std::uint32_t id = rospec_->id;
  rospec_ = nullptr;
  if (policy_.trigger != ReportPolicy::Trigger::none) report_now();
  parts_.listener.on_rospec_end(id, preempted_by);
}

void RoSpecRun::disarm() {
  for (api::Timer* timer :
       {&rospec_timer_, &spec_timer_, &quiet_timer_, &report_timer_, &period_timer_}) {
    timer->cancel();
  }
}

void RoSpecRun::on_input(std::uint16_t port, bool high) {
  if (rospec_ == nullptr) return;
  if (rospec_->stop_gpi && rospec_->stop_gpi->fires(port, high)) {
    over();
    return;
  }
  const AiSpec* spec = aispec();
  if (spec != nullptr && spec->gpi && spec->gpi->fires(port, high)) end_spec();
}

// --- the radio

Verdict RoSpecRun::settings_changed() {
  const AiSpec* spec = aispec();
  return spec == nullptr || !spec_running_ ? Verdict{} : start_radio(*spec);
}

Verdict RoSpecRun::start_radio(const AiSpec& spec) {
  auto antennas = parts_.config.antennas();
  // Checked when it was added; capabilities never change.
  [[maybe_unused]] const auto changed =
      parts_.config.rules().change(spec.leading().element, {}, antennas);
  const api::RadioInventory settings = radio_settings(spec, antennas);
  if (settings.antennas.empty()) return device_error("none of the antennas is connected");
  // A reader rests with all of its antennas; the first one says how.
  const auto& rest = antennas[settings.antennas.front() - 1U].impinj.low_duty_cycle;
  if (auto started = radio_.start(settings, rest, *this); !started) {
    return device_error(started.error().message);
  }
  return {};
}

api::RadioInventory RoSpecRun::radio_settings(const AiSpec& spec,
                                              const std::vector<VirtualAntenna>& antennas) const {
  const AntennaRules& rules = parts_.config.rules();
  api::RadioInventory out;
  out.protocols.clear();
  for (const auto& inventory : spec.inventories) out.protocols.push_back(inventory.protocol);
  const api::ReaderPorts* ports = parts_.radio.ports();
  for (const auto id : spec.antennas) {
    if (ports != nullptr && !ports->antenna(id)) continue;
    const VirtualAntenna& antenna = antennas[id - 1U];
    out.antennas.push_back(id);
    out.power_mdbm.push_back(rules.power_mdbm(antenna));
    out.each_antenna.push_back(rules.radio(antenna));
  }
  if (out.antennas.empty()) return out;
  const api::RadioAntenna first = out.each_antenna.front();
  if (std::ranges::count(out.each_antenna, first) ==
      static_cast<std::ptrdiff_t>(out.each_antenna.size())) {
    out.each_antenna.clear();
  }
  out.session = first.session;
  out.tag_population = first.tag_population;
  out.mode = first.mode;
  out.selects = first.selects;
  out.asked_for = first.asked_for;
  out.target = first.target;
  out.sensitivity_mdbm = first.sensitivity_mdbm;
  out.channel = first.channel;
  parts_.access.set_rospec(rospec_->id, policy_.vendor.tid);
  if (parts_.access.busy()) {
    out.access = parts_.access.longest();
    out.access_by_tag = &parts_.access;
  }
  return out;
}

void RoSpecRun::on_channel(std::uint16_t channel) { parts_.listener.on_hop(channel); }

void RoSpecRun::on_cycle() {
  const AiSpec* spec = aispec();
  if (spec == nullptr || spec->stop != AiSpec::Stop::attempts) return;
  if (++cycles_ >= spec->count) end_spec_soon();
}

void RoSpecRun::on_tag_read(const api::TagRead& read) {
  const AiSpec* spec = aispec();
  if (spec == nullptr || !spec_running_) return;
  const auto access = parts_.access.take(read.access);
  if (access && access->deleted) parts_.config.note_change();
  buffer(read, access ? &*access : nullptr);
  const bool at_once = access && access->at_once.value_or(parts_.config.access_reported_at_once());
  const bool enough = policy_.tags() != 0 && parts_.reports.open() >= policy_.tags();
  if ((enough || at_once) && !report_timer_.pending()) {
    report_timer_.set_after(Nanos{0}, [this] { report_now(); });
  }
  observe(*spec, read);
}

void RoSpecRun::observe(const AiSpec& spec, const api::TagRead& read) {
  const bool counts = spec.stop == AiSpec::Stop::tags;
  if (!counts && spec.stop != AiSpec::Stop::no_new_tags) return;
  if (spec.unique && !seen_.insert(read.uii).second) return;
  if (!counts) {
    quiet_timer_.set_after(spec.quiet, [this] { end_spec(); });
  } else if (++observations_ >= spec.count) {
    end_spec_soon();
  }
}

void RoSpecRun::end_spec_soon() {
  spec_timer_.set_after(Nanos{0}, [this] { end_spec(); });
}

// --- reports

void RoSpecRun::buffer(const api::TagRead& read, const AccessReport* access) {
  const AiSpec& spec = *aispec();
  const AiSpec::Inventory* asked = spec.inventory_for(read.protocol);
  const AiSpec::Inventory& told_by = asked != nullptr ? *asked : spec.leading();
  const ReadContext context{.rospec = rospec_->id,
                            .spec_index = spec_number(),
                            .inventory_parameter_spec = told_by.parameter_spec};
  const auto added = parts_.reports.add(read, parts_.radio.reader_time(read.when), context, policy_,
                                        access, parts_.access.tid(read.access));
  watch_level(added == ReportBuffer::Added::full);
}

/// Warns once on the way up, and tells once that reports are lost, until there is room again.
void RoSpecRun::watch_level(bool lost) {
  constexpr std::size_t k_warning_percent = 90;
  const std::size_t limit = parts_.config.capabilities().report_buffer_tags;
  const bool high = parts_.reports.size() * 100 >= limit * k_warning_percent;
  if (!high) warned_ = false;
  if (!parts_.reports.full()) overflowed_ = false;
  if (lost) {
    if (!std::exchange(overflowed_, true)) parts_.listener.on_buffer_level(100);
  } else if (high && !std::exchange(warned_, true)) {
    parts_.listener.on_buffer_level(k_warning_percent);
  }
}

void RoSpecRun::report_now() {
  report_timer_.cancel();
  if (parts_.reports.size() != 0) silent_ = false;
  parts_.reports.close();
  parts_.listener.on_report_due(rospec_ == nullptr, silent_);
  arm_report_period();
}

/// So long after the last report the next one is due.
void RoSpecRun::arm_report_period() {
  if (rospec_ == nullptr || policy_.period() == Nanos{0}) return;
  period_timer_.set_after(policy_.period(), [this] { report_now(); });
}

}  // namespace plugtest::drivers
