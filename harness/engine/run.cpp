#include "harness/engine/run.h"

#include "harness/api/clock.h"
#include "harness/api/evidence_sink.h"
#include "harness/api/reader.h"
#include "harness/api/rig.h"
#include "harness/engine/ending.h"
#include "harness/engine/finished.h"
#include "harness/engine/radio_check.h"
#include "harness/engine/script.h"
#include "harness/score/cell.h"
#include "harness/score/clock_check.h"
#include "harness/score/run_scorer.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/logger.h>

namespace plugtest::engine {

namespace {

namespace asio = boost::asio;
using model::k_first_check;
using model::Reason;

/// How often a reader's link may be lost in passes one after the other before the run gives up.
constexpr std::uint32_t k_most_losses = 3;

/// Between two attempts to reach a reader that is gone (it boots, or its plug is put back).
constexpr Nanos k_reconnect_pause = std::chrono::milliseconds(250);

}  // namespace

class Run::Impl final : public api::ReaderListener, private ScriptHost {
 public:
  explicit Impl(RunParts parts)
      : p_(std::move(parts)),
        pause_(p_.runtime.clock),
        scorer_(p_.plan.tag_types, p_.scenario,
                p_.batch ? std::optional(p_.batch->policy) : std::nullopt),
        script_(p_, *this),
        settings_(settings_for(p_.scenario, p_.protocols)) {
    result_.plan = p_.plan;
    if (p_.batch) {
      result_.batch = p_.batch->id;
      hall_ = p_.batch->hall;
    }
  }

  void start(std::function<void(model::RunResult)> done) {
    p_.reader.set_listener(*this);
    asio::co_spawn(
        p_.runtime.io, [this] { return run(); },
        [this, done = std::move(done)](const std::exception_ptr& thrown) {
          if (thrown) end(ending_from(thrown));
          finish();
          done(std::move(result_));
        });
  }

  void abort() {
    if (aborted_) return;
    aborted_ = true;
    p_.reader.cancel();
    p_.rig.abort();
    wake();
  }

 private:
  // --- the way of a run -------------------------------------------------------------------------

  asio::awaitable<void> run() {
    begin_ = p_.runtime.clock.now();
    const bool prepared = co_await prepare();
    if (prepared && p_.batch && p_.batch->opens) co_await check_batch(false);
    if (prepared) co_await all_passes();
    if (prepared && p_.batch && p_.batch->closes) co_await check_batch(true);
    if (connected_ && !link_error_ && !aborted_) {
      // How the goodbye goes changes no verdict.
      co_await finished<void>([this](const auto& done) { p_.reader.close(step(), done); });
    }
  }

  asio::awaitable<void> all_passes() {
    for (std::uint32_t pass = 0; !over(); ++pass) {
      if (link_error_ && !co_await reconnect()) break;
      const api::LoadRequest request{.pass = pass, .pieces = p_.pieces, .next_door = p_.next_door};
      co_await one_pass(request, false);
      if (p_.one_recorded_pass) break;
      if (!over()) co_await rest(p_.scenario.budgets.guard);
      check_budget();
    }
  }

  /// The checks on one side of the batch. Before it, one that does not hold ends the run; after it,
  /// what was decided stands, and the batch shows what it is worth.
  asio::awaitable<void> check_batch(bool closing) {
    const bool out_of_time = ending_ && ending_->reason == Reason::budget_exhausted;
    const auto requests = check_requests(*p_.batch, k_first_check + checks_made_);
    for (const api::LoadRequest& request : requests) {
      if (aborted_ || (ending_ && !(closing && out_of_time))) co_return;
      if (link_error_ && (!link_was_lost() || !co_await reconnect())) co_return;
      ++checks_made_;
      const std::size_t before = scorer_.checks().size();
      co_await one_pass(request, closing);
      if (scorer_.checks().size() == before) co_return;
      const model::BatchCheck& check = scorer_.checks().back();
      if (!check.detail.empty()) {
        note((closing ? "after the batch: " : "before the batch: ") + check.detail);
      }
      if (!check.held && !closing) end({Reason::batch_check_failed, check.detail});
      if (check.kind == model::PassKind::empty_field) {
        hall_.insert(hall_.end(), check.unknown.begin(), check.unknown.end());
      }
      if (!aborted_) co_await rest(p_.scenario.budgets.guard);
    }
  }

  /// Connects and sets the reader up. False when the run cannot begin.
  asio::awaitable<bool> prepare() {
    const auto connected =
        co_await finished<void>([this](const auto& done) { p_.reader.connect(step(), done); });
    if (!connected) co_return stop_for(connected.error(), "connect");
    connected_ = true;

    const auto identity = co_await finished<model::ReaderIdentity>(
        [this](const auto& done) { p_.reader.identify(step(), done); });
    if (!identity) co_return stop_for(identity.error(), "identify");
    result_.identity = *identity;
    p_.evidence.on_identity(*identity);
    if (const auto differs = identity_difference(p_.record, *identity)) {
      end({Reason::identity_differs, *differs});
      co_return false;
    }
    if (!co_await check_capabilities()) co_return false;
    co_return co_await set_up();
  }

  /// Whether the reader can do what the scenario asks for, and may, by what it says of itself. A
  /// recording did what it did.
  asio::awaitable<bool> check_capabilities() {
    if (p_.one_recorded_pass) co_return true;
    const auto told = co_await finished<model::ReaderCapabilities>(
        [this](const auto& done) { p_.reader.capabilities(step(), done); });
    if (!told) co_return stop_for(told.error(), "tell its capabilities");
    capabilities_ = *told;
    p_.evidence.on_capabilities(*told);
    model::ReaderCapabilities judged = *told;
    // A virtual module tells the one band that it knows; its radio keeps to the plan's channels.
    if (p_.record.virtual_reader) judged.channels_hz.clear();
    auto objection = capability_objection(p_.scenario, p_.region, judged);
    if (!objection && p_.uses_eyes) objection = eye_objection(p_.scenario.lane, *told);
    for (const std::string& sentence :
         radiated_power(p_.scenario.lane, p_.scenario.settings.power_mdbm)) {
      p_.evidence.on_note(p_.runtime.clock.now(), sentence);
    }
    co_return !objection || refuse(*objection);
  }

  /// The run cannot be made; false for a handy `co_return`.
  bool refuse(score::RunEnding objection) {
    note(objection.detail);
    end(std::move(objection));
    return false;
  }

  /// Sends the run's settings and compares what the reader made of them.
  asio::awaitable<bool> set_up() {
    const auto radiates_too_much = [this](std::int32_t power_mdbm) {
      return radiation_objection(p_.scenario.lane, p_.region, capabilities_, power_mdbm);
    };
    if (auto objection = radiates_too_much(settings_.power_mdbm)) co_return refuse(*objection);
    const auto applied = co_await finished<model::AppliedSettings>(
        [&](const auto& done) { p_.reader.configure(settings_, step(), done); });
    if (!applied) co_return stop_for(applied.error(), "configure");
    p_.evidence.on_settings(settings_, *applied);
    if (const auto differs = settings_difference(settings_, *applied)) {
      end({Reason::settings_refused, *differs});
      co_return false;
    }
    if (const auto remark = settings_remark(settings_, *applied)) note(*remark);
    co_return true;
  }

  /// Brings a reader back whose link was lost (unplugged and plugged in again, restarted), within
  /// the budget of a step: connects, over and over, checks that it is the same one, sets it up
  /// anew.
  asio::awaitable<bool> reconnect() {
    const Error lost =
        link_error_.value_or(Error{ErrorCode::link_lost, "the link was cut on purpose", {}});
    const HostTime begin = p_.runtime.clock.now();
    const HostTime deadline = begin + step();
    while (true) {
      link_error_.reset();
      const Nanos left = deadline - p_.runtime.clock.now();
      const auto connected =
          co_await finished<void>([&](const auto& done) { p_.reader.connect(left, done); });
      if (connected && co_await is_the_same_reader()) break;
      if (ending_ || aborted_) co_return false;
      if (p_.runtime.clock.now() + k_reconnect_pause >= deadline) {
        link_error_ = lost;
        co_return stop_for(lost, "read, nor reach the reader again");
      }
      co_await rest(k_reconnect_pause);
    }
    note("link up again after " +
         std::to_string(
             std::chrono::duration_cast<std::chrono::milliseconds>(p_.runtime.clock.now() - begin)
                 .count()) +
         " ms");
    if (co_await set_up()) co_return true;
    // Lost once more: the next pass begins with another try.
    co_return !ending_ && count_loss();
  }

  /// False when it cannot tell, too; a different one ends the run.
  asio::awaitable<bool> is_the_same_reader() {
    const auto identity = co_await finished<model::ReaderIdentity>(
        [this](const auto& done) { p_.reader.identify(step(), done); });
    if (!identity) co_return false;
    if (*identity == result_.identity) co_return true;
    end({Reason::identity_differs,
         "After the link was lost another reader answered: " + describe(*identity) +
             " in place of " + describe(result_.identity) + "."});
    note(ending_->detail);
    co_return false;
  }

  static std::string describe(const model::ReaderIdentity& reader) {
    return reader.vendor + " " + reader.model + ", firmware " + reader.firmware +
           (reader.serial.empty() ? std::string() : ", serial number " + reader.serial);
  }

  /// Settings of a pass: those of the scenario; a check asks for every tag, whatever others asked
  /// before, so it takes the session whose flags fall back at once.
  model::ReaderSettings settings_of(model::PassKind kind) const {
    model::ReaderSettings settings = settings_for(p_.scenario, p_.protocols);
    if (kind != model::PassKind::load) settings.session = 0;
    return settings;
  }

  asio::awaitable<void> one_pass(const api::LoadRequest& request, bool closes_batch) {
    const auto manifest =
        co_await finished<model::Manifest>([&](const auto& done) { p_.rig.load(request, done); });
    if (!manifest) {
      // A link that went meanwhile aborted the loading: another try, once the reader is back.
      if (!link_was_lost() || !count_loss()) {
        stop_for_rig(manifest.error(), "The load could not be placed");
      }
      co_return;
    }

    // A script may have changed the power of the last pass, which may have been a check as well.
    if (model::ReaderSettings wanted = settings_of(request.kind); settings_ != wanted) {
      settings_ = std::move(wanted);
      if (!co_await set_up()) co_return;
    }
    const bool is_check = request.kind != model::PassKind::load;
    pass_ = model::PassRecord{};
    pass_.index = request.pass;
    pass_.kind = request.kind;
    pass_.closes_batch = closes_batch;
    pass_.manifest = is_check ? manifest_of_check(*manifest, request.kind, *p_.batch) : *manifest;
    if (!is_check) pass_.manifest.hall = hall_;
    const api::InventorySpec inventory{request.pass + 1};
    if (!p_.one_recorded_pass) pass_.inventory_id = inventory.id;
    pass_.times.begin = p_.runtime.clock.now();
    const HostTime opened = pass_.times.begin;
    p_.evidence.on_pass_begin(pass_.index, pass_.times.begin, pass_.manifest);

    std::vector<model::Step> steps = p_.scenario.steps;
    if (is_check) steps = model::plain_script();
    const bool exposed = co_await script_.play(pass_, inventory, std::move(steps));
    pass_.clock_offset = p_.reader.clock_offset();
    if (!exposed) {
      pass_.disturbed = ending_ ? ending_->reason : Reason::link_lost;
    } else {
      losses_ = 0;
    }
    if (pass_.times.speed_mmps && !pass_.disturbed) {
      if (const auto differs = speed_difference(p_.scenario.motion, *pass_.times.speed_mmps)) {
        pass_.disturbed = Reason::speed_differs;
        note(*differs);
      }
    }
    // A recording has no begin and end of its own: all of it is the pass.
    if (p_.one_recorded_pass) pass_.times.end = p_.runtime.clock.now();
    if (opened < pass_.times.begin) pass_.opened = opened;
    if (const auto jump = score::clock_jump(pass_); jump && !pass_.disturbed) {
      pass_.disturbed = Reason::clock_jumped;
      note(*jump);
    }
    p_.evidence.on_pass_end(pass_);
    p_.runtime.log.debug("run {}: pass {} over, {} tag reports", short_id(), pass_.index + 1,
                         pass_.observations.size());
    judge();
  }

  /// A pause that an abort cuts short.
  asio::awaitable<void> rest(Nanos pause) override {
    co_await finished<void>([&](const api::Done<void>& done) {
      rested_ = done;
      pause_.set_after(pause, [this] { wake(); });
      if (aborted_) wake();
    });
  }

  /// Ends a pause, if there is one.
  void wake() {
    pause_.cancel();
    asio::post(p_.runtime.io, [done = std::exchange(rested_, nullptr)] {
      if (done) done({});
    });
  }

  // --- what a script needs ----------------------------------------------------------------------

  bool interrupted() const override { return link_error_ || ending_ || aborted_; }

  asio::awaitable<bool> set_power(std::int32_t power_mdbm) override {
    settings_.power_mdbm = power_mdbm;
    co_return co_await set_up();
  }

  void expect_cut() override { cut_ = Cut::expected; }

  void drop_link() override {
    cut_ = Cut::made;
    p_.reader.cancel();
  }

  asio::awaitable<bool> take_up(bool& was_lost) override {
    was_lost = cut_ == Cut::made;
    cut_ = Cut::none;
    if (aborted_ || ending_) co_return stop_for({ErrorCode::cancelled, "stopped", {}}, "read");
    if (!was_lost) co_return true;  // too short for anybody to notice
    co_return co_await reconnect();
  }

  // --- what the reader sends unasked ------------------------------------------------------------

  void on_observations(std::span<const model::Observation> observations) override {
    pass_.observations.insert(pass_.observations.end(), observations.begin(), observations.end());
    p_.evidence.on_observations(pass_.index, observations);
    script_.saw(observations);
  }

  void on_link_down(const Error& why) override {
    note("link down: " + to_string(why));
    if (cut_ != Cut::none) {
      cut_ = Cut::made;
      return;
    }
    link_error_ = why;
    p_.rig.abort();  // no use in moving mail past a reader that cannot tell
    wake();
  }

  void on_input(const model::InputEvent& event) override {
    p_.evidence.on_note(event.received, "input " + std::to_string(event.port) +
                                            (event.high ? " is high" : " is low"));
    p_.rig.on_input(event);
  }

  void on_reader_event(HostTime when, const std::string& what) override {
    p_.evidence.on_note(when, "reader: " + what);
    script_.heard(what);
    p_.runtime.log.debug("run {}: reader: {}", short_id(), what);
  }

  // --- judging
  // ------------------------------------------------------------------------------------

  void judge() {
    const score::ScoredPass scored = scorer_.add(pass_);
    result_.passes.push_back({.index = pass_.index,
                              .times = pass_.times,
                              .manifest = {},
                              .inventory_id = pass_.inventory_id,
                              .clock_offset = pass_.clock_offset,
                              .observations = {},
                              .disturbed = pass_.disturbed,
                              .steps = pass_.steps,
                              .opened = pass_.opened,
                              .kind = pass_.kind,
                              .closes_batch = pass_.closes_batch});
    if (pass_.kind != model::PassKind::load) return;
    const std::span<const model::PassScore> scores = scored.scores;
    p_.listener.on_pass(p_.plan, pass_.index, pass_.disturbed ? scores.first(0) : scores);
  }

  /// Whether the run has come to its end: by an error, or because every tag type is decided.
  bool over() const {
    if (ending_ || aborted_ || (link_error_ && !link_was_lost())) return true;
    return scorer_.decided();
  }

  /// A run that takes too long ends with what it has.
  void check_budget() {
    const Nanos budget = p_.scenario.budgets.run;
    if (budget == Nanos(0) || p_.runtime.clock.now() - begin_ < budget || scorer_.decided()) return;
    end({Reason::budget_exhausted, "The budget of the run is used up."});
  }

  void finish() {
    if (aborted_) end({Reason::aborted, "Stopped on request."});
    if (link_error_ && !ending_) stop_for(*link_error_, "read");
    score::put(scorer_.finish(ending_.value_or(score::RunEnding{})), result_);
    const auto folder = p_.evidence.finish(result_);
    if (folder) {
      result_.evidence = *folder;
      return;
    }
    // Results without evidence would be worth nothing: our fault, and it shows.
    for (model::RunOutcome& outcome : result_.outcomes) {
      outcome.verdict = model::Verdict::error;
      outcome.reasons = {Reason::harness_fault};
      outcome.attribution = model::Attribution::harness;
      outcome.detail = "The evidence could not be written: " + to_string(folder.error()) + ".";
    }
  }

  // --- how a run ends early
  // -----------------------------------------------------------------------

  void end(score::RunEnding ending) {
    if (!ending_) ending_ = std::move(ending);
  }

  /// An error of the reader's side; false for a handy `co_return`.
  bool stop_for(const Error& error, std::string_view doing) {
    // The link's own story says more than the call that noticed.
    const Error& cause = link_error_ ? *link_error_ : error;
    if (aborted_) {
      end({Reason::aborted, "Stopped on request."});
    } else {
      end({reason_of_reader(cause.code),
           "Could not " + std::string(doing) + ": " + to_string(cause) + "."});
    }
    note(ending_->detail);
    return false;
  }

  /// An error in mid-pass. A link that is lost for an unknown cause spoils the pass, not the run;
  /// false for a handy `co_return`.
  bool broken(const Error& error, std::string_view doing) override {
    if (!link_error_ && error.code == ErrorCode::link_lost) link_error_ = error;
    if (!aborted_ && link_was_lost() && count_loss()) {
      note("pass " + std::to_string(pass_.index + 1) +
           " does not count, the link was lost: " + to_string(*link_error_));
      return false;
    }
    return stop_for(error, doing);
  }

  bool link_was_lost() const {
    return link_error_ && link_error_->code == ErrorCode::link_lost && !p_.one_recorded_pass;
  }

  /// False when it is enough.
  bool count_loss() { return ++losses_ < k_most_losses; }

  bool stop_for_rig(const Error& error, std::string_view what) override {
    if (link_error_ || aborted_) return stop_for(error, "read");
    end({reason_of_rig(error.code), std::string(what) + ": " + to_string(error) + "."});
    note(ending_->detail);
    return false;
  }

  void note(const std::string& text) {
    p_.evidence.on_note(p_.runtime.clock.now(), text);
    p_.runtime.log.warn("run {}: {}", short_id(), text);
  }

  std::string short_id() const { return p_.plan.id.str().substr(0, 8); }

  Nanos step() const { return p_.scenario.budgets.step; }

  RunParts p_;
  api::Timer pause_;
  api::Done<void> rested_;
  score::RunScorer scorer_;
  Script script_;
  model::ReaderSettings settings_;
  model::RunResult result_;
  model::PassRecord pass_;
  std::optional<score::RunEnding> ending_;
  std::optional<Error> link_error_;
  enum class Cut : std::uint8_t { none, expected, made };
  Cut cut_ = Cut::none;  // of the link, on purpose
  HostTime begin_;
  model::ReaderCapabilities capabilities_;
  std::vector<identity::Uii> hall_;  // heard in the empty field
  std::uint32_t checks_made_ = 0;
  std::uint32_t losses_ = 0;  // of the link, since the last good pass
  bool connected_ = false;
  bool aborted_ = false;
};

Run::Run(RunParts parts) : impl_(std::make_unique<Impl>(std::move(parts))) {}
Run::~Run() = default;
void Run::start(std::function<void(model::RunResult)> done) { impl_->start(std::move(done)); }
void Run::abort() { impl_->abort(); }

}  // namespace plugtest::engine
