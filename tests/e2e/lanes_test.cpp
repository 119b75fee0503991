// Two lanes of a floor, each with a reader that another process holds in real time.

#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <limits>
#include <list>
#include <map>
#include <regex>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr const char* k_side_by_side = "independent_lanes: [[belt, door]]\n";

class Lanes : public testing::Test {
 protected:
  /// Holds a virtual reader past which a piece of `tag_type` moves slowly, over and over;
  /// `name`.csv lists it.
  void hold(const std::string& name, const std::string& profile, const std::string& claims,
            const std::string& tag_type) {
    write_file(folder_ / (name + ".yaml"), "plugtest: 1\nevent: {id: " + name + R"(, title: A lane,
  seed: 3, rig: lab}
region: china-2007
readers: [{id: held, claims: [)" + claims + "], virtual: {family: llrp, profile: " +
                                               profile + "}}]\ntag_types: [" + tag_type + R"(]
scenarios:
  - use: conveyor-parcels
    load: {train: {items: 1}}
    motion: {speed: 0.5 m/s, run_in: 50 cm, run_out: 50 cm}
    budgets: {guard: 10 ms}
)");
    Program& lab =
        labs_.emplace_back(plugtest_path(),
                           std::vector<std::string>{"lab", name + ".yaml", "--port", "0", "--for",
                                                    "300", "--pieces", name + ".csv"},
                           folder_.path());
    ASSERT_TRUE(lab.wait_for("pass by", seconds(30)));
    const std::string told = lab.output_so_far();
    std::smatch uri;
    ASSERT_TRUE(std::regex_search(told, uri, std::regex("llrp://[0-9.:]+"))) << told;
    uris_[name] = uri.str();
  }

  /// The UII of a piece that moves past the reader `name`.
  std::string uii_of(const std::string& name) {
    std::istringstream csv(read_file(folder_ / (name + ".csv")));
    std::string line;
    std::getline(csv, line);
    std::getline(csv, line);
    std::smatch uii;
    EXPECT_TRUE(std::regex_search(line, uii, std::regex("(^|,)([0-9a-f]{8,})(,|$)"))) << line;
    return uii[2];
  }

  /// alpha on the belt and beta at the door; `alpha` and `beta` name who holds them. The pieces of
  /// the manifest are nowhere, so that what passes by is of the hall and the lanes are empty.
  void write_floor(const std::string& alpha, const std::string& beta,
                   const std::string& claims_of_beta, const std::string& types,
                   const std::string& references, const std::string& more) {
    write_file(folder_ / "floor.yaml", R"(plugtest: 1
event: {id: floor, title: Two lanes, seed: 1, rig: operator}
region: china-2007
readers:
  - {id: alpha, uri: ")" + uris_[alpha] + R"(", lacks: [tag-lock]}
  - {id: beta, uri: ")" + uris_[beta] + "\", claims: [" +
                                           claims_of_beta + "], lacks: [tag-kill]}\ntag_types: [" +
                                           types + R"(]
scenarios:
  - use: conveyor-parcels
    as: belt
    needs: [tag-kill]
    decision: {fixed: {passes: 1, requirement: 5 %, confidence: 95 %}}
    budgets: {guard: 10 ms}
  - use: conveyor-parcels
    as: gate
    needs: [tag-lock]
    lane: {id: door}
    decision: {fixed: {passes: 1, requirement: 5 %, confidence: 95 %}}
    budgets: {guard: 10 ms}
manifest: pieces.csv
reference_pieces:
)" + references + "checks: {empty_field: {time: 3 s}, reference: {time: 3 s}}\n" +
                                           more);
  }

  void answer(const std::string& pass_end_after) {
    write_file(folder_ / "answers.yaml",
               "load: \"\"\npass-begin: \"\"\npass-end: {text: \"\", after: " + pass_end_after +
                   "}\nempty-field: \"\"\nreference: \"\"\n"
                   "cross-read: \"\"\n");
  }

  Outcome run(const std::string& out) {
    return plugtest({"run", "floor.yaml", "--out", out, "--answers", "answers.yaml"},
                    folder_.path());
  }

  json results(const std::string& out) {
    return json::parse(read_file(folder_ / out / "results.json"));
  }

  std::string log_of(const std::string& out, const json& one) {
    return read_file(folder_ / out / one["evidence"].get<std::string>() / "log.txt");
  }

  doubles::TemporaryFolder folder_;
  std::list<Program> labs_;
  std::map<std::string, std::string> uris_;
};

/// A lane with Type C and one with Type D, whose readers do not hear the other's pieces.
class LanesOfTwoStandards : public Lanes {
 protected:
  void prepare(const std::string& more) {
    if (labs_.empty()) {
      hold("lab-c", "fixed-4port", "type-c", "c-today-a");
      hold("lab-d", "dual-4port", "type-c, type-d", "d-2009-ipx-64");
    }
    write_file(folder_ / "pieces.csv",
               "piece,tag_type,uii,tid,item\n"
               "nobody-c,c-today-a,30340000000000000000000a,,i1\n"
               "nobody-d,d-2009-ipx-64," +
                   other_than(uii_of("lab-d")) + ",,i2\n");
    write_floor("lab-c", "lab-d", "type-d", "c-today-a, d-2009-ipx-64",
                "  - {piece: ref-c, tag_type: c-today-a, uii: " + uii_of("lab-c") +
                    "}\n  - {piece: ref-d, tag_type: d-2009-ipx-64, uii: " + uii_of("lab-d") +
                    "}\n",
                more);
  }
  /// For how many seconds the two runs of an output folder went on at the same time.
  double overlap(const std::string& out, const json& runs) {
    double begin = 0;
    double end = std::numeric_limits<double>::max();
    for (const json& run : runs) {
      const fs::path folder = folder_ / out / run["evidence"].get<std::string>();
      const json wall = json::parse(read_file(folder / "wall.json"))["wall"];
      const double began = wall["start_ns"].get<double>() / 1e9;
      begin = std::max(begin, began);
      end = std::min(end, began + wall["duration_ns"].get<double>() / 1e9);
    }
    return end - begin;
  }
  static std::string other_than(std::string uii) {
    std::reverse(uii.begin(), uii.end());
    return uii;
  }
};

TEST_F(LanesOfTwoStandards, RunAtTheSameTimeWithTheResultsThatTheyHaveOneAfterTheOther) {
  answer("3 s");
  prepare("");
  const Outcome alone = run("alone");
  prepare(k_side_by_side);
  const Outcome together = run("together");
  EXPECT_THAT(alone.out, testing::Not(HasSubstr("hear each other")));
  EXPECT_THAT(together.out, HasSubstr("Lane belt (reader alpha) and lane door (reader beta) do not "
                                      "hear each other, and run at the same time"))
      << together.err;
  EXPECT_EQ(together.exit_code, alone.exit_code) << together.out << together.err;
  const json one = results("alone");
  const json other = results("together");
  ASSERT_EQ(other["cells"].size(), one["cells"].size());
  for (std::size_t i = 0; i < one["cells"].size(); ++i) {
    // Whether a piece is met within a window of real time is chance, so n and the checks are not
    // compared here; what is read being equal, independent_lanes_test compares all.
    for (const char* key : {"reader", "tag_type", "scenario", "verdict", "k"}) {
      EXPECT_EQ(other["cells"][i][key], one["cells"][i][key]) << one["cells"][i].dump(1);
    }
  }
  ASSERT_EQ(other["runs"].size(), 2U);
  for (const json& run : other["runs"]) {
    EXPECT_THAT(log_of("together", run), HasSubstr("do not hear each other"));
  }
  EXPECT_GT(overlap("together", other["runs"]), 5) << "seconds";
  EXPECT_LE(overlap("alone", one["runs"]), 0);
}

TEST_F(Lanes, ThatHearEachOthersPieceRunOneAfterTheOtherAndSaySo) {
  hold("lab-1", "fixed-4port", "type-c", "c-today-a");
  hold("lab-2", "fixed-4port", "type-c", "c-today-a");
  ASSERT_EQ(uii_of("lab-1"), uii_of("lab-2")) << "the piece is on both lanes";
  answer("100 ms");
  write_file(folder_ / "pieces.csv",
             "piece,tag_type,uii,tid,item\n"
             "nobody,c-today-a,30340000000000000000000a,,i1\n"
             "no-other,c-2009-a,30340000000000000000000b,,i2\n");
  write_floor("lab-1", "lab-2", "type-c", "c-today-a, c-2009-a",
              "  - {piece: ref, tag_type: c-today-a, uii: " + uii_of("lab-1") + "}\n",
              k_side_by_side);
  const Outcome outcome = run("out");
  EXPECT_THAT(outcome.out, HasSubstr("Lane belt (reader alpha) and lane door (reader beta) run one "
                                     "after the other: reader beta on lane door heard reference "
                                     "piece ref on lane belt "));
  EXPECT_THAT(outcome.out, HasSubstr("reader alpha on lane belt heard reference piece ref on lane "
                                     "door "));
  const json told = results("out");
  ASSERT_EQ(told["runs"].size(), 4U) << outcome.out << outcome.err;
  for (const json& run : told["runs"]) {
    EXPECT_THAT(log_of("out", run), HasSubstr("run one after the other"));
  }
}

TEST_F(LanesOfTwoStandards, ACtrlCEndsBothAndKeepsTheEvidenceOfBoth) {
  answer("60 s");
  prepare(k_side_by_side);
  Program session(plugtest_path(),
                  {"run", "floor.yaml", "--out", "out", "--answers", "answers.yaml"},
                  folder_.path());
  ASSERT_TRUE(session.wait_for("run at the same time", seconds(60))) << session.output_so_far();
  const auto begin = std::chrono::steady_clock::now();
  const auto under_way = [&] {
    const fs::path runs = folder_ / "out" / "runs";
    return fs::exists(runs) ? std::distance(fs::directory_iterator(runs), {}) : 0;
  };
  while (under_way() < 2 && std::chrono::steady_clock::now() - begin < seconds(60)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const auto interrupted = std::chrono::steady_clock::now();
  session.signal(SIGINT);
  const Outcome outcome = session.finish(seconds(60));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - interrupted;
  RecordProperty("seconds_to_the_end", std::to_string(took.count()));
  std::printf("%.2f s from Ctrl-C to the end\n", took.count());
  EXPECT_EQ(outcome.exit_code, 130) << outcome.out << outcome.err;
  EXPECT_LT(took, seconds(10)) << "2 s are promised; a loaded machine may be slower";
  const json told = results("out");
  ASSERT_EQ(told["runs"].size(), 2U);
  for (const json& run : told["runs"]) {
    EXPECT_EQ(run["outcomes"].at(0)["reasons"].at(0), "aborted") << run.dump(1);
    const fs::path folder = folder_ / "out" / run["evidence"].get<std::string>();
    EXPECT_TRUE(fs::exists(folder / "SHA256SUMS")) << folder;
    EXPECT_EQ(plugtest({"verify", folder.string()}, folder_.path()).exit_code, 0);
  }
}

}  // namespace
}  // namespace plugtest::e2e
