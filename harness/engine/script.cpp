#include "harness/engine/script.h"

#include "harness/api/clock.h"
#include "harness/api/evidence_sink.h"
#include "harness/engine/finished.h"
#include "harness/engine/run.h"
#include "harness/model/sentences.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace plugtest::engine {

namespace {

namespace phrase = model::phrase;

/// For calls that went well while the run was stopped or lost its reader, which it knows itself.
Error interruption() { return {ErrorCode::cancelled, "the pass was interrupted", {}}; }

std::string doing_text(const model::AskOperator& prompt) {
  return fmt::format(phrase::do_step.english, prompt.text);
}
std::string doing_text(const model::AntennaCable& cable) {
  return cable.connected ? fmt::format(phrase::do_cable_on.english, cable.port)
                         : fmt::format(phrase::do_cable_off.english, cable.port);
}
std::string doing_text(const api::LinkState& link) {
  return std::string((link.up ? phrase::do_link_on : phrase::do_link_off).english);
}

/// What hands were to do, for the sentence that says that they could not.
std::string doing(const api::Handwork& what) {
  return std::visit([](const auto& one) { return doing_text(one); }, what);
}

}  // namespace

Script::Script(const RunParts& parts, ScriptHost& host)
    : parts_(parts), host_(host), operations_(parts.plan.seed), still_timer_(parts.runtime.clock) {}

boost::asio::awaitable<bool> Script::play(model::PassRecord& pass,
                                          const api::InventorySpec& inventory,
                                          std::vector<model::Step> steps) {
  pass_ = &pass;
  steps_ = std::move(steps);
  inventory_ = inventory;
  inventory_runs_ = moving_ = false;
  still_.reset();
  events_.clear();
  bool good = true;
  for (index_ = 0; good && index_ < steps_.size(); ++index_) {
    const model::StepAction& action = steps_[index_].action;
    good = co_await std::visit([this](const auto& one) { return take(one); }, action);
  }
  still_timer_.cancel();
  if (moving_) {  // something went wrong: the next load is to find an empty lane
    parts_.rig.abort();
    co_await motion_over();
    if (pass.times.end < pass.times.begin) pass.times.end = parts_.runtime.clock.now();
  }
  pass_ = nullptr;
  co_return good;
}

Script::Awaited Script::take(const model::StartInventory&) {
  const auto started = co_await finished<void>(
      [this](const auto& done) { parts_.reader.start(inventory_, step(), done); });
  if (!started) co_return host_.broken(started.error(), phrase::do_start.english);
  inventory_runs_ = true;
  co_return true;
}

Script::Awaited Script::take(const model::StopInventory&) {
  const auto stopped =
      co_await finished<void>([this](const auto& done) { parts_.reader.stop(step(), done); });
  if (!stopped) co_return host_.broken(stopped.error(), phrase::do_stop.english);
  inventory_runs_ = false;
  const auto drained =
      co_await finished<void>([this](const auto& done) { parts_.reader.drain(step(), done); });
  if (!drained) co_return host_.broken(drained.error(), phrase::do_deliver.english);
  co_return true;
}

Script::Awaited Script::take(const model::BeginMotion&) {
  // Nobody would end what is begun only now.
  if (host_.interrupted()) co_return host_.broken(interruption(), "read");
  moved_.reset();
  moving_ = true;
  pass_->times.end = pass_->times.begin;
  motion_begin_ = parts_.runtime.clock.now();
  watch_still_load();
  parts_.rig.pass(parts_.scenario.budgets.pass, [this](Result<model::PassTimes> result) {
    moved_ = std::move(result);
    if (on_moved_) std::exchange(on_moved_, nullptr)({});
  });
  co_return true;
}

void Script::watch_still_load() {
  const auto& rule = parts_.scenario.pass_criterion.static_stop;
  if (!rule || parts_.one_recorded_pass || pass_->kind != model::PassKind::load) return;
  const auto& expected = pass_->manifest.expected;
  still_.emplace(
      StillLoad{score::StaticStop(static_cast<std::uint32_t>(expected.size()), *rule), {}, false});
  for (const model::ManifestEntry& entry : expected) still_->unseen.insert(entry.piece.uii);
  still_timer_.set(motion_begin_ + still_->stop.deadline(), [this] { end_still_load(); });
}

// Live a tag counts from the moment its report came; the score goes by the reader's own time, which
// is never later, so that the reading is never cut short.
void Script::saw(std::span<const model::Observation> observations) {
  if (!still_ || still_->over || !moving_) return;
  bool any = false;
  for (const model::Observation& seen : observations) {
    const bool of_this_pass = !seen.inventory_id || *seen.inventory_id == inventory_.id;
    if (!of_this_pass || still_->unseen.erase(seen.uii) == 0) continue;
    still_->stop.identified(parts_.runtime.clock.now() - motion_begin_);
    any = true;
  }
  if (any) still_timer_.set(motion_begin_ + still_->stop.deadline(), [this] { end_still_load(); });
}

void Script::end_still_load() {
  if (!moving_ || moved_) return;
  still_->over = true;
  parts_.rig.abort();
}

boost::asio::awaitable<void> Script::motion_over() {
  if (!moved_) {
    co_await finished<void>([this](const api::Done<void>& done) { on_moved_ = done; });
  }
  moving_ = false;
}

Script::Awaited Script::take(const model::AwaitMotion&) {
  co_await motion_over();
  pass_->times.end = parts_.runtime.clock.now();
  still_timer_.cancel();
  if (host_.interrupted()) co_return host_.broken(interruption(), phrase::do_read.english);
  if (still_ && still_->over) {
    pass_->times.begin = motion_begin_;
    co_return true;
  }
  if (!*moved_) co_return host_.stop_for_rig(moved_->error(), phrase::do_move.english);
  pass_->times = **moved_;
  co_return true;
}

Script::Awaited Script::take(const model::Wait& wait) {
  if (parts_.one_recorded_pass) co_return true;
  co_await host_.rest(wait.time);
  if (host_.interrupted()) co_return host_.broken(interruption(), phrase::do_read.english);
  co_return true;
}

Script::Awaited Script::handwork(api::Handwork what) {
  if (parts_.one_recorded_pass) co_return true;  // it was done when the recording was made
  if (host_.interrupted()) co_return host_.broken(interruption(), "read");
  const auto done_by_hand = co_await finished<void>(
      [&](const auto& done) { parts_.rig.act(what, parts_.scenario.budgets.pass, done); });
  if (!done_by_hand) co_return host_.stop_for_rig(done_by_hand.error(), doing(what));
  co_return true;
}

Script::Awaited Script::take(const model::AskOperator& prompt) {
  co_return co_await handwork(prompt);
}

Script::Awaited Script::take(const model::AntennaCable& cable) {
  co_return co_await handwork(cable);
}

Script::Awaited Script::take(const model::CutLink& cut) {
  if (parts_.one_recorded_pass) co_return true;
  const Nanos limit = parts_.scenario.budgets.pass;
  host_.expect_cut();
  const auto by_hand = co_await finished<void>(
      [&](const auto& done) { parts_.rig.act(api::LinkState{false}, limit, done); });
  if (!by_hand && by_hand.error().code != ErrorCode::unsupported) {
    co_return host_.stop_for_rig(by_hand.error(), doing(api::LinkState{false}));
  }
  if (!by_hand) host_.drop_link();  // nobody else can
  co_await host_.rest(cut.time);
  if (by_hand && !host_.interrupted()) {
    const auto closed = co_await finished<void>(
        [&](const auto& done) { parts_.rig.act(api::LinkState{true}, limit, done); });
    if (!closed) co_return host_.stop_for_rig(closed.error(), doing(api::LinkState{true}));
  }
  bool was_lost = false;
  if (!co_await host_.take_up(was_lost)) co_return false;
  if (was_lost && inventory_runs_) co_return co_await take(model::StartInventory{});
  co_return true;
}

Script::Awaited Script::take(const model::SetPower& power) {
  co_return co_await host_.set_power(power.power_mdbm);
}

Script::Awaited Script::take(const model::HeardEvent& event) {
  const bool heard = std::ranges::any_of(events_, [&](const std::string& told) {
    return told.find(event.contains) != std::string::npos;
  });
  record({}, heard ? std::nullopt
                   : std::optional("the reader told of no event with '" + event.contains + "'"));
  co_return true;
}

Script::Awaited Script::take(const model::Identified& wanted) {
  std::set<identity::Uii> seen;
  for (const model::Observation& observation : pass_->observations) seen.insert(observation.uii);
  const auto& expected = pass_->manifest.expected;
  const auto found = std::ranges::count_if(
      expected, [&](const auto& entry) { return seen.contains(entry.piece.uii); });
  const double share =
      expected.empty() ? 1 : static_cast<double>(found) / static_cast<double>(expected.size());
  const bool enough = share + 1e-9 >= wanted.item_rate;
  record({}, enough ? std::nullopt
                    : std::optional(fmt::format(
                          "{} of {} pieces were identified by then, {:.6g} % were wanted", found,
                          expected.size(), wanted.item_rate * 100)));
  co_return true;
}

Script::Awaited Script::take(const model::TagOperation& operation) {
  if (parts_.one_recorded_pass) co_return true;
  for (const model::ManifestEntry& entry : pass_->manifest.expected) {
    const model::AirProtocol protocol = parts_.protocols.front();
    const model::AccessOrder order =
        operations_.order(operation, entry.piece, protocol, pass_->index);
    const auto accessed =
        co_await finished<std::optional<model::AccessedTag>>([&](const auto& done) {
          parts_.reader.access(order, std::max(step(), 2 * order.search), done);
        });
    if (host_.interrupted()) {
      co_return host_.broken(accessed ? interruption() : accessed.error(),
                             phrase::do_access.english);
    }
    // A reader that knows no such operation has said so of the tag; whatever else is its fault.
    if (!accessed && accessed.error().code != ErrorCode::refused) {
      co_return host_.broken(accessed.error(), phrase::do_access.english);
    }
    const auto wrong = operations_.judge(operation, entry.piece, accessed);
    record(entry.piece.id, wrong);
  }
  co_return true;
}

void Script::record(const model::PieceId& piece, const std::optional<std::string>& wrong) {
  pass_->steps.push_back({index_, !wrong, piece, wrong.value_or("")});
  if (!wrong) return;
  parts_.evidence.on_note(parts_.runtime.clock.now(),
                          fmt::format("step {} did not hold: {}", index_ + 1, *wrong));
}

Nanos Script::step() const { return parts_.scenario.budgets.step; }

}  // namespace plugtest::engine
