// Serial modules with all rooms together, in one process: scenario text -> session -> engine ->
// driver -> TCP or a pty -> virtual module -> lab.

#include "drivers/all/register.h"
#include "harness/api/registry.h"
#include "harness/session/selection.h"
#include "harness/session/session.h"
#include "scenarios/loader.h"
#include "tests/doubles/remembering_evidence.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest {
namespace {

using model::Reason;
using model::Verdict;
using testing::Contains;

/// An event of one reader of `family` and the tags that it can read, or those named.
std::string event_of(const std::string& family, const std::string& faults,
                     const std::string& tag_types = {}) {
  const bool ipico = family.starts_with("ipico");
  const bool dual = family.starts_with("mercury");
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
         (ipico  ? "ipico-4port"
          : dual ? "dual-4port"
                 : "fixed-4port") +
         (faults.empty() ? "" : ", faults: [" + faults + "]") +
         "}\n"
         "tag_types: [" +
         tags +
         "]\n"
         "scenarios: [{use: conveyor-parcels, population: " +
         (tags.find(',') == std::string::npos ? "single" : "mixed") + "}]\n";
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
  const char* name;
  const char* family;
  const char* faults;
  Verdict verdict;
  Reason reason;
};

class Modules : public testing::TestWithParam<Case> {};

TEST_P(Modules, end_with_the_right_verdict) {
  const model::RunResult result = run(event_of(GetParam().family, GetParam().faults));
  ASSERT_EQ(result.outcomes.size(), 1U);
  const model::RunOutcome& outcome = result.outcomes[0];
  EXPECT_EQ(outcome.verdict, GetParam().verdict) << outcome.detail;
  EXPECT_THAT(outcome.reasons, Contains(GetParam().reason)) << outcome.detail;
}

constexpr auto k_pass = Verdict::pass;
constexpr auto k_fail = Verdict::fail;
constexpr auto k_met = Reason::requirement_met;

INSTANTIATE_TEST_SUITE_P(
    , Modules,
    testing::Values(
        Case{"ipico_tcp", "ipico+tcp", "", k_pass, k_met},
        Case{"ipico_serial", "ipico+serial", "", k_pass, k_met},
        Case{"mercury_tcp", "mercury+tcp", "", k_pass, k_met},
        Case{"mercury_serial", "mercury+serial", "", k_pass, k_met},
        Case{"a0_tcp", "a0+tcp", "", k_pass, k_met},
        Case{"a0_serial", "a0+serial", "", k_pass, k_met},
        Case{"chafon_tcp", "chafon+tcp", "", k_pass, k_met},
        Case{"chafon_serial", "chafon+serial", "", k_pass, k_met},
        // It has one antenna, and the lane four.
        Case{"m100_serial", "m100+serial", "", k_fail, Reason::peer_refused},
        Case{"a0_stuck", "a0+serial", "{name: stalls}", k_fail, Reason::peer_stalled},
        Case{"chafon_stuck", "chafon+tcp", "{name: stalls}", k_fail, Reason::peer_stalled},
        Case{"a0_refuses", "a0+tcp", "{name: refuses-start}", k_fail, Reason::peer_refused},
        Case{"chafon_refuses", "chafon+tcp", "{name: refuses-start}", k_fail, Reason::peer_refused},
        Case{"a0_unplugged", "a0+serial", "{name: drops-link}", Verdict::inconclusive,
             Reason::link_lost},
        Case{"chafon_unplugged", "chafon+serial", "{name: drops-link}", Verdict::inconclusive,
             Reason::link_lost},
        Case{"ipico_stuck", "ipico+serial", "{name: stalls}", k_fail, Reason::peer_stalled},
        Case{"mercury_stuck", "mercury+tcp", "{name: stalls}", k_fail, Reason::peer_stalled},
        Case{"ipico_garbage", "ipico+tcp", "{name: garbage}", k_fail, Reason::peer_broke_protocol},
        Case{"mercury_garbage", "mercury+serial", "{name: garbage}", k_fail,
             Reason::peer_broke_protocol},
        Case{"ipico_refuses", "ipico+tcp", "{name: refuses-start}", k_fail, Reason::peer_refused},
        Case{"mercury_refuses", "mercury+serial", "{name: refuses-start}", k_fail,
             Reason::peer_refused},
        Case{"ipico_unplugged", "ipico+serial", "{name: drops-link}", Verdict::inconclusive,
             Reason::link_lost},
        Case{"mercury_unplugged", "mercury+serial", "{name: drops-link}", Verdict::inconclusive,
             Reason::link_lost},
        Case{"mercury_connection_lost", "mercury+tcp", "{name: drops-link}", Verdict::inconclusive,
             Reason::link_lost}),
    [](const auto& test) { return test.param.name; });

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
