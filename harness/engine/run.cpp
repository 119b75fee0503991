#include "harness/engine/run.h"

#include "harness/api/clock.h"
#include "harness/api/evidence_sink.h"
#include "harness/api/reader.h"
#include "harness/api/rig.h"
#include "harness/engine/course.h"
#include "harness/engine/ending.h"
#include "harness/engine/finished.h"
#include "harness/engine/pause.h"
#include "harness/engine/reader_setup.h"
#include "harness/engine/script.h"
#include "harness/model/sentences.h"
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
#include <fmt/format.h>
#include <spdlog/logger.h>

namespace plugtest::engine {

namespace {

namespace asio = boost::asio;
using model::k_first_check;
using model::Reason;

}  // namespace

class Run::Impl final : public api::ReaderListener, private ScriptHost {
 public:
  explicit Impl(RunParts parts)
      : p_(std::move(parts)),
        course_(p_),
        pause_(p_.runtime),
        setup_(p_, course_, pause_),
        scorer_(p_.plan.tag_types, p_.scenario,
                p_.batch ? std::optional(p_.batch->policy) : std::nullopt),
        script_(p_, *this) {
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
          if (thrown) course_.end(ending_from(thrown));
          finish();
          done(std::move(result_));
        });
  }

  void abort() {
    if (course_.aborted()) return;
    course_.abort();
    p_.reader.cancel();
    p_.rig.abort();
    pause_.no_more();
  }

 private:
  // --- the way of a run -------------------------------------------------------------------------

  asio::awaitable<void> run() {
    begin_ = p_.runtime.clock.now();
    const bool prepared = co_await setup_.prepare();
    if (prepared && p_.batch && p_.batch->opens) co_await check_batch(false);
    if (prepared) co_await all_passes();
    if (prepared && p_.batch && p_.batch->closes) co_await check_batch(true);
    course_.complete();
    if (setup_.connected() && !course_.link_error() && !course_.aborted()) co_await setup_.close();
  }

  asio::awaitable<void> all_passes() {
    for (std::uint32_t pass = 0; !over(); ++pass) {
      if (course_.link_error() && !co_await setup_.reconnect()) break;
      const api::LoadRequest request{.pass = pass, .pieces = p_.pieces, .next_door = p_.next_door};
      co_await one_pass(request, false);
      if (p_.one_recorded_pass) break;
      if (!over()) co_await pause_.rest(p_.scenario.budgets.guard);
      check_budget();
    }
  }

  /// The checks on one side of the batch. Before it, one that does not hold ends the run; after it,
  /// what was decided stands, and the batch shows what it is worth.
  asio::awaitable<void> check_batch(bool closing) {
    const auto& ending = course_.ending();
    const bool out_of_time = ending && ending->reason == Reason::budget_exhausted;
    const auto requests = check_requests(*p_.batch, k_first_check + checks_made_);
    for (const api::LoadRequest& request : requests) {
      if (course_.aborted() || (ending && !(closing && out_of_time))) co_return;
      const bool gone = course_.link_error().has_value();
      if (gone && (!course_.link_was_lost() || !co_await setup_.reconnect())) co_return;
      ++checks_made_;
      const std::size_t before = scorer_.checks().size();
      co_await one_pass(request, closing);
      if (scorer_.checks().size() == before) co_return;
      const model::BatchCheck& check = scorer_.checks().back();
      if (!check.detail.empty()) {
        course_.note((closing ? "after the batch: " : "before the batch: ") + check.detail);
      }
      if (!check.held && !closing) course_.end({Reason::batch_check_failed, check.detail});
      if (check.kind == model::PassKind::empty_field) {
        hall_.insert(hall_.end(), check.unknown.begin(), check.unknown.end());
      }
      if (!course_.aborted()) co_await pause_.rest(p_.scenario.budgets.guard);
    }
  }

  /// Settings of a pass: those of the scenario; a check asks for every tag, whatever the load is
  /// and others asked before: by all protocols that the reader knows, in the session whose flags
  /// fall back at once.
  model::ReaderSettings settings_of(model::PassKind kind) const {
    model::ReaderSettings settings = settings_for(p_.scenario, p_.protocols);
    if (kind == model::PassKind::load) return settings;
    settings.session = 0;
    settings.protocols = p_.record.claims;
    return settings;
  }

  asio::awaitable<void> one_pass(const api::LoadRequest& request, bool closes_batch) {
    const auto manifest =
        co_await finished<model::Manifest>([&](const auto& done) { p_.rig.load(request, done); });
    if (!manifest) {
      // A link that went meanwhile aborted the loading: another try, once the reader is back.
      if (!course_.link_was_lost() || !course_.count_loss()) {
        course_.stop_for_rig(manifest.error(), model::phrase::do_place.english);
      }
      co_return;
    }

    // A script may have changed the power of the last pass, which may have been a check as well.
    if (!co_await setup_.use(settings_of(request.kind))) co_return;
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
    if (exposed) {
      course_.pass_was_good();
    } else {
      const auto& ending = course_.ending();
      pass_.disturbed = ending ? ending->reason : Reason::link_lost;
    }
    if (pass_.times.speed_mmps && !pass_.disturbed) {
      if (const auto differs = speed_difference(p_.scenario.motion, *pass_.times.speed_mmps)) {
        pass_.disturbed = Reason::speed_differs;
        course_.note(*differs);
      }
    }
    // A recording has no begin and end of its own: all of it is the pass.
    if (p_.one_recorded_pass) pass_.times.end = p_.runtime.clock.now();
    if (opened < pass_.times.begin) pass_.opened = opened;
    if (const auto jump = score::clock_jump(pass_); jump && !pass_.disturbed) {
      pass_.disturbed = Reason::clock_jumped;
      course_.note(*jump);
    }
    p_.evidence.on_pass_end(pass_);
    p_.runtime.log.debug("run {}: pass {} over, {} tag reports", short_id(p_), pass_.index + 1,
                         pass_.observations.size());
    judge();
  }

  // --- what a script needs ----------------------------------------------------------------------

  bool interrupted() const override { return course_.interrupted(); }

  bool broken(const Error& error, std::string_view doing) override {
    return course_.broken(error, doing, pass_.index);
  }

  bool stop_for_rig(const Error& error, std::string_view doing) override {
    return course_.stop_for_rig(error, doing);
  }

  asio::awaitable<void> rest(Nanos pause) override { return pause_.rest(pause); }

  asio::awaitable<bool> set_power(std::int32_t power_mdbm) override {
    return setup_.use_power(power_mdbm);
  }

  void expect_cut() override { cut_ = Cut::expected; }

  void drop_link() override {
    cut_ = Cut::made;
    p_.reader.cancel();
  }

  asio::awaitable<bool> take_up(bool& was_lost) override {
    was_lost = cut_ == Cut::made;
    cut_ = Cut::none;
    if (course_.aborted() || course_.ending()) {
      co_return course_.stop_for({ErrorCode::cancelled, "stopped", {}}, "read");
    }
    if (!was_lost) co_return true;  // too short for anybody to notice
    co_return co_await setup_.reconnect();
  }

  // --- what the reader sends unasked ------------------------------------------------------------

  void on_observations(std::span<const model::Observation> observations) override {
    pass_.observations.insert(pass_.observations.end(), observations.begin(), observations.end());
    p_.evidence.on_observations(pass_.index, observations);
    script_.saw(observations);
  }

  void on_link_down(const Error& why) override {
    course_.note("link down: " + to_string(why));
    if (cut_ != Cut::none) {
      cut_ = Cut::made;
      return;
    }
    course_.link_down(why);
    p_.rig.abort();  // no use in moving mail past a reader that cannot tell
    pause_.wake();
  }

  void on_input(const model::InputEvent& event) override {
    p_.evidence.on_note(event.received, "input " + std::to_string(event.port) +
                                            (event.high ? " is high" : " is low"));
    p_.rig.on_input(event);
  }

  void on_reader_event(HostTime when, const std::string& what) override {
    p_.evidence.on_note(when, "reader: " + what);
    script_.heard(what);
    p_.runtime.log.debug("run {}: reader: {}", short_id(p_), what);
  }

  // --- judging ----------------------------------------------------------------------------------

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
  bool over() const { return course_.over() || scorer_.decided(); }

  /// A run that takes too long ends with what it has.
  void check_budget() {
    const Nanos budget = p_.scenario.budgets.run;
    if (budget == Nanos(0) || p_.runtime.clock.now() - begin_ < budget || scorer_.decided()) return;
    course_.end({Reason::budget_exhausted, std::string(model::sentence::out_of_budget.english)});
  }

  void finish() {
    result_.identity = setup_.identity();
    score::put(scorer_.finish(course_.close()), result_);
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
      outcome.detail =
          fmt::format(model::sentence::evidence_unwritten.english, to_string(folder.error()));
    }
  }

  RunParts p_;
  Course course_;
  Pause pause_;
  ReaderSetup setup_;
  score::RunScorer scorer_;
  Script script_;
  model::RunResult result_;
  model::PassRecord pass_;
  enum class Cut : std::uint8_t { none, expected, made };
  Cut cut_ = Cut::none;  // of the link, on purpose
  HostTime begin_;
  std::vector<identity::Uii> hall_;  // heard in the empty field
  std::uint32_t checks_made_ = 0;
};

Run::Run(RunParts parts) : impl_(std::make_unique<Impl>(std::move(parts))) {}
Run::~Run() = default;
void Run::start(std::function<void(model::RunResult)> done) { impl_->start(std::move(done)); }
void Run::abort() { impl_->abort(); }

}  // namespace plugtest::engine
