#include "drivers/llrp/rospecs.h"

#include "drivers/llrp/virtual_capabilities.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::DecodeError;
using llrp::Element;
using llrp::ParamType;
using llrp::StatusCode;

tl::unexpected<DecodeError> bad_id(const Element& request, const std::string& text) {
  return bad_field({}, request, "ROSpecID", StatusCode::a_invalid, text);
}

}  // namespace

RoSpecs::RoSpecs(const RoSpecParts& parts)
    : parts_(parts),
      run_(parts, [this](std::uint32_t id) { on_over(id); }),
      due_timer_(parts.runtime.clock) {}

RoSpecs::All::iterator RoSpecs::find(std::uint32_t id) {
  return std::ranges::find_if(all_, [id](const Held& held) { return held.spec.id == id; });
}

bool RoSpecs::is_active(std::uint32_t id) const {
  return run_.active() != nullptr && run_.active()->id == id;
}

// --- requests

Verdict RoSpecs::add(const Element& request, llrp::Version version) {
  const Element& element = *request.find(ParamType::rospec);
  auto rospec = parse_rospec(element, parts_.config, version);
  if (!rospec) return tl::unexpected(rospec.error());
  if (find(rospec->id) != all_.end()) {
    return bad_field({ParamType::rospec}, element, "ROSpecID", StatusCode::a_invalid,
                     "there is a ROSpec " + std::to_string(rospec->id) + " already");
  }
  if (all_.size() == k_max_rospecs) {
    return bad_parameter({ParamType::rospec}, StatusCode::p_overflow_parameter,
                         "this reader holds " + std::to_string(k_max_rospecs) + " ROSpecs");
  }
  all_.emplace_back(std::move(*rospec), parts_.runtime.clock);
  parts_.config.note_change();
  return {};
}

tl::expected<std::vector<std::uint32_t>, DecodeError> RoSpecs::named(const Element& request,
                                                                     bool zero_is_all) {
  const auto id = static_cast<std::uint32_t>(request.get_unsigned("ROSpecID"));
  std::vector<std::uint32_t> ids;
  if (id == 0 && zero_is_all) {
    for (const Held& held : all_) ids.push_back(held.spec.id);
    return ids;
  }
  if (find(id) == all_.end()) return bad_id(request, "there is no ROSpec " + std::to_string(id));
  ids.push_back(id);
  return ids;
}

Verdict RoSpecs::remove(const Element& request) {
  const auto ids = named(request, true);
  if (!ids) return tl::unexpected(ids.error());
  for (const auto id : *ids) {
    if (is_active(id)) end_active();
    all_.erase(find(id));
  }
  parts_.config.note_change();
  return {};
}

Verdict RoSpecs::enable(const Element& request) {
  const auto ids = named(request, true);
  if (!ids) return tl::unexpected(ids.error());
  for (const auto id : *ids) {
    Held& held = *find(id);
    if (held.spec.state != RoSpec::State::disabled) continue;
    held.spec.state = RoSpec::State::inactive;
    arm(held);
  }
  return {};
}

Verdict RoSpecs::disable(const Element& request) {
  const auto ids = named(request, true);
  if (!ids) return tl::unexpected(ids.error());
  for (const auto id : *ids) {
    if (is_active(id)) end_active();
    Held& held = *find(id);
    held.timer.cancel();
    held.due = false;
    held.spec.state = RoSpec::State::disabled;
  }
  return {};
}

Verdict RoSpecs::start(const Element& request) {
  const auto ids = named(request, false);
  if (!ids) return tl::unexpected(ids.error());
  Held& held = *find(ids->front());
  switch (held.spec.state) {
    case RoSpec::State::disabled:
      return bad_id(request, "the ROSpec is disabled");
    case RoSpec::State::inactive:
      return begin(held);
    case RoSpec::State::active:
      break;
  }
  return {};
}

Verdict RoSpecs::stop(const Element& request) {
  const auto ids = named(request, false);
  if (!ids) return tl::unexpected(ids.error());
  Held& held = *find(ids->front());
  const bool refused = parts_.config.profile().has(model::LlrpQuirk::stop_disabled_refused);
  if (held.spec.state == RoSpec::State::disabled && refused) {
    return bad_id(request, "the ROSpec is disabled");
  }
  held.due = false;
  if (is_active(held.spec.id)) end_active();
  return {};
}

std::vector<Element> RoSpecs::list() const {
  std::vector<Element> elements;
  for (const Held& held : all_) {
    elements.push_back(held.spec.element);
    elements.back().set("CurrentState", held.spec.state);
  }
  return elements;
}

void RoSpecs::clear() {
  if (run_.active() != nullptr) end_active();
  all_.clear();
}

// --- start triggers

void RoSpecs::arm(Held& held) {
  switch (held.spec.start) {
    case RoSpec::Start::null:
    case RoSpec::Start::gpi:
      return;
    case RoSpec::Start::immediate:
      held.due = true;
      begin_due_soon();
      return;
    case RoSpec::Start::periodic:
      arm_periodic(held);
      return;
  }
}

void RoSpecs::arm_periodic(Held& held) {
  const HostTime now = parts_.runtime.clock.now();
  HostTime when = now + held.spec.offset;
  if (held.spec.utc) {
    // From the reader's clock to ours; a time that has passed leaves the next period.
    when += *held.spec.utc - parts_.radio.reader_time(now);
    if (when < now && held.spec.period > Nanos{0}) {
      const Nanos late = now - when;
      when += (late / held.spec.period + 1) * held.spec.period;
    }
  }
  held.timer.set(when, [this, &held] { on_start_trigger(held); });
}

void RoSpecs::on_start_trigger(Held& held) {
  if (held.spec.start == RoSpec::Start::periodic && held.spec.period > Nanos{0}) {
    held.timer.set_after(held.spec.period, [this, &held] { on_start_trigger(held); });
  }
  if (held.spec.state != RoSpec::State::inactive) return;
  if (auto begun = begin(held); !begun) {
    parts_.listener.on_trouble(held.spec.id, 1, begun.error().error.message);
  }
}

void RoSpecs::on_input(std::uint16_t port, bool high) {
  run_.on_input(port, high);
  for (Held& held : all_) {
    if (held.spec.start_gpi && held.spec.start_gpi->fires(port, high)) on_start_trigger(held);
  }
}

// --- who has the radio

Verdict RoSpecs::begin(Held& held) {
  if (const RoSpec* other = run_.active()) {
    const bool more_important =
        parts_.config.profile().highest_priority_level > 1 && held.spec.priority < other->priority;
    if (!more_important) {
      return device_error("ROSpec " + std::to_string(other->id) + " is active");
    }
    end_active(held.spec.id);
  }
  if (auto begun = run_.begin(held.spec); !begun) {
    begin_due_soon();
    return begun;
  }
  held.due = false;
  held.spec.state = RoSpec::State::active;
  return {};
}

void RoSpecs::end_active(std::optional<std::uint32_t> preempted_by) {
  Held& held = *find(run_.active()->id);
  run_.end(preempted_by);
  held.spec.state = RoSpec::State::inactive;
  held.due = preempted_by && held.spec.start == RoSpec::Start::immediate;
  begin_due_soon();
}

void RoSpecs::on_over(std::uint32_t id) {
  find(id)->spec.state = RoSpec::State::inactive;
  begin_due_soon();
}

void RoSpecs::begin_due_soon() {
  due_timer_.set_after(Nanos{0}, [this] { begin_due(); });
}

void RoSpecs::begin_due() {
  Held* first = nullptr;
  for (Held& held : all_) {
    if (!held.due || held.spec.state != RoSpec::State::inactive) continue;
    if (first == nullptr || held.spec.priority < first->spec.priority) first = &held;
  }
  if (first == nullptr) return;
  const RoSpec* other = run_.active();
  if (other != nullptr && first->spec.priority >= other->priority) return;
  if (auto begun = begin(*first); !begun && run_.active() == nullptr) {
    // It will not do better another time.
    first->due = false;
    parts_.listener.on_trouble(first->spec.id, 1, begun.error().error.message);
    begin_due_soon();
  }
}

void RoSpecs::antennas_changed() {
  const RoSpec* active = run_.active();
  if (active == nullptr) return;
  if (auto changed = run_.settings_changed(); !changed) {
    parts_.listener.on_trouble(active->id, 1, changed.error().error.message);
    end_active();
  }
}

}  // namespace plugtest::drivers
