#include "drivers/llrp/rospec_runner.h"

#include "drivers/llrp/virtual_capabilities.h"

#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::ParamType;
using llrp::StatusCode;

constexpr unsigned k_warning_percent = 90;

tl::unexpected<llrp::DecodeError> bad_id(const Element& request, const std::string& text) {
  return bad_field({}, request, "ROSpecID", StatusCode::a_invalid, text);
}

}  // namespace

RoSpecRunner::RoSpecRunner(api::Runtime& runtime, api::VirtualRadio& radio,
                           const VirtualConfig& config, VirtualAccess& access,
                           ReportBuffer& reports, RoSpecListener& listener)
    : runtime_(runtime),
      radio_(radio),
      config_(config),
      access_(access),
      reports_(reports),
      listener_(listener),
      rospec_timer_(runtime.clock),
      spec_timer_(runtime.clock),
      quiet_timer_(runtime.clock),
      report_timer_(runtime.clock) {}

RoSpecRunner::~RoSpecRunner() {
  if (active_) radio_.stop();
}

Verdict RoSpecRunner::add(const Element& request) {
  const Element& element = *request.find(ParamType::rospec);
  auto rospec = parse_rospec(element, config_);
  if (!rospec) return tl::unexpected(rospec.error());
  if (rospecs_.contains(rospec->id)) {
    return bad_field({ParamType::rospec}, element, "ROSpecID", StatusCode::a_invalid,
                     "there is a ROSpec " + std::to_string(rospec->id) + " already");
  }
  if (rospecs_.size() == k_max_rospecs) {
    return bad_parameter({ParamType::rospec}, StatusCode::p_overflow_parameter,
                         "this reader holds " + std::to_string(k_max_rospecs) + " ROSpecs");
  }
  rospecs_.emplace(rospec->id, std::move(*rospec));
  return {};
}

tl::expected<std::vector<std::uint32_t>, llrp::DecodeError> RoSpecRunner::named(
    const Element& request, bool zero_is_all) const {
  const auto id = static_cast<std::uint32_t>(request.get_unsigned("ROSpecID"));
  std::vector<std::uint32_t> ids;
  if (id == 0 && zero_is_all) {
    for (const auto& entry : rospecs_) ids.push_back(entry.first);
    return ids;
  }
  if (!rospecs_.contains(id)) return bad_id(request, "there is no ROSpec " + std::to_string(id));
  ids.push_back(id);
  return ids;
}

Verdict RoSpecRunner::remove(const Element& request) {
  const auto ids = named(request, true);
  if (!ids) return tl::unexpected(ids.error());
  for (const auto id : *ids) {
    if (active_ == id) end();
    start_timers_.erase(id);
    rospecs_.erase(id);
  }
  return {};
}

Verdict RoSpecRunner::enable(const Element& request) {
  const auto ids = named(request, true);
  if (!ids) return tl::unexpected(ids.error());
  for (const auto id : *ids) {
    RoSpec& rospec = rospecs_.at(id);
    if (rospec.state != RoSpec::State::disabled) continue;
    rospec.state = RoSpec::State::inactive;
    arm_start_trigger(rospec);
  }
  return {};
}

Verdict RoSpecRunner::disable(const Element& request) {
  const auto ids = named(request, true);
  if (!ids) return tl::unexpected(ids.error());
  for (const auto id : *ids) {
    if (active_ == id) end();
    start_timers_.erase(id);
    rospecs_.at(id).state = RoSpec::State::disabled;
  }
  return {};
}

Verdict RoSpecRunner::start(const Element& request) {
  const auto ids = named(request, false);
  if (!ids) return tl::unexpected(ids.error());
  RoSpec& rospec = rospecs_.at(ids->front());
  switch (rospec.state) {
    case RoSpec::State::disabled:
      return bad_id(request, "the ROSpec is disabled");
    case RoSpec::State::inactive:
      return begin(rospec);
    case RoSpec::State::active:
      break;
  }
  return {};
}

Verdict RoSpecRunner::stop(const Element& request) {
  const auto ids = named(request, false);
  if (!ids) return tl::unexpected(ids.error());
  const RoSpec& rospec = rospecs_.at(ids->front());
  if (rospec.state == RoSpec::State::disabled) return bad_id(request, "the ROSpec is disabled");
  if (active_ == rospec.id) end();
  return {};
}

std::vector<Element> RoSpecRunner::list() const {
  std::vector<Element> elements;
  for (const auto& [id, rospec] : rospecs_) {
    elements.push_back(rospec.element);
    elements.back().set("CurrentState", rospec.state);
  }
  return elements;
}

void RoSpecRunner::arm_start_trigger(RoSpec& rospec) {
  const auto id = rospec.id;
  HostTime when = runtime_.clock.now();
  switch (rospec.start) {
    case RoSpec::Start::null:
      return;
    case RoSpec::Start::immediate:
      break;
    case RoSpec::Start::periodic:
      when += rospec.offset;
      if (rospec.utc) {
        // From the reader's clock to ours; a time that has passed leaves the next period.
        const Nanos ahead = *rospec.utc - radio_.reader_time(runtime_.clock.now());
        when += ahead;
        if (when < runtime_.clock.now() && rospec.period > Nanos{0}) {
          const Nanos late = runtime_.clock.now() - when;
          when += (late / rospec.period + 1) * rospec.period;
        }
      }
      break;
  }
  auto& timer = start_timers_[id];
  timer = std::make_unique<api::Timer>(runtime_.clock);
  timer->set(when, [this, id] { on_start_trigger(id); });
}

void RoSpecRunner::on_start_trigger(std::uint32_t id) {
  RoSpec& rospec = rospecs_.at(id);
  if (rospec.start == RoSpec::Start::periodic && rospec.period > Nanos{0}) {
    start_timers_.at(id)->set_after(rospec.period, [this, id] { on_start_trigger(id); });
  }
  if (rospec.state != RoSpec::State::inactive) return;
  if (auto begun = begin(rospec); !begun) listener_.on_trouble(id, begun.error().error.message);
}

Verdict RoSpecRunner::begin(RoSpec& rospec) {
  if (active_) {
    return device_error("ROSpec " + std::to_string(*active_) + " is active");
  }
  active_ = rospec.id;
  spec_ = 0;
  const auto* own = rospec.report_spec();
  policy_ = read_policy(own != nullptr ? *own : config_.report_spec());
  warned_ = false;
  overflowed_ = false;
  if (auto begun = begin_spec(); !begun) {
    active_.reset();
    return begun;
  }
  rospec.state = RoSpec::State::active;
  if (rospec.duration > Nanos{0}) rospec_timer_.set_after(rospec.duration, [this] { end(); });
  listener_.on_rospec(rospec.id, true);
  return {};
}

Verdict RoSpecRunner::access_changed() {
  if (!active_) return {};
  const AiSpec& spec = rospecs_.at(*active_).specs[spec_];
  if (auto started = radio_.start(radio_settings(spec), *this); !started) {
    return device_error(started.error().message);
  }
  return {};
}

Verdict RoSpecRunner::begin_spec() {
  const AiSpec& spec = rospecs_.at(*active_).specs[spec_];
  seen_.clear();
  if (auto started = radio_.start(radio_settings(spec), *this); !started) {
    return device_error(started.error().message);
  }
  if (spec.timeout > Nanos{0}) spec_timer_.set_after(spec.timeout, [this] { end_spec(); });
  if (spec.stop == AiSpec::Stop::no_new_tags) {
    quiet_timer_.set_after(spec.quiet, [this] { end_spec(); });
  }
  return {};
}

/// The AISpec is over; the next one begins, or the ROSpec is over too.
void RoSpecRunner::end_spec() {
  const auto id = *active_;
  radio_.stop();
  spec_timer_.cancel();
  quiet_timer_.cancel();
  if (policy_.trigger == ReportPolicy::Trigger::aispec) report_now();
  listener_.on_aispec_end(id, static_cast<std::uint16_t>(spec_ + 1));
  ++spec_;
  if (spec_ == rospecs_.at(id).specs.size()) {
    end();
  } else if (auto begun = begin_spec(); !begun) {
    listener_.on_trouble(id, begun.error().error.message);
    end();
  }
}

void RoSpecRunner::end() {
  const auto id = *active_;
  radio_.stop();
  disarm();
  active_.reset();
  rospecs_.at(id).state = RoSpec::State::inactive;
  if (policy_.trigger != ReportPolicy::Trigger::none) report_now();
  listener_.on_rospec(id, false);
}

void RoSpecRunner::disarm() {
  rospec_timer_.cancel();
  spec_timer_.cancel();
  quiet_timer_.cancel();
  report_timer_.cancel();
}

api::RadioInventory RoSpecRunner::radio_settings(const AiSpec& spec) const {
  auto antennas = config_.antennas();
  // Checked when it was added; capabilities never change.
  [[maybe_unused]] const auto changed =
      config_.change_antennas(spec.leading().element, {}, antennas);
  const auto& powers = radio_.capabilities().power_table_mdbm;
  api::RadioInventory out;
  out.protocols.clear();
  for (const auto& inventory : spec.inventories) out.protocols.push_back(inventory.protocol);
  out.antennas = spec.antennas;
  for (const auto id : spec.antennas) {
    const std::size_t index = antennas[id - 1U].power_index;
    out.power_mdbm.push_back(index <= powers.size() ? powers[index - 1] : 0);
  }
  // The radio has one round for all antennas: what the first one says counts.
  const VirtualAntenna& first = antennas[spec.antennas.front() - 1U];
  out.session = first.session;
  if (first.population != 0) out.tag_population = first.population;
  out.mode = first.mode;
  access_.set_rospec(*active_);
  if (access_.concerns(*active_)) {
    out.access = access_.longest(*active_);
    out.access_by_tag = &access_;
  }
  return out;
}

void RoSpecRunner::on_tag_read(const api::TagRead& read) {
  if (!active_) return;
  const AiSpec& spec = rospecs_.at(*active_).specs[spec_];
  const AiSpec::Inventory* asked = spec.inventory_for(read.protocol);
  const AiSpec::Inventory& told_by = asked != nullptr ? *asked : spec.leading();
  const ReadContext context{.rospec = *active_,
                            .spec_index = static_cast<std::uint16_t>(spec_ + 1),
                            .inventory_parameter_spec = told_by.parameter_spec};
  const auto access = access_.take(read.access);
  const auto added = reports_.add(read, radio_.reader_time(read.when), context, policy_,
                                  access ? &*access : nullptr);
  const std::size_t limit = radio_.capabilities().report_buffer_tags;
  if (added == ReportBuffer::Added::full) {
    if (!std::exchange(overflowed_, true)) listener_.on_buffer_level(100);
  } else if (reports_.size() * 100 >= limit * k_warning_percent && !std::exchange(warned_, true)) {
    listener_.on_buffer_level(k_warning_percent);
  }
  // What follows from a read happens at its time, but not inside the radio: that must see it as an
  // event of the clock.
  const bool enough = policy_.trigger != ReportPolicy::Trigger::none && policy_.n != 0 &&
                      reports_.open() >= policy_.n;
  if ((enough || (access && access->at_once)) && !report_timer_.pending()) {
    report_timer_.set_after(Nanos{0}, [this] { report_now(); });
  }
  watch_tags(spec, read);
}

void RoSpecRunner::watch_tags(const AiSpec& spec, const api::TagRead& read) {
  const bool counts = spec.stop == AiSpec::Stop::tags;
  if (!counts && spec.stop != AiSpec::Stop::no_new_tags) return;
  if (!seen_.insert(read.uii).second) return;
  if (!counts) {
    quiet_timer_.set_after(spec.quiet, [this] { end_spec(); });
  } else if (seen_.size() >= spec.tags) {
    spec_timer_.set_after(Nanos{0}, [this] { end_spec(); });
  }
}

void RoSpecRunner::report_now() {
  report_timer_.cancel();
  reports_.close();
  listener_.on_report_due();
}

}  // namespace plugtest::drivers
