// Rooms together, in one process: scenario text -> session -> engine -> LLRP driver -> real sockets
// -> virtual reader -> lab, with evidence that stays in memory.

#include "harness/session/session.h"

#include "drivers/all/register.h"
#include "harness/api/registry.h"
#include "harness/session/selection.h"
#include "scenarios/loader.h"
#include "tests/doubles/remembering_evidence.h"

#include <memory>
#include <mutex>

#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest {
namespace {

constexpr const char* k_event = R"(plugtest: 1
event: {id: rooms, title: Rooms together, seed: 11, rig: lab}
region: china-2007
readers:
  - {id: alpha, virtual: {family: llrp, profile: fixed-4port}}
  - {id: beta, virtual: {family: llrp, profile: fixed-4port, faults: [{name: lost-reports, one-in: 20}]}}
tag_types: [c-2009-a, c-today-a]
scenarios: [conveyor-parcels]
)";

/// A reader of both standards and one of Type C alone, with tags of both in one load.
constexpr const char* k_both_standards = R"(plugtest: 1
event: {id: both, title: Both standards, seed: 7}
region: china-2007
rig: lab
participants: [{id: p1, name: Maker}]
readers:
  - id: dual
    participant: p1
    vendor: V
    model: M
    claims: [type-c, type-d]
    virtual: {family: llrp, profile: dual-4port}
  - id: only-c
    participant: p1
    vendor: V
    model: M
    virtual: {family: llrp, profile: fixed-4port}
tag_types: [c-today-a, d-total-reference]
scenarios: [{use: conveyor-parcels, population: mixed}]
)";

class SilentListener final : public session::SessionListener {
 public:
  std::function<void()> on_first_pass;
  void on_run_begin(const model::RunPlan&) override {}
  void on_pass(const model::RunPlan&, std::uint32_t, std::span<const model::PassScore>) override {
    if (on_first_pass) std::exchange(on_first_pass, nullptr)();
  }
  void on_run_end(const model::RunResult&) override {}
};

class SessionTest : public testing::Test {
 protected:
  SessionTest() : SessionTest(k_event) {}
  explicit SessionTest(const char* event)
      : log_("test", std::make_shared<spdlog::sinks::null_sink_mt>()) {
    drivers::register_all(registry_);
    scenarios::LoadOptions options;
    options.schemes = registry_.schemes();
    options.families = registry_.endpoint_families();
    options.content_path = {PLUGTEST_SOURCE_DIR "/scenarios"};
    auto loaded = scenarios::load_event_text(event, "event.yaml", options);
    EXPECT_TRUE(loaded) << scenarios::to_string(loaded.error());
    if (loaded) event_ = std::move(*loaded);
    plans_ = session::plan_runs(event_);
  }

  std::vector<model::RunResult> run(std::size_t jobs, std::stop_token stop = {}) {
    const session::SessionServices services{
        registry_,
        log_,
        listener_,
        [this](const model::RunPlan&) -> Result<std::unique_ptr<api::EvidenceSink>> {
          const std::lock_guard lock(mutex_);
          ++evidence_made_;
          return std::make_unique<doubles::RememberingEvidence>();
        },
        {}};
    return session::run_session(event_, plans_, {.jobs = jobs}, services, std::move(stop));
  }

  spdlog::logger log_;
  api::ReaderRegistry registry_;
  SilentListener listener_;
  model::EventPlan event_;
  std::vector<model::RunPlan> plans_;
  std::mutex mutex_;
  int evidence_made_ = 0;
};

TEST_F(SessionTest, ResultsDoNotDependOnHowManyRunsGoOnAtOnce) {
  const std::vector<model::RunResult> alone = run(1);
  ASSERT_EQ(alone.size(), 4U);
  EXPECT_EQ(evidence_made_, 4);
  EXPECT_EQ(run(4), alone) << "every pass, time and report count";
  for (const model::RunResult& result : alone) {
    const bool good = result.plan.reader.str() == "alpha";
    EXPECT_EQ(result.outcomes.at(0).verdict, good ? model::Verdict::pass : model::Verdict::fail);
    EXPECT_EQ(result.identity.firmware, "1.0.0") << "told over the wire";
    EXPECT_TRUE(result.passes.at(0).clock_offset) << "estimated from the reader's time stamps";
  }
}

TEST_F(SessionTest, AStopRequestEndsTheRunsUnderWayAndBeginsNoOther) {
  std::stop_source stop;
  listener_.on_first_pass = [&stop] { stop.request_stop(); };
  const std::vector<model::RunResult> results = run(1, stop.get_token());
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].outcomes.at(0).reasons.at(0), model::Reason::aborted);
  EXPECT_LT(results[0].passes.size(), 4U);
}

class BothStandards : public SessionTest {
 protected:
  BothStandards() : SessionTest(k_both_standards) {}
};

TEST_F(BothStandards, AReaderOfBothIsAskedForBothOverTheWireAndTellsWhichIsWhich) {
  const std::vector<model::RunResult> results = run(2);
  ASSERT_EQ(results.size(), 2U);
  for (const model::RunResult& result : results) {
    const bool dual = result.plan.reader.str() == "dual";
    ASSERT_EQ(result.outcomes.size(), dual ? 2U : 1U) << "Type D is not claimed by the other";
    for (const model::RunOutcome& outcome : result.outcomes) {
      EXPECT_EQ(outcome.verdict, model::Verdict::pass) << outcome.detail;
    }
  }
  EXPECT_EQ(run(1), results);
}

}  // namespace
}  // namespace plugtest
