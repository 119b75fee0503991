// Every scenario of the library runs in the lab from the seed below, and comes to the verdict that
// stands beside it after so many passes. A sweep turns within its range for one tag type at least.
// What a verdict means physically is in physics_test.cpp.

#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <map>
#include <ostream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using nlohmann::json;

/// Verdict with successful and all passes, "pass 18/18", by "tag type in scenario or point".
using Cells = std::map<std::string, std::string>;

struct Expected {
  std::string scenario;
  Cells cells;
  std::string tag_types = "[c-today-a]";
};

// GoogleTest looks for this very name.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.scenario; }

std::string event_of(const Expected& expected) {
  return R"(plugtest: 1
event: {id: library, title: One scenario, rig: lab, seed: 11}
region: china-2007
readers:
  - {id: alpha, claims: [type-c, type-d], virtual: {family: llrp, profile: dual-4port}}
tag_types: )" +
         expected.tag_types + "\nscenarios: [" + expected.scenario + "]\n";
}

class LibraryScenario : public testing::TestWithParam<Expected> {};

TEST_P(LibraryScenario, ComesToItsVerdict) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", event_of(GetParam()));
  const Outcome run = plugtest({"run", "event.yaml", "--out", "out"}, folder.path());
  ASSERT_THAT(run.exit_code, testing::AnyOf(0, 1, 3)) << run.out << run.err;
  const json results = json::parse(read_file(folder / "out" / "results.json"));
  Cells cells;
  for (const json& cell : results["cells"]) {
    cells[cell["tag_type"].get<std::string>() + " in " + cell["scenario"].get<std::string>()] =
        cell["verdict"].get<std::string>() + " " + cell["k"].dump() + "/" + cell["n"].dump();
  }
  EXPECT_EQ(cells, GetParam().cells) << run.out;
}

/// One good reader with a tag of today passes wherever nothing is swept, after the fewest passes
/// that the rule allows.
Expected passes(const std::string& scenario, const std::string& passes = "18/18") {
  return {scenario, {{"c-today-a in " + scenario, "pass " + passes}}};
}

/// A sweep with two tag types: at each point what comes of the one, then of the other.
struct Point {
  std::string value;
  std::string first;
  std::string second;
};

Expected sweep(const std::string& scenario, const std::string& first, const std::string& second,
               const std::vector<Point>& points) {
  Expected expected{scenario, {}, "[" + first + ", " + second + "]"};
  for (const Point& point : points) {
    expected.cells[first + " in " + scenario + "@" + point.value] = point.first;
    expected.cells[second + " in " + scenario + "@" + point.value] = point.second;
  }
  return expected;
}

std::vector<Expected> single_points() {
  return {
      passes("conveyor-parcels"),
      passes("sorter-loop"),
      passes("conveyor-mailbags"),
      passes("bulk-sack"),
      passes("sack-static"),
      passes("letter-stack"),
      passes("roll-cage"),
      passes("rollcage-portal"),
      passes("pallet-portal"),
      passes("doorway-gate"),
      passes("handheld-search", "12/12"),
      passes("induction-write"),
      passes("negative-access"),
      passes("antenna-lost"),
      passes("link-noise"),
  };
}

std::vector<Expected> sweeps() {
  return {
      sweep("conveyor-speed", "c-today-a", "c-2009-a",
            {{"0.5", "pass 20/20", "pass 19/20"},
             {"1", "pass 20/20", "fail 11/20"},
             {"1.5", "pass 20/20", "fail 5/20"},
             {"2", "pass 20/20", "fail 0/20"},
             {"2.5", "pass 20/20", "fail 1/20"},
             {"3", "pass 19/20", "fail 0/20"},
             {"3.5", "pass 19/20", "fail 2/20"}}),
      sweep("tray-stack", "c-today-a", "c-2009-a",
            {{"0.001", "inconclusive 16/20", "fail 0/20"},
             {"0.0015", "pass 20/20", "fail 6/20"},
             {"0.002", "pass 20/20", "inconclusive 18/20"},
             {"0.004", "pass 20/20", "pass 20/20"},
             {"0.008", "pass 20/20", "pass 20/20"},
             {"0.015", "pass 20/20", "pass 20/20"}}),
      sweep("power-sweep", "c-today-a", "c-2009-a",
            {{"10", "fail 10/20", "fail 0/20"},
             {"12", "pass 20/20", "fail 0/20"},
             {"14", "pass 20/20", "fail 1/20"},
             {"17", "pass 20/20", "pass 19/20"},
             {"20", "pass 20/20", "pass 20/20"},
             {"25", "pass 20/20", "pass 20/20"},
             {"30", "pass 20/20", "pass 20/20"}}),
      sweep("cable-loss", "c-today-a", "c-2009-a",
            {{"0", "pass 20/20", "pass 20/20"},
             {"4", "pass 20/20", "pass 20/20"},
             {"8", "pass 20/20", "pass 20/20"},
             {"12", "pass 20/20", "pass 20/20"},
             {"16", "pass 20/20", "fail 2/20"},
             {"20", "inconclusive 16/20", "fail 0/20"}}),
      sweep("gate-distance", "c-today-a", "c-2009-a",
            {{"0.8", "pass 20/20", "pass 20/20"},
             {"1.5", "pass 20/20", "pass 20/20"},
             {"3", "pass 20/20", "inconclusive 14/20"},
             {"5", "pass 20/20", "fail 5/20"},
             {"8", "fail 6/20", "fail 2/20"}}),
      sweep("parcel-pitch", "c-today-a", "c-2009-a",
            {{"0", "pass 20/20", "pass 20/20"},
             {"0.05", "pass 20/20", "pass 20/20"},
             {"0.1", "pass 20/20", "pass 20/20"},
             {"0.2", "pass 20/20", "pass 20/20"},
             {"0.4", "pass 20/20", "pass 20/20"},
             {"0.8", "pass 20/20", "pass 20/20"}}),
      sweep("two-doors", "c-today-a", "c-2009-a",
            {{"2", "fail 0/20", "fail 0/20"},
             {"4", "fail 0/20", "fail 2/20"},
             {"8", "fail 7/20", "inconclusive 12/20"},
             {"16", "inconclusive 17/20", "pass 20/20"},
             {"32", "pass 20/20", "pass 20/20"}}),
      sweep("sack-population", "c-today-a", "d-2009-ipx-64",
            {{"10", "pass 20/20", "pass 20/20"},
             {"50", "pass 20/20", "pass 19/20"},
             {"100", "pass 20/20", "fail 0/20"},
             {"200", "pass 20/20", "fail 0/20"},
             {"400", "fail 11/20", "fail 0/20"}}),
      sweep("mixed-standards", "c-today-a", "d-total-reference",
            {{"20", "pass 20/20", "pass 20/20"},
             {"35", "pass 20/20", "pass 20/20"},
             {"50", "pass 20/20", "pass 19/20"},
             {"65", "pass 20/20", "fail 1/20"},
             {"80", "pass 20/20", "fail 0/20"}}),
      sweep("mixed-vendors", "c-today-a", "c-2009-c",
            {{"single", "pass 18/18", "pass 18/18"}, {"mixed", "pass 18/18", "pass 18/18"}}),
  };
}

/// Every scenario that `plugtest scenario list` names has an expectation here.
TEST(Library, LeavesNoScenarioWithoutAnExpectation) {
  const doubles::TemporaryFolder folder;
  const Outcome list = plugtest({"scenario", "list"}, folder.path());
  std::set<std::string> named;
  std::istringstream lines(list.out);
  for (std::string line; std::getline(lines, line);) named.insert(line.substr(0, line.find(' ')));
  std::set<std::string> expected;
  for (const Expected& one : single_points()) expected.insert(one.scenario);
  for (const Expected& one : sweeps()) expected.insert(one.scenario);
  EXPECT_EQ(named, expected);
}

std::string name_of(const testing::TestParamInfo<Expected>& info) {
  std::string name = info.param.scenario;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Scenario, LibraryScenario, testing::ValuesIn(single_points()), name_of);
INSTANTIATE_TEST_SUITE_P(Sweep, LibraryScenario, testing::ValuesIn(sweeps()), name_of);

}  // namespace
}  // namespace plugtest::e2e
