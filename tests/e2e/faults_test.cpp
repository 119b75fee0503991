#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using testing::HasSubstr;

struct Case {
  const char* name;
  const char* fault;
  const char* verdict;
  const char* reason;
  const char* attribution;
  int exit_code;
};

class PeerFault : public testing::TestWithParam<Case> {};

TEST_P(PeerFault, EndsInBoundedTimeWithVerdictReasonAndEvidence) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", belt_event(GetParam().fault));
  const Outcome run = plugtest({"run", "event.yaml", "--out", "out"}, folder.path());
  EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.out << run.err;
  EXPECT_LT(run.took, seconds(30));
  const json results = json::parse(read_file(folder / "out" / "results.json"));
  ASSERT_EQ(results["cells"].size(), 1U);
  const json& cell = results["cells"][0];
  EXPECT_EQ(cell["verdict"], GetParam().verdict) << cell.dump(2);
  EXPECT_THAT(cell["reasons"].dump(), HasSubstr(GetParam().reason));
  EXPECT_EQ(cell["attribution"], GetParam().attribution);
  const auto evidence = folder / "out" / cell["evidence"][0].get<std::string>();
  for (const char* file : {"SHA256SUMS", "observations.rec", "wire.pcapng", "plan.json"}) {
    EXPECT_TRUE(std::filesystem::exists(evidence / file)) << file;
  }
}

INSTANTIATE_TEST_SUITE_P(
    , PeerFault,
    testing::Values(Case{"none", "", "pass", "requirement_met", "none", 0},
                    Case{"refuses", "{name: refuses-start}", "fail", "peer_refused", "reader", 1},
                    Case{"stalls", "{name: stalls}", "fail", "peer_stalled", "reader", 1},
                    Case{"garbage", "{name: garbage}", "fail", "peer_broke_protocol", "reader", 1},
                    Case{"wrong_id", "{name: wrong-message-id}", "fail", "peer_", "reader", 1},
                    Case{"drops", "{name: drops-link}", "inconclusive", "link_lost", "unknown", 3}),
    [](const auto& test) { return test.param.name; });

TEST(PeerFaults, AReaderThatIsNotThereCannotBeReached) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", R"(plugtest: 1
event: {id: nobody, title: Nobody there, seed: 1, rig: operator}
region: china-2007
readers: [{id: gone, uri: "llrp://127.0.0.1:1"}]
tag_types: [c-today-a]
scenarios: [conveyor-parcels]
manifest: pieces.csv
)");
  write_file(folder / "pieces.csv",
             "piece,tag_type,uii,tid,item\np1,c-today-a,30340000000000000000000a,,i1\n");
  write_file(folder / "answers.yaml", "load: \"\"\n");
  const Outcome run =
      plugtest({"run", "event.yaml", "--out", "out", "--answers", "answers.yaml"}, folder.path());
  EXPECT_EQ(run.exit_code, 4) << run.out << run.err;
}

TEST(Interrupt, EndsWithinTwoSecondsWithTheRestNotRun) {
  // Real time keeps the run long enough to be interrupted at many points of its life.
  for (const int after_ms : {0, 30, 150, 400, 1200, 2500}) {
    SCOPED_TRACE(after_ms);
    const doubles::TemporaryFolder folder;
    Program demo(plugtest_path(), {"demo", "--realtime", "--out", "out"}, folder.path());
    EXPECT_FALSE(demo.wait_for("never printed", std::chrono::milliseconds(after_ms)));
    const auto asked = std::chrono::steady_clock::now();
    demo.signal(SIGINT);
    const Outcome ended = demo.finish(seconds(10));
    EXPECT_LT(std::chrono::steady_clock::now() - asked, seconds(2));
    if (ended.exit_code == 128 + SIGINT && !std::filesystem::exists(folder / "out")) {
      continue;  // so early that the program was not yet listening: nothing had begun
    }
    EXPECT_EQ(ended.exit_code, 130) << ended.out << ended.err;
    const json results = json::parse(read_file(folder / "out" / "results.json"));
    ASSERT_EQ(results["cells"].size(), 16U);
    for (const json& cell : results["cells"]) EXPECT_EQ(cell["verdict"], "not_run");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "out")) {
      EXPECT_NE(entry.path().extension(), ".part") << entry.path();
    }
  }
}

TEST(Pace, RealTimeGivesTheSameResultsAsFast) {
  const doubles::TemporaryFolder folder;
  std::string event = belt_event();
  // A short case: a train of two fast parcels, few passes.
  event += R"(    decision: {fixed: {passes: 1, requirement: 5 %, confidence: 95 %}}
    motion: {speed: 3 m/s}
    load: {train: {items: 2}}
    budgets: {guard: 20 ms}
)";
  write_file(folder / "event.yaml", event);
  const Outcome fast = plugtest({"run", "event.yaml", "--out", "fast"}, folder.path());
  const Outcome real =
      plugtest({"run", "event.yaml", "--out", "real", "--realtime"}, folder.path());
  EXPECT_EQ(fast.exit_code, real.exit_code) << fast.out << fast.err << real.err;
  const std::string results = read_file(folder / "fast" / "results.json");
  EXPECT_FALSE(results.empty());
  EXPECT_EQ(read_file(folder / "real" / "results.json"), results);
  EXPECT_GT(real.took, fast.took);
}

}  // namespace
}  // namespace plugtest::e2e
