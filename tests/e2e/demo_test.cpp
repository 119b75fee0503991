#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <atomic>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using testing::HasSubstr;

constexpr std::size_t k_cells = 6UL * 8 * 5;

/// results.json of an event of two readers, one of them with a planted fault.
std::string results_of(const doubles::TemporaryFolder& folder, const std::string& out,
                       std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"run", two_readers(), "--expect", "--out", out};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome run = plugtest(arguments, folder.path());
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  return read_file(folder / out / "results.json");
}

/// Scores and times of all passes, without the seeds and ids around them.
nlohmann::json passes_in(const std::string& results) {
  nlohmann::json passes = nlohmann::json::array();
  const auto parsed = nlohmann::json::parse(results);
  for (const auto& run : parsed["runs"]) passes.push_back(run["passes"]);
  EXPECT_EQ(passes.size(), 16U);
  return passes;
}

/// What is planted shows: beta loses reports. What no reader of iP-X tags knows is the model's.
std::string expected_attribution(const nlohmann::json& cell) {
  if (cell["verdict"] != "fail") return "none";
  return cell["reader"] == "beta" ? "reader" : "model";
}

TEST(Demo, DecidesEveryCellAsExpectedAndLeavesItsReports) {
  const doubles::TemporaryFolder folder;
  const Outcome demo = plugtest({"demo", "--out", "out"}, folder.path());
  EXPECT_EQ(demo.exit_code, 0) << demo.out << demo.err;
  EXPECT_EQ(demo.err, "");
  EXPECT_THAT(demo.out, HasSubstr("all 240 verdicts are as this event expects"));
  EXPECT_THAT(demo.out, HasSubstr("out/matrix.html"));
  const auto results = nlohmann::json::parse(read_file(folder / "out" / "results.json"));
  ASSERT_EQ(results["cells"].size(), k_cells);
  std::map<std::string, int> verdicts;
  for (const auto& cell : results["cells"]) {
    ++verdicts[cell["verdict"].get<std::string>()];
    EXPECT_EQ(cell["attribution"], expected_attribution(cell)) << cell.dump(1);
    EXPECT_FALSE(cell["reasons"].empty());
    if (cell["verdict"] == "not_applicable") continue;
    EXPECT_GT(cell["n"], 0);
    EXPECT_LE(cell["low"], cell["high"]);
    for (const auto& evidence : cell["evidence"]) {
      EXPECT_TRUE(
          std::filesystem::exists(folder / "out" / evidence.get<std::string>() / "SHA256SUMS"));
    }
  }
  // Every cell is decided: by passes, or because the reader does not claim the standard.
  EXPECT_EQ(verdicts,
            (std::map<std::string, int>{{"pass", 117}, {"fail", 38}, {"not_applicable", 85}}));
  for (const char* name : {"wall.json", "junit.xml", "matrix.html", "results.db"}) {
    EXPECT_TRUE(std::filesystem::exists(folder / "out" / name)) << name;
  }
  // Every reader's run gives its verdicts again, from what was observed and from its wire.
  for (const std::vector<std::string>& from : {std::vector<std::string>{}, {"--wire"}}) {
    std::vector<std::string> words{"replay", "out"};
    words.insert(words.end(), from.begin(), from.end());
    const Outcome replay = plugtest(words, folder.path());
    EXPECT_EQ(replay.exit_code, 0) << replay.out << replay.err;
    EXPECT_THAT(replay.out, HasSubstr("all equal to the stored verdicts"));
  }
  ASSERT_EQ(plugtest({"report", "out/results.db", "--format", "results", "--out", "stored"},
                     folder.path())
                .exit_code,
            0);
  EXPECT_EQ(read_file(folder / "stored" / "results.json"),
            read_file(folder / "out" / "results.json"));
}

TEST(Demo, WithItsFaultInTheOtherReaderItFails) {
  const doubles::TemporaryFolder folder;
  const Outcome demo = plugtest({"demo", "--out", "out", "--plant", "alpha"}, folder.path());
  EXPECT_EQ(demo.exit_code, 1) << demo.out;
  EXPECT_THAT(demo.out, HasSubstr("not as expected: alpha x c-2009-a in conveyor-parcels: fail"));
  EXPECT_THAT(demo.out, HasSubstr("not as expected: beta x c-2009-a in conveyor-parcels: pass"));
}

TEST(Results, TheSameSeedGivesTheSameBytesOnAnyNumberOfCoresAndOnABusyMachine) {
  const doubles::TemporaryFolder folder;
  const std::string first = results_of(folder, "first", {"--seed", "7"});
  EXPECT_EQ(results_of(folder, "one-job", {"--seed", "7", "--jobs", "1"}), first);
  EXPECT_EQ(results_of(folder, "five-jobs", {"--seed", "7", "--jobs", "5"}), first);

  std::atomic<bool> stop{false};
  std::vector<std::jthread> burners;
  for (unsigned i = 0; i < 2 * std::thread::hardware_concurrency(); ++i) {
    burners.emplace_back([&stop] {
      while (!stop) {
      }
    });
  }
  EXPECT_EQ(results_of(folder, "busy", {"--seed", "7"}), first);
  stop = true;

  // Not only the seed in the head of the file: what was measured is another draw.
  EXPECT_NE(passes_in(results_of(folder, "other", {"--seed", "8"})), passes_in(first));
}

TEST(Results, OnOneCoreTheyAreTheSame) {
  const doubles::TemporaryFolder folder;
  const std::string first = results_of(folder, "all-cores", {"--seed", "7"});
  Program pinned(
      "taskset",
      {"1", plugtest_path(), "run", two_readers(), "--expect", "--out", "one-core", "--seed", "7"},
      folder.path());
  const Outcome run = pinned.finish();
  ASSERT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_EQ(read_file(folder / "one-core" / "results.json"), first);
}

TEST(Results, TenOtherSeedsSettleAlike) {
  const doubles::TemporaryFolder folder;
  int different = 0;
  for (int seed = 101; seed <= 110; ++seed) {
    const std::string out = "seed-" + std::to_string(seed);
    plugtest({"run", two_readers(), "--out", out, "--seed", std::to_string(seed)}, folder.path());
    const auto results = nlohmann::json::parse(read_file(folder / out / "results.json"));
    for (const auto& cell : results["cells"]) {
      const bool settled = cell["verdict"] == "pass" || cell["verdict"] == "fail" ||
                           cell["verdict"] == "pass_with_remark";
      const std::string expected = cell["reader"] == "alpha" ? "pass" : "fail";
      if (settled && cell["verdict"] != expected) {
        ++different;
        std::cout << "seed " << seed << ": " << cell["reader"] << " x " << cell["tag_type"]
                  << " in " << cell["scenario"] << ": " << cell["verdict"] << "\n";
      }
    }
  }
  EXPECT_LE(different, 1);
}

TEST(MixedLoad, OneRunFeedsACellOfEveryTagType) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", R"(plugtest: 1
event: {id: mixed, title: Tags of several makers in one sack, seed: 5, rig: lab}
region: china-2007
readers:
  - {id: alpha, virtual: {family: llrp, profile: fixed-4port}}
  - {id: beta, virtual: {family: llrp, profile: fixed-4port, faults: [{name: wrong-uii, one-in: 10}]}}
tag_types: [c-2009-a, c-today-a, c-today-b]
scenarios: [{use: bulk-sack, population: mixed, success: {item_rate: 95 %}}]
expect:
  - {reader: alpha, tag_type: "*", scenario: "*", verdict: pass}
  - {reader: beta, tag_type: "*", scenario: "*", verdict: fail}
)");
  const Outcome run = plugtest({"run", "event.yaml", "--expect", "--out", "out"}, folder.path());
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  const auto results = nlohmann::json::parse(read_file(folder / "out" / "results.json"));
  EXPECT_EQ(results["runs"].size(), 2U);
  ASSERT_EQ(results["cells"].size(), 6U);
  for (const auto& cell : results["cells"]) EXPECT_EQ(cell["population"], "mixed");
  EXPECT_THAT(results["cells"][3]["reasons"].dump(), HasSubstr("wrong_data"));
  // The evidence says how to make the run again, and doing so gives the same verdicts.
  const std::string evidence = results["cells"][0]["evidence"][0];
  EXPECT_EQ(read_file(folder / "out" / evidence / "reproduce.txt"),
            "plugtest run event.yaml --seed 5 --reader alpha --scenario bulk-sack "
            "--tags c-2009-a c-today-a c-today-b\n");
  const Outcome again =
      plugtest({"run", "event.yaml", "--seed", "5", "--reader", "alpha", "--scenario", "bulk-sack",
                "--tags", "c-2009-a", "c-today-a", "c-today-b", "--out", "again"},
               folder.path());
  EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
  EXPECT_EQ(read_file(folder / "again" / evidence / "outcome.json"),
            read_file(folder / "out" / evidence / "outcome.json"));
}

}  // namespace
}  // namespace plugtest::e2e
