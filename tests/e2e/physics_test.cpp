// Physics that anyone can check: which way the share of identified items goes when one thing
// changes. Directions over whole sweeps, not tuned values.

#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <cstdio>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using nlohmann::json;

/// Ten passes a point, whatever they come to.
constexpr const char* k_ten_passes =
    "decision: {fixed: {passes: 10, requirement: 70 %, confidence: 95 %}}";

/// The results of one reader and one type of tag in one scenario with changes.
json results_of(const std::string& scenario, const std::string& changes,
                const std::string& reader = "{family: llrp, profile: fixed-4port}",
                const std::string& tag_type = "{use: c-2009-a}",
                const std::string& claims = "[type-c]") {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", R"(plugtest: 1
event: {id: physics, title: A direction, rig: lab, seed: 21}
region: china-2007
readers: [{id: alpha, claims: )" + claims +
                                        ", virtual: " + reader + "}]\ntag_types: [" + tag_type +
                                        "]\nscenarios:\n  - {use: " + scenario + ", as: swept, " +
                                        k_ten_passes + ", " + changes + "}\n");
  const Outcome run = plugtest({"run", "event.yaml", "--out", "out"}, folder.path());
  EXPECT_THAT(run.exit_code, testing::AnyOf(0, 1, 3)) << run.out << run.err;
  if (run.exit_code != 0 && run.exit_code != 1 && run.exit_code != 3) return json::object();
  return json::parse(read_file(folder / "out" / "results.json"));
}

/// The share of items identified at every point, in the order of the sweep.
std::vector<double> item_rates(const json& results) {
  std::vector<double> rates;
  for (const json& scenario : results["event"]["scenarios"]) {
    for (const json& cell : results["cells"]) {
      if (cell["scenario"] != scenario["id"]) continue;
      rates.push_back(cell["identified"].get<double>() / cell["expected"].get<double>());
      std::printf("  %-18s %.3f\n", scenario["id"].get<std::string>().c_str(), rates.back());
    }
  }
  return rates;
}

/// Over a whole sweep rates fall: the last is well below the first, and no step goes up by more
/// than chance does in ten passes.
void expect_falling(const std::vector<double>& rates) {
  ASSERT_GE(rates.size(), 3U);
  constexpr double k_chance = 0.08;
  for (std::size_t i = 1; i < rates.size(); ++i) EXPECT_LE(rates[i], rates[i - 1] + k_chance) << i;
  EXPECT_LT(rates.back(), rates.front() - 0.15);
}

std::vector<double> reversed(std::vector<double> rates) { return {rates.rbegin(), rates.rend()}; }

TEST(Physics, FasterBeltsLeaveLessTime) {
  expect_falling(item_rates(results_of(
      "conveyor-parcels",
      "settings: {power: 14 dBm}, sweep: {speed: [0.25 m/s, 1 m/s, 2.5 m/s, 8 m/s, 20 m/s]}")));
}

TEST(Physics, FartherAntennasReachLess) {
  expect_falling(item_rates(
      results_of("conveyor-parcels",
                 "settings: {power: 20 dBm}, sweep: {distance: [0.6 m, 1.5 m, 3 m, 6 m]}")));
}

TEST(Physics, MoreCableLossReachesLess) {
  expect_falling(item_rates(
      results_of("conveyor-parcels", "sweep: {attenuation: [0 dB, 6 dB, 12 dB, 18 dB]}")));
}

TEST(Physics, MorePowerReachesMore) {
  expect_falling(reversed(item_rates(
      results_of("conveyor-parcels", "sweep: {power: [10 dBm, 14 dBm, 18 dBm, 24 dBm, 30 dBm]}"))));
}

TEST(Physics, MoreItemsInTheSameDwellAreReadLess) {
  expect_falling(item_rates(results_of(
      "bulk-sack",
      "motion: {speed: 8 m/s}, settings: {power: 30 dBm}, sweep: {items: [10, 40, 100, 200]}")));
}

TEST(Physics, ThinnerItemsTakePowerFromEachOther) {
  expect_falling(reversed(item_rates(
      results_of("letter-stack",
                 "settings: {power: 18 dBm}, sweep: {thickness: [1 mm, 3 mm, 10 mm, 40 mm]}"))));
}

TEST(Physics, CloserParcelsAreLessSurelyToldInTheirOrder) {
  const json results = results_of("parcel-pitch", "sweep: {gap: [0 cm, 20 cm, 80 cm]}",
                                  "{family: llrp, profile: fixed-4port}", "{use: c-today-b}");
  std::vector<double> right;
  for (const json& scenario : results["event"]["scenarios"]) {
    for (const json& run : results["runs"]) {
      if (run["scenario"] != scenario["id"]) continue;
      for (const json& order : run["order"]) {
        EXPECT_LE(order["low"], order["right"]);
        EXPECT_GE(order["high"], order["right"]);
        if (order["estimator"] == "rssi_peak") right.push_back(order["right"]);
      }
    }
    std::printf("  %-18s %.3f in order\n", scenario["id"].get<std::string>().c_str(), right.back());
  }
  expect_falling(reversed(right));
}

TEST(Physics, StrayReadsVanishWithDistance) {
  const json results = results_of("two-doors", "sweep: {door_distance: [1.5 m, 6 m, 80 m]}");
  std::vector<std::size_t> strays;
  for (const json& scenario : results["event"]["scenarios"]) {
    std::size_t sum = 0;
    for (const json& run : results["runs"]) {
      if (run["scenario"] != scenario["id"]) continue;
      for (const json& extras : run["extras"]) sum += extras["stray"].size();
    }
    std::printf("  %-18s %zu stray reads\n", scenario["id"].get<std::string>().c_str(), sum);
    strays.push_back(sum);
  }
  ASSERT_EQ(strays.size(), 3U);
  EXPECT_GT(strays[0], strays[1]);
  EXPECT_GT(strays[0], 20U);
  EXPECT_EQ(strays[2], 0U);
}

TEST(Physics, AGen2ReaderReadsNoTypeDTag) {
  // It claims what it cannot.
  const json results = results_of("conveyor-parcels", "settings: {power: 30 dBm}",
                                  "{family: llrp, profile: fixed-4port}",
                                  "{use: d-total-reference}", "[type-c, type-d]");
  ASSERT_EQ(results["cells"].size(), 1U);
  EXPECT_EQ(results["cells"][0]["identified"], 0);
  EXPECT_EQ(results["cells"][0]["verdict"], "fail");
}

}  // namespace
}  // namespace plugtest::e2e
