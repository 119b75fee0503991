#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

/// The folder of the only run of an event that was run into `out`.
std::filesystem::path only_run(const std::filesystem::path& out) {
  const auto results = nlohmann::json::parse(read_file(out / "results.json"));
  return out / results["runs"][0]["evidence"].get<std::string>();
}

TEST(Evidence, ARunScoresTheSameFromItsEvidence) {
  for (const char* fault : {"", "{name: lost-reports, one-in: 2}", "{name: drops-link}",
                            "{name: stalls}", "{name: refuses-start}"}) {
    const doubles::TemporaryFolder folder;
    write_file(folder / "event.yaml", belt_event(fault));
    plugtest({"run", "event.yaml", "--out", "out"}, folder.path());
    const std::string run = only_run(folder / "out").string();
    const Outcome replay = plugtest({"replay", run}, folder.path());
    EXPECT_EQ(replay.exit_code, 0) << fault << replay.out << replay.err;
    EXPECT_THAT(replay.out, EndsWith("equal to the stored verdicts\n"));
    EXPECT_EQ(plugtest({"verify", run}, folder.path()).exit_code, 0) << fault;
  }
}

TEST(Evidence, AlteredBytesAreNamed) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", belt_event());
  ASSERT_EQ(plugtest({"run", "event.yaml", "--out", "out"}, folder.path()).exit_code, 0);
  const auto run = only_run(folder / "out");
  std::string records = read_file(run / "observations.rec");
  records[records.size() / 2] = static_cast<char>(records[records.size() / 2] ^ 1);
  write_file(run / "observations.rec", records);
  const Outcome verify = plugtest({"verify", run.string()}, folder.path());
  EXPECT_EQ(verify.exit_code, 1);
  EXPECT_THAT(verify.out, HasSubstr("observations.rec: bytes "));
}

TEST(Evidence, AllRunsOfAnEventAreVerifiedAtOnceAndAMissingPlanIsNoticed) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", belt_event());
  ASSERT_EQ(plugtest({"run", "event.yaml", "--out", "out"}, folder.path()).exit_code, 0);
  EXPECT_EQ(plugtest({"verify", "out"}, folder.path()).exit_code, 0);

  std::filesystem::remove(only_run(folder / "out") / "plan.json");
  const Outcome verify = plugtest({"verify", "out"}, folder.path());
  EXPECT_EQ(verify.exit_code, 1);
  EXPECT_THAT(verify.out, HasSubstr("plan.json"));
  const Outcome import = plugtest({"import", "store.db", "out/runs"}, folder.path());
  EXPECT_EQ(import.exit_code, 1);
  EXPECT_THAT(import.err, HasSubstr("the evidence was altered"));

  std::filesystem::create_directory(folder / "empty");
  const Outcome none = plugtest({"verify", "empty"}, folder.path());
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.err, "plugtest: empty: there is no run in this folder, nor below it\n");
}

TEST(Evidence, AStoredVerdictThatTheEvidenceDoesNotBearIsFound) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", belt_event("{name: lost-reports, one-in: 2}"));
  ASSERT_EQ(plugtest({"run", "event.yaml", "--out", "out"}, folder.path()).exit_code, 1);
  const auto run = only_run(folder / "out");
  std::string outcome = read_file(run / "outcome.json");
  const std::size_t at = outcome.find("\"fail\"");
  ASSERT_NE(at, std::string::npos);
  outcome.replace(at, 6, "\"pass\"");
  write_file(run / "outcome.json", outcome);
  const Outcome replay = plugtest({"replay", run.string()}, folder.path());
  EXPECT_EQ(replay.exit_code, 1);
  EXPECT_THAT(replay.out, HasSubstr("stored is pass"));
  EXPECT_THAT(replay.out, EndsWith("differs from the stored verdicts\n"));
}

}  // namespace
}  // namespace plugtest::e2e
