// Serial modules with all rooms together, in one process: scenario text -> session -> engine ->
// driver -> TCP or a pty -> virtual module -> lab.

#include "drivers/all/register.h"
#include "harness/api/registry.h"
#include "harness/session/selection.h"
#include "harness/session/session.h"
#include "scenarios/loader.h"
#include "tests/doubles/remembering_evidence.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest {
namespace {

using model::Reason;
using model::Verdict;
using testing::Contains;

/// For a module of one antenna: above the belt, and the belt goes at half a metre a second.
constexpr const char* k_one_antenna_lane =
    "    lane:\n"
    "      id: one-antenna\n"
    "      antennas: [{port: 1, position: [0 m, 0 m, 1 m], boresight: [0, 0, -1]}]\n"
    "    motion: {speed: {value: 0.5 m/s, source: assumption}}\n";

/// An event of one reader of `family` and the tags that it can read, or those named.
std::string event_of(const std::string& family, const std::string& faults,
                     const std::string& tag_types = {}) {
  const bool ipico = family.starts_with("ipico");
  const bool dual = family.starts_with("mercury");
  const bool one_antenna = family.starts_with("m100");
  const std::string tags = !tag_types.empty() ? tag_types : ipico ? "d-2009-ipx-64" : "c-today-a";
  return "plugtest: 1\n"
         "event: {id: modules, title: Modules, seed: 5, rig: lab}\n"
         "region: china-2007\n"
         "participants: [{id: p1, name: Maker}]\n"
         "readers:\n"
         "  - id: module\n"
         "    participant: p1\n"
         "    vendor: V\n"
         "    model: M\n"
         "    claims: " +
         std::string(ipico  ? "[type-d]"
                     : dual ? "[type-c, type-d]"
                            : "[type-c]") +
         "\n"
         "    virtual: {family: " +
         family + ", profile: " +
         (ipico         ? "ipico-4port"
          : dual        ? "dual-4port"
          : one_antenna ? "module-1port"
                        : "fixed-4port") +
         (faults.empty() ? "" : ", faults: [" + faults + "]") +
         "}\n"
         "tag_types: [" +
         tags +
         "]\n"
         "scenarios:\n"
         "  - use: conveyor-parcels\n"
         "    population: " +
         (tags.find(',') == std::string::npos ? "single" : "mixed") + "\n" +
         (one_antenna ? k_one_antenna_lane : "");
}

class SilentListener final : public session::SessionListener {
 public:
  void on_run_begin(const model::RunPlan&) override {}
  void on_pass(const model::RunPlan&, std::uint32_t, std::span<const model::PassScore>) override {}
  void on_run_end(const model::RunResult&) override {}
};

/// Runs an event with one reader and one load; its result.
model::RunResult run(const std::string& text) {
  spdlog::logger log("test", std::make_shared<spdlog::sinks::null_sink_mt>());
  api::ReaderRegistry registry;
  drivers::register_all(registry);
  scenarios::LoadOptions options;
  options.schemes = registry.schemes();
  options.families = registry.endpoint_families();
  options.content_path = {PLUGTEST_SOURCE_DIR "/scenarios"};
  const auto event = scenarios::load_event_text(text, "event.yaml", options);
  if (!event) {
    ADD_FAILURE() << scenarios::to_string(event.error());
    return {};
  }
  SilentListener listener;
  const session::SessionServices services{
      registry,
      log,
      listener,
      [](const model::RunPlan&) -> Result<std::unique_ptr<api::EvidenceSink>> {
        return std::make_unique<doubles::RememberingEvidence>();
      },
      {}};
  const auto results =
      session::run_session(*event, session::plan_runs(*event), {.jobs = 1}, services, {});
  EXPECT_EQ(results.size(), 1U);
  return results.empty() ? model::RunResult{} : results[0];
}

struct Case {
  std::string name;
  std::string family;
  std::string faults;
  Verdict verdict;
  Reason reason;
};

/// Without a fault: every family over TCP and over a pty.
std::vector<Case> sound_lines() {
  std::vector<Case> cases;
  for (const std::string family : {"ipico", "mercury", "a0", "chafon", "m100"}) {
    for (const std::string way : {"tcp", "serial"}) {
      cases.push_back(
          {family + "_" + way, family + "+" + way, "", Verdict::pass, Reason::requirement_met});
    }
  }
  return cases;
}

/// The same fault in every family, over TCP and over a pty in turn.
std::vector<Case> in_all_families(const std::string& name, const std::string& fault,
                                  Verdict verdict, Reason reason) {
  std::vector<Case> cases;
  bool serial = false;
  for (const std::string family : {"ipico", "mercury", "a0", "chafon", "m100"}) {
    cases.push_back({family + "_" + name,
                     family + (std::exchange(serial, !serial) ? "+serial" : "+tcp"), fault, verdict,
                     reason});
  }
  return cases;
}

class Modules : public testing::TestWithParam<Case> {};

TEST_P(Modules, end_with_the_right_verdict) {
  const model::RunResult result = run(event_of(GetParam().family, GetParam().faults));
  ASSERT_EQ(result.outcomes.size(), 1U);
  const model::RunOutcome& outcome = result.outcomes[0];
  EXPECT_EQ(outcome.verdict, GetParam().verdict) << outcome.detail;
  EXPECT_THAT(outcome.reasons, Contains(GetParam().reason)) << outcome.detail;
}

std::string name_of(const testing::TestParamInfo<Case>& test) { return test.param.name; }

INSTANTIATE_TEST_SUITE_P(SoundLine, Modules, testing::ValuesIn(sound_lines()), name_of);

// Misbehaviour on a healthy link is the reader's: fail.
INSTANTIATE_TEST_SUITE_P(Stuck, Modules,
                         testing::ValuesIn(in_all_families("stuck", "{name: stalls}", Verdict::fail,
                                                           Reason::peer_stalled)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Garbage, Modules,
                         testing::ValuesIn(in_all_families("garbage", "{name: garbage}",
                                                           Verdict::fail,
                                                           Reason::peer_broke_protocol)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Restart, Modules,
                         testing::ValuesIn(in_all_families("restarts", "{name: restarts}",
                                                           Verdict::fail,
                                                           Reason::peer_broke_protocol)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Refusal, Modules,
                         testing::ValuesIn(in_all_families("refuses", "{name: refuses-start}",
                                                           Verdict::fail, Reason::peer_refused)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Late, Modules,
                         testing::ValuesIn(in_all_families("much_too_late",
                                                           "{name: late-replies, ms: 30000}",
                                                           Verdict::fail, Reason::peer_stalled)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(LostReports, Modules,
                         testing::ValuesIn(in_all_families("loses_reports",
                                                           "{name: lost-reports, one-in: 1}",
                                                           Verdict::fail, Reason::items_missed)),
                         name_of);

// What comes after a reader has said that it is done is of no pass. (M100's only answer to the
// start of an inventory is what it reads.)
std::vector<Case> bursts() {
  std::vector<Case> cases =
      in_all_families("bursts", "{name: buffered-burst}", Verdict::fail, Reason::items_missed);
  std::ranges::find(cases, "m100_bursts", &Case::name)->reason = Reason::peer_stalled;
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Burst, Modules, testing::ValuesIn(bursts()), name_of);

// A link that is lost for an unknown cause is nobody's fault.
INSTANTIATE_TEST_SUITE_P(HalfClosed, Modules,
                         testing::ValuesIn(in_all_families("half_closed", "{name: half-closed}",
                                                           Verdict::inconclusive,
                                                           Reason::link_lost)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Unplugged, Modules,
                         testing::ValuesIn(in_all_families("unplugged", "{name: drops-link}",
                                                           Verdict::inconclusive,
                                                           Reason::link_lost)),
                         name_of);

// What a line does now and then is passed over, and the tags are read again.
INSTANTIATE_TEST_SUITE_P(NowAndThen, Modules,
                         testing::ValuesIn(in_all_families("wrong_check_now_and_then",
                                                           "{name: wrong-check, one-in: 2000}",
                                                           Verdict::pass, Reason::requirement_met)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(ALittleLate, Modules,
                         testing::ValuesIn(in_all_families("a_little_late",
                                                           "{name: late-replies, ms: 20}",
                                                           Verdict::pass, Reason::requirement_met)),
                         name_of);

/// Bad lines: what the verdict is depends on how much a family repeats, but it is never an error of
/// ours, and a fail is the reader's.
class BadLine : public testing::TestWithParam<Case> {};

TEST_P(BadLine, is_never_an_error_of_ours) {
  const model::RunResult result = run(event_of(GetParam().family, GetParam().faults));
  ASSERT_EQ(result.outcomes.size(), 1U);
  const model::RunOutcome& outcome = result.outcomes[0];
  EXPECT_THAT(outcome.verdict, testing::AnyOf(Verdict::pass, Verdict::pass_with_remark,
                                              Verdict::fail, Verdict::inconclusive))
      << outcome.detail;
  EXPECT_THAT(outcome.attribution, testing::Not(testing::AnyOf(model::Attribution::harness,
                                                               model::Attribution::operator_)));
  RecordProperty("verdict", std::string(model::to_string(outcome.verdict)));
  std::cout << GetParam().name << ": " << model::to_string(outcome.verdict) << ", "
            << outcome.detail << "\n";
}

INSTANTIATE_TEST_SUITE_P(WrongCheck, BadLine,
                         testing::ValuesIn(in_all_families("wrong_check",
                                                           "{name: wrong-check, one-in: 20}",
                                                           Verdict::fail, Reason::items_missed)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(LostBytes, BadLine,
                         testing::ValuesIn(in_all_families("lost_bytes",
                                                           "{name: lost-bytes, one-in: 500}",
                                                           Verdict::fail, Reason::items_missed)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(HalfFrames, BadLine,
                         testing::ValuesIn(in_all_families("half_frames",
                                                           "{name: half-frames, one-in: 20}",
                                                           Verdict::fail, Reason::items_missed)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(WrongSpeed, BadLine,
                         testing::ValuesIn(in_all_families("wrong_baud",
                                                           "{name: wrong-baud, baud: 19200}",
                                                           Verdict::fail, Reason::peer_stalled)),
                         name_of);

TEST(ModulesTogether, a_mercury_module_reads_both_standards_in_one_load) {
  const model::RunResult result =
      run(event_of("mercury+serial", "", "c-today-a, d-2009-ipx-256, d-2009-ipx-64"));
  ASSERT_EQ(result.outcomes.size(), 3U);
  for (const model::RunOutcome& outcome : result.outcomes) {
    EXPECT_EQ(outcome.verdict, Verdict::pass) << outcome.tag_type.str() << ": " << outcome.detail;
  }
  EXPECT_EQ(result.identity.model, "M6e");
}

TEST(ModulesTogether, an_ipico_reader_does_not_know_tags_of_another_make) {
  const model::RunResult result = run(event_of("ipico+tcp", "", "d-total-reference"));
  ASSERT_EQ(result.outcomes.size(), 1U);
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::fail);
}

TEST(ModulesTogether, results_are_the_same_every_time_over_a_pty_too) {
  const model::RunResult once = run(event_of("ipico+serial", ""));
  const model::RunResult again = run(event_of("ipico+serial", ""));
  EXPECT_EQ(once, again) << "every pass, time and report count";
  EXPECT_EQ(once.identity.vendor, "IPICO");
  EXPECT_EQ(once.identity.firmware, "8.1");
  ASSERT_FALSE(once.passes.empty());
  EXPECT_TRUE(once.passes[0].clock_offset);
}

}  // namespace
}  // namespace plugtest
