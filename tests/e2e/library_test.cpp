// Every scenario of the library runs in the lab from the seed below, and comes to the verdict that
// stands beside it. What a verdict means physically is in physics_test.cpp.

#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <map>
#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using nlohmann::json;

struct Expected {
  std::string scenario;
  std::map<std::string, std::string> verdicts;  ///< by "tag type in scenario or point"
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
  std::map<std::string, std::string> verdicts;
  for (const json& cell : results["cells"]) {
    verdicts[cell["tag_type"].get<std::string>() + " in " + cell["scenario"].get<std::string>()] =
        cell["verdict"];
  }
  EXPECT_EQ(verdicts, GetParam().verdicts) << run.out;
}

/// One good reader with a tag of today passes nearly everywhere: these are its points.
Expected passes(const std::string& scenario, const std::vector<std::string>& points = {}) {
  Expected expected{scenario, {}};
  if (points.empty()) expected.verdicts["c-today-a in " + scenario] = "pass";
  for (const std::string& point : points) {
    expected.verdicts["c-today-a in " + scenario + "@" + point] = "pass";
  }
  return expected;
}

/// Two tag types in one sweep.
Expected both_pass(const std::string& scenario, const std::string& other,
                   const std::vector<std::string>& points) {
  Expected expected = passes(scenario, points);
  for (const std::string& point : points) {
    expected.verdicts[other + " in " + scenario + "@" + point] = "pass";
  }
  expected.tag_types = "[c-today-a, " + other + "]";
  return expected;
}

std::vector<Expected> expectations() {
  return {
      passes("conveyor-parcels"),
      passes("conveyor-speed", {"0.5", "1", "1.5", "2", "2.5", "3", "3.5"}),
      passes("sorter-loop"),
      passes("conveyor-mailbags"),
      passes("bulk-sack"),
      passes("sack-static"),
      passes("letter-stack"),
      passes("tray-stack", {"0.003", "0.005", "0.008", "0.015", "0.03"}),
      passes("roll-cage"),
      passes("rollcage-portal"),
      passes("pallet-portal"),
      passes("doorway-gate"),
      passes("handheld-search"),
      passes("induction-write"),
      passes("negative-access"),
      passes("power-sweep", {"15", "18", "21", "24", "27", "30"}),
      passes("antenna-lost"),
      passes("link-noise"),
      both_pass("mixed-standards", "d-total-reference", {"20", "35", "50", "65", "80"}),
      both_pass("mixed-vendors", "c-today-b", {"single", "mixed"}),
      // Nothing screens the doors from each other: only those far apart leave no strays.
      {"two-doors",
       {{"c-today-a in two-doors@2", "fail"},
        {"c-today-a in two-doors@4", "fail"},
        {"c-today-a in two-doors@8", "fail"},
        {"c-today-a in two-doors@16", "fail"},
        {"c-today-a in two-doors@32", "pass"}}},
  };
}

std::string name_of(const testing::TestParamInfo<Expected>& info) {
  std::string name = info.param.scenario;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Scenario, LibraryScenario, testing::ValuesIn(expectations()), name_of);

}  // namespace
}  // namespace plugtest::e2e
