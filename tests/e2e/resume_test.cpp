#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::vector<std::string> k_run{"run", "event.yaml", "--out", "out", "--jobs", "1"};

/// Four runs: two readers by two tag types.
std::string event(const std::string& seed = "5") {
  return R"(plugtest: 1
event: {id: long, title: An event that is interrupted, rig: lab, seed: )" +
         seed + R"(}
region: china-2007
readers:
  - {id: alpha, virtual: {family: llrp, profile: fixed-4port}}
  - {id: beta, virtual: {family: llrp, profile: fixed-4port}}
tag_types: [c-today-a, c-2009-a]
scenarios: [conveyor-parcels]
)";
}

std::size_t finished_runs(const fs::path& folder) {
  std::size_t finished = 0;
  if (!fs::is_directory(folder / "out" / "runs")) return 0;
  for (const auto& run : fs::directory_iterator(folder / "out" / "runs")) {
    if (fs::exists(run.path() / "SHA256SUMS") &&
        run.path().extension().string().find("cut") == std::string::npos) {
      ++finished;
    }
  }
  return finished;
}

/// What the session gives when nobody interrupts it.
std::string uninterrupted() {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", event());
  plugtest(k_run, folder.path());
  return read_file(folder / "out" / "results.json");
}

class Killed : public testing::TestWithParam<std::size_t> {};

/// kill -9 once so many runs are done, then the same command again.
TEST_P(Killed, ASessionGoesOnAtTheFirstRunNotDoneAndGivesTheSameResult) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", event());
  {
    Program session(plugtest_path(), k_run, folder.path());
    // How far it comes before the signal is there depends on the machine; wherever it is cut, the
    // end is to be the same.
    while (session.running() && finished_runs(folder.path()) < GetParam()) {
    }
    session.signal(SIGKILL);
    session.finish();
  }
  const std::size_t done = finished_runs(folder.path());
  EXPECT_GE(done, GetParam());
  const Outcome again = plugtest(k_run, folder.path());
  EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
  if (done > 0) {
    EXPECT_THAT(again.out, HasSubstr(std::to_string(done) + " of 4 runs are there already"));
  }
  EXPECT_EQ(finished_runs(folder.path()), 4U);
  EXPECT_EQ(read_file(folder / "out" / "results.json"), uninterrupted());
}

INSTANTIATE_TEST_SUITE_P(After, Killed, testing::Values(0U, 1U, 2U, 3U));

TEST(Resume, AStoppedRunIsMadeAgain) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", event());
  {
    Program session(plugtest_path(), k_run, folder.path());
    while (session.running() && finished_runs(folder.path()) < 1) {
    }
    session.signal(SIGINT);
    EXPECT_THAT(session.finish().exit_code, testing::AnyOf(0, 130)) << "it may be over already";
  }
  EXPECT_EQ(plugtest(k_run, folder.path()).exit_code, 0);
  EXPECT_EQ(read_file(folder / "out" / "results.json"), uninterrupted());
}

TEST(Resume, AnotherSeedIsAnotherSession) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", event());
  EXPECT_EQ(plugtest(k_run, folder.path()).exit_code, 0);
  write_file(folder / "event.yaml", event("6"));
  const Outcome other = plugtest(k_run, folder.path());
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("'out' holds a session of other runs"));
}

}  // namespace
}  // namespace plugtest::e2e
