#include "harness/model/lane.h"
#include "scenarios/loader.h"
#include "tests/unit/scenarios/options.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <variant>

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> library_files() {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(library_options().content_path[0])) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

model::EventPlan demo() {
  const auto plan =
      load_event(library_options().content_path[0] + "/events/demo.yaml", library_options());
  EXPECT_TRUE(plan.has_value()) << to_string(plan.error());
  return plan.value_or(model::EventPlan{});
}

TEST(Library, EveryFileIsValid) {
  const auto files = library_files();
  EXPECT_GE(files.size(), 14U);
  for (const std::string& file : files) {
    const auto kind = validate_file(file, library_options());
    EXPECT_TRUE(kind.has_value()) << to_string(kind.error());
  }
}

TEST(Library, FilesAreNamedLikeTheirIds) {
  for (const std::string& file : library_files()) {
    const auto text = read_file(file);
    ASSERT_TRUE(text.has_value());
    EXPECT_NE(text->find("\n  id: " + fs::path(file).stem().string() + "\n"), std::string::npos)
        << file;
  }
}

TEST(Library, ChinaPlanOf2007IsTheRulesRaster) {
  // 920.125 + 0.25 M MHz, of which 920.5 to 924.5 MHz allow 2 W ERP (33.01 dBm).
  const model::RegionPlan region = demo().region;
  ASSERT_EQ(region.channels.size(), 16U);
  EXPECT_TRUE(region.hopping);
  EXPECT_EQ(region.max_dwell, std::chrono::seconds(2));
  for (const auto& channel : region.channels) {
    EXPECT_EQ((channel.centre_hz - 920'125'000) % 250'000, 0);
    EXPECT_GE(channel.centre_hz - 125'000, 920'500'000);
    EXPECT_LE(channel.centre_hz + 125'000, 924'500'000);
    EXPECT_EQ(channel.max_erp_mdbm, 33'010);
  }
}

TEST(Library, DemoIsTwoReadersByFourTypesByTwoScenarios) {
  const model::EventPlan plan = demo();
  ASSERT_EQ(plan.readers.size(), 2U);
  EXPECT_EQ(plan.tag_types.size(), 4U);
  ASSERT_EQ(plan.scenarios.size(), 2U);
  EXPECT_TRUE(plan.readers[0].virtual_reader->faults.empty());
  ASSERT_EQ(plan.readers[1].virtual_reader->faults.size(), 1U);
  EXPECT_EQ(plan.readers[1].virtual_reader->faults[0],
            (model::PlantedFault{model::ReaderFault::lost_reports, 20}));

  const auto& train = std::get<model::TrainLoad>(plan.scenarios[0].load);
  EXPECT_EQ(train.items, 10U);
  EXPECT_EQ(train.min_gap_m, 0.1);
  EXPECT_EQ(train.max_gap_m, 0.2);
  EXPECT_EQ(plan.scenarios[0].motion.speed_mps, 1.0);
  EXPECT_EQ(plan.scenarios[0].pass_criterion.item_rate, 1.0);
  const auto& sack = std::get<model::SackLoad>(plan.scenarios[1].load);
  EXPECT_EQ(sack.items, 50U);
  EXPECT_EQ(plan.scenarios[1].pass_criterion.item_rate, 0.98);
}

TEST(Library, DemoExpectsEveryCell) {
  const model::EventPlan plan = demo();
  ASSERT_EQ(plan.expectations.size(), 2U);
  std::set<std::string> readers;
  for (const auto& expectation : plan.expectations) {
    EXPECT_EQ(expectation.tag_type, "*");
    EXPECT_EQ(expectation.scenario, "*");
    readers.insert(expectation.reader);
  }
  EXPECT_EQ(readers, (std::set<std::string>{"alpha", "beta"}));
}

TEST(Library, ScenariosKeepWithinTheirRegionsPower) {
  for (const auto& scenario : demo().scenarios) {
    for (const auto& antenna : scenario.lane.antennas) {
      // 30 dBm - 1 dB + 6 dBi - 2.15 dB
      EXPECT_EQ(model::erp_mdbm(antenna, scenario.settings.power_mdbm), 32'850);
    }
  }
}

}  // namespace
}  // namespace plugtest::scenarios
