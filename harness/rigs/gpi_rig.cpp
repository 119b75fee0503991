#include "harness/rigs/gpi_rig.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <variant>

namespace plugtest::rigs {

namespace {

std::string seconds_text(Nanos time) {
  std::string text = std::to_string(to_seconds(time));
  text.erase(text.find('.') + 2);
  return text + " s";
}

/// From one event to a later one: by the reader's clock where it stamps both, for reports come
/// late.
Nanos between(const model::InputEvent& from, const model::InputEvent& to) {
  if (from.when && to.when) return *to.when - *from.when;
  return to.received - from.received;
}

}  // namespace

Nanos clear_time(const model::ScenarioPlan& scenario) {
  constexpr Nanos k_least = std::chrono::milliseconds(500);
  const auto* train = std::get_if<model::TrainLoad>(&scenario.load);
  if (train == nullptr || scenario.motion.speed_mps <= 0) return k_least;
  const double gap_s = train->max_gap_m / scenario.motion.speed_mps;
  return std::max(k_least, Nanos(std::llround(2 * gap_s * 1e9)));
}

GpiRig::GpiRig(api::Runtime& runtime, api::Prompter& prompter, model::Manifest enrolled,
               const model::ScenarioPlan& scenario, api::EvidenceSink* evidence,
               OperatorTurns* turns)
    : clock_(runtime.clock),
      hands_(runtime, prompter, std::move(enrolled), scenario, evidence, turns),
      eyes_(scenario.lane.eyes),
      clear_time_(clear_time(scenario)),
      seen_(eyes_.size()),
      give_up_(runtime.clock),
      settled_(runtime.clock) {}

void GpiRig::load(const api::LoadRequest& request, api::Done<model::Manifest> done) {
  check_ = request.kind != model::PassKind::load;
  hands_.load(request, std::move(done));
}

void GpiRig::pass(Nanos timeout, api::Done<model::PassTimes> done) {
  if (check_) return hands_.pass(timeout, std::move(done));
  start_over();
  done_ = std::move(done);
  give_up_.set_after(timeout, [this, timeout] { finish(fail(silence(timeout))); });
}

void GpiRig::act(const api::Handwork& what, Nanos timeout, api::Done<void> done) {
  hands_.act(what, timeout, std::move(done));
}

/// What is blocked when a pass begins stays so; the rest is forgotten.
void GpiRig::start_over() {
  for (Seen& seen : seen_) {
    seen.first_blocked.reset();
    seen.last_left.reset();
  }
}

void GpiRig::on_input(const model::InputEvent& event) {
  for (std::size_t i = 0; i < eyes_.size(); ++i) {
    if (eyes_[i].input != event.port) continue;
    Seen& seen = seen_[i];
    seen.blocked = event.high == eyes_[i].high_when_blocked;
    if (seen.blocked && !seen.first_blocked) seen.first_blocked = event;
    if (!seen.blocked && seen.first_blocked) seen.last_left = event;
  }
  if (done_) look();
}

/// Whether the load has begun, and whether it may have gone.
void GpiRig::look() {
  settled_.cancel();
  const bool any_blocked =
      std::ranges::any_of(seen_, [](const Seen& seen) { return seen.blocked; });
  const bool begun = seen_.front().first_blocked.has_value();
  if (!begun || any_blocked || !seen_.back().last_left) return;
  settled_.set_after(clear_time_, [this] {
    model::PassTimes times;
    times.begin = seen_.front().first_blocked->received;
    times.end = seen_.back().last_left->received;
    times.speed_mmps = speed_mmps();
    finish(times);
  });
}

std::optional<std::int32_t> GpiRig::speed_mmps() const {
  if (eyes_.size() < 2 || !seen_.back().first_blocked) return std::nullopt;
  const Nanos time = between(*seen_.front().first_blocked, *seen_.back().first_blocked);
  const double way_m = eyes_.back().position_m.value - eyes_.front().position_m.value;
  if (time <= Nanos(0) || way_m <= 0) return std::nullopt;
  const double mmps = way_m * 1000 / to_seconds(time);
  if (mmps > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
  return static_cast<std::int32_t>(std::lround(mmps));
}

Error GpiRig::silence(Nanos waited) const {
  const auto input = [](const model::PhotoEye& eye) { return std::to_string(eye.input); };
  std::string text;
  if (!seen_.front().first_blocked) {
    text = "the photo-eye at input " + input(eyes_.front()) + " has seen no load";
  } else if (!seen_.back().last_left) {
    text = "the photo-eye at input " + input(eyes_.front()) + " has seen the load, but that at " +
           input(eyes_.back()) + " not that it has left";
  } else {
    text = "the photo-eyes are still blocked";
  }
  return {ErrorCode::unreachable, text + " in " + seconds_text(waited), {}};
}

void GpiRig::finish(Result<model::PassTimes> result) {
  give_up_.cancel();
  settled_.cancel();
  if (done_) std::exchange(done_, nullptr)(std::move(result));
}

void GpiRig::abort() {
  hands_.abort();
  if (!done_) return;
  settled_.cancel();
  give_up_.set_after(Nanos(0),
                     [this] { finish(fail(ErrorCode::cancelled, "the pass was aborted")); });
}

}  // namespace plugtest::rigs
