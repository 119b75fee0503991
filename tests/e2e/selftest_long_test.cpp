#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <cstdlib>
#include <regex>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

TEST(SelftestLong, EveryFaultOfTheCatalogueIsCaughtAndNobodyElseIsBlamed) {
  const doubles::TemporaryFolder folder;
  const Outcome outcome = plugtest({"selftest"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  std::smatch found;
  ASSERT_TRUE(std::regex_search(
      outcome.out, found, std::regex("(\\d+) faults: (\\d+) caught, 0 missed, 0 blamed wrongly")))
      << outcome.out;
  EXPECT_GE(std::stoi(found[1]), 40);
  EXPECT_EQ(found[1], found[2]);
}

/// Runs a build whose scorer ignores one metric (mutants/CMakeLists.txt) over the faults that only
/// this metric reveals.
class Mutant : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Mutant, IsFoundOut) {
  // A program that lies elsewhere than the real one does not find the library by itself.
  ASSERT_EQ(setenv("PLUGTEST_CONTENT", PLUGTEST_SOURCE_DIR "/scenarios", 1), 0);
  const doubles::TemporaryFolder folder;
  const auto& [name, fault] = GetParam();
  const std::string program = std::string(PLUGTEST_MUTANTS) + "/plugtest_" + name;
  Program mutant(program, {"selftest", fault}, folder.path());
  const Outcome outcome = mutant.finish(std::chrono::seconds(120));
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
  EXPECT_EQ(plugtest({"selftest", fault}, folder.path()).exit_code, 0) << "the honest scorer";
}

INSTANTIATE_TEST_SUITE_P(, Mutant,
                         testing::Values(std::pair{"ignores_missed_items", "a0-lost-reports"},
                                         std::pair{"ignores_wrong_data", "llrp-wrong-uii"},
                                         std::pair{"ignores_foreign_reads", "tag-wrong-pc-length"},
                                         std::pair{"ignores_steps", "tag-no-write"}),
                         [](const auto& test) { return std::string(test.param.first); });

}  // namespace
}  // namespace plugtest::e2e
