#include "scenarios/fault_catalogue.h"

#include "tests/doubles/temporary_folder.h"
#include "tests/unit/scenarios/files.h"
#include "tests/unit/scenarios/options.h"

#include <set>
#include <string>
#include <variant>

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

/// A good catalogue of one fault with `from` replaced by `to`, and what is to be said about it.
struct BrokenCatalogue {
  std::string name;
  std::string from;
  std::string to;
  std::string expected;
};

const std::string k_good = R"(plugtest: 1
fault_catalogue: {id: own, title: One fault}
bench: selftest
faults:
  - id: loses
    reader: llrp
    plant: {name: lost-reports, one-in: 3}
    scenario: conveyor-parcels
    readers: [llrp, a0]
    tag_types: [c-today-a]
    expect: {verdict: fail, reasons: [items_missed], attribution: reader}
)";

std::string complaints_of(const std::string& text) {
  const doubles::TemporaryFolder folder;
  const auto loaded = load_fault_catalogue(write(folder, "own.yaml", text), library_options());
  if (loaded) return "";
  std::string all;
  for (const Error& error : loaded.error()) {
    const std::string line = to_string(error);
    all += line.substr(line.find("own.yaml")) + "\n";
  }
  return all;
}

class BrokenCatalogues : public testing::TestWithParam<BrokenCatalogue> {};

TEST_P(BrokenCatalogues, is_answered_with_one_sentence) {
  std::string text = k_good;
  const std::size_t at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, GetParam().from.size(), GetParam().to);
  EXPECT_EQ(complaints_of(text), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    , BrokenCatalogues,
    testing::Values(
        BrokenCatalogue{"unknown_reader", "reader: llrp\n", "reader: lrp\n",
                        "own.yaml:6:13: the bench has no reader 'lrp' (did you mean 'llrp'?)\n"},
        BrokenCatalogue{"nobody_planted", "    reader: llrp\n", "",
                        "own.yaml:5:5: the fault is to be in either 'reader' or 'tag_type'\n"},
        BrokenCatalogue{"unknown_fault", "lost-reports", "lost-report",
                        "own.yaml:7:19: unknown fault 'lost-report' (did you mean "
                        "'lost-reports'?)\n"},
        BrokenCatalogue{"other_wire", "plant: {name: lost-reports, one-in: 3}",
                        "plant: {name: half-frames, one-in: 3}",
                        "own.yaml:7:12: the fault 'half-frames' is one of serial lines, which a "
                        "reader of family 'llrp' does not have\n"},
        BrokenCatalogue{"unknown_scenario", "scenario: conveyor-parcels",
                        "scenario: conveyor-parcel",
                        "own.yaml:8:15: the bench has no scenario 'conveyor-parcel' (did you mean "
                        "'conveyor-parcels'?)\n"},
        BrokenCatalogue{"unknown_companion", "[llrp, a0]", "[llrp, a1]",
                        "own.yaml:9:21: the bench has no reader 'a1' (did you mean 'a0'?)\n"},
        BrokenCatalogue{"unknown_reason", "items_missed", "items_mised",
                        "own.yaml:11:39: unknown reason 'items_mised' (did you mean "
                        "'items_missed'?)\n"},
        BrokenCatalogue{"nothing_expected",
                        "    expect: {verdict: fail, reasons: [items_missed], attribution: "
                        "reader}\n",
                        "", "own.yaml:5:5: the fault lacks the key 'expect'\n"}),
    [](const auto& test) { return test.param.name; });

TEST(FaultCatalogue, is_read_whole) {
  const doubles::TemporaryFolder folder;
  const auto loaded = load_fault_catalogue(write(folder, "own.yaml", k_good), library_options());
  ASSERT_TRUE(loaded) << to_string(loaded.error().front());
  ASSERT_EQ(loaded->cases.size(), 1U);
  const FaultCase& one = loaded->cases.front();
  EXPECT_EQ(one.id, "loses");
  EXPECT_EQ(std::get<ReaderPlant>(one.plant).fault,
            (model::PlantedFault{model::ReaderFault::lost_reports, 3}));
  EXPECT_EQ(one.readers, (std::vector<std::string>{"llrp", "a0"}));
  EXPECT_EQ(one.reasons, std::vector{model::Reason::items_missed});
  EXPECT_EQ(one.attribution, model::Attribution::reader);
  EXPECT_EQ(loaded->bench.id, "selftest");
}

TEST(FaultCatalogue, of_the_library_has_forty_faults_and_every_kind_that_a_verdict_can_show) {
  const auto loaded = load_fault_catalogue("catalogue", library_options());
  ASSERT_TRUE(loaded) << to_string(loaded.error().front());
  EXPECT_GE(loaded->cases.size(), 40U);
  std::set<std::string_view> planted;
  for (const FaultCase& one : loaded->cases) {
    planted.insert(
        std::visit([](const auto& plant) { return info(plant.fault.fault).name; }, one.plant));
  }
  for (const auto& known : model::fault_catalogue()) {
    EXPECT_TRUE(planted.contains(known.name)) << known.name;
  }
  for (const auto& known : model::tag_fault_catalogue()) {
    EXPECT_TRUE(planted.contains(known.name)) << known.name;
  }
}

}  // namespace
}  // namespace plugtest::scenarios
