// One scenario file, unchanged, three ways: in the lab at its fast pace; on a floor whose reader is
// held by another process in real time, with an answers file for the operator and photo-eyes for
// the passes; and from the recording of a run.

#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <filesystem>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using std::chrono::seconds;

/// Short trains on a fast belt between two photo-eyes. Tags forget soon, so that passes may follow
/// each other soon in real time, too.
constexpr const char* k_scenario = R"(plugtest: 1
scenario: {id: fast-belt, title: Short trains on a fast belt}
lane:
  id: belt
  antennas:
    - {port: 1, position: [0 m, -0.8 m, 0.4 m], boresight: [0, 1, -0.15]}
    - {port: 2, position: [0 m, 0.8 m, 0.4 m], boresight: [0, -1, -0.15]}
  eyes: [{input: 1, position: -80 cm}, {input: 2, position: 80 cm}]
load: {train: {items: 4, item: {size: [40 cm, 30 cm, 20 cm]}, gap: {min: 10 cm, max: 20 cm}}}
motion: {speed: 1 m/s, run_in: 1 m, run_out: 1 m}
settings: {power: 30 dBm, session: S1, tag_population: 8}
success: {item_rate: 75 %}
decision: {fixed: {passes: 6, requirement: 30 %, confidence: 80 %}}
budgets: {step: 10 s, pass: 60 s, guard: 50 ms}
)";

constexpr const char* k_rest = R"(region: china-2007
tag_types:
  - use: c-today-a
    radio:
      s1_persistence: {min: 500 ms, max: 2 s, source: test}
      s2_persistence: {min: 2 s, max: 2.5 s, source: test}
scenarios: [fast-belt.yaml]
)";

std::string event(const std::string& id, const std::string& rig, const std::string& reader,
                  const std::string& more) {
  return "plugtest: 1\nevent: {id: " + id + ", title: " + id + ", seed: 9, rig: " + rig +
         "}\nreaders: [{id: alpha, " + reader + "}]\n" + k_rest + more;
}

constexpr const char* k_virtual = "virtual: {family: llrp, profile: fixed-4port}";

class SameScenario : public testing::Test {
 protected:
  SameScenario() { write_file(folder_ / "fast-belt.yaml", k_scenario); }

  json results(const std::string& out) {
    return json::parse(read_file(folder_ / out / "results.json"));
  }

  /// The one run of an output folder.
  fs::path evidence(const std::string& out) {
    return folder_ / out / results(out)["runs"].at(0)["evidence"].get<std::string>();
  }

  doubles::TemporaryFolder folder_;
};

TEST_F(SameScenario, GivesStatisticallyEqualScoresInTheLabAndOnAFloor) {
  write_file(folder_ / "lab.yaml", event("in-the-lab", "lab", k_virtual, ""));
  const Outcome fast = plugtest({"run", "lab.yaml", "--out", "lab"}, folder_.path());
  EXPECT_EQ(fast.exit_code, 0) << fast.out << fast.err;

  Program held(plugtest_path(),
               {"lab", "lab.yaml", "--port", "0", "--for", "300", "--pieces", "pieces.csv"},
               folder_.path());
  ASSERT_TRUE(held.wait_for("pass by", seconds(30)));
  const std::string told = held.output_so_far();
  std::smatch uri;
  ASSERT_TRUE(std::regex_search(told, uri, std::regex("llrp://[0-9.:]+"))) << told;
  write_file(folder_ / "floor.yaml",
             event("on-a-floor", "gpi", "uri: \"" + uri.str() + "\"", "manifest: pieces.csv\n"));
  write_file(folder_ / "answers.yaml", "load: \"\"\n");
  const Outcome floor = plugtest(
      {"run", "floor.yaml", "--out", "floor", "--answers", "answers.yaml", "--operator", "N. N."},
      folder_.path());
  EXPECT_EQ(floor.exit_code, 0) << floor.out << floor.err;
  EXPECT_THAT(read_file(evidence("floor") / "log.txt"), testing::HasSubstr("operator: N. N."));

  const json in_lab = results("lab")["cells"].at(0);
  const json on_floor = results("floor")["cells"].at(0);
  for (const char* key : {"verdict", "n", "expected"}) EXPECT_EQ(in_lab[key], on_floor[key]) << key;
  EXPECT_EQ(on_floor["disturbed"], 0) << "the eyes saw the speed that the scenario states";
  // Other draws of the same law: what one of them says lies within what the other allows.
  EXPECT_LE(in_lab["low"], on_floor["high"]);
  EXPECT_LE(on_floor["low"], in_lab["high"]);
  const double items = in_lab["expected"].get<double>();
  EXPECT_NEAR(in_lab["identified"].get<double>() / items,
              on_floor["identified"].get<double>() / items, 0.2);
}

TEST_F(SameScenario, GivesEqualScoresFromTheRecordingOfARun) {
  // One pass: a recording without marks is one.
  std::string one_pass = k_scenario;
  one_pass.replace(one_pass.find("passes: 6"), 9, "passes: 2");
  write_file(folder_ / "fast-belt.yaml", one_pass);
  write_file(folder_ / "lab.yaml", event("in-the-lab", "lab", k_virtual, ""));
  const Outcome live = plugtest({"run", "lab.yaml", "--out", "lab"}, folder_.path());
  EXPECT_EQ(live.exit_code, 0) << live.out << live.err;

  const Outcome again =
      plugtest({"run", "lab.yaml", "--out", "again", "--jobs", "1"}, folder_.path());
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(results("lab"), results("again")) << "the same seed, the same draw";
  for (const std::vector<std::string>& how :
       {std::vector<std::string>{}, std::vector<std::string>{"--wire"}}) {
    std::vector<std::string> words{"replay", evidence("lab").string()};
    words.insert(words.end(), how.begin(), how.end());
    const Outcome replayed = plugtest(words, folder_.path());
    EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
  }
}

}  // namespace
}  // namespace plugtest::e2e
