// Evidence whose clocks leap without anybody having marked it, with sums that fit: another program,
// or an older one, may have written it.

#include "harness/evidence/reader.h"
#include "harness/evidence/run_folder.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

namespace fs = std::filesystem;
using model::PassRecord;
using testing::HasSubstr;

class ClockJump : public testing::Test {
 protected:
  void SetUp() override {
    write_file(folder_ / "event.yaml", belt_event());
    ASSERT_EQ(plugtest({"run", "event.yaml", "--out", "out"}, folder_.path()).exit_code, 0);
    const auto results = nlohmann::json::parse(read_file(folder_ / "out" / "results.json"));
    run_ = folder_ / "out" / results["runs"][0]["evidence"].get<std::string>();
  }

  /// Writes the run's evidence again with some passes changed, and imports it.
  Outcome import_with(const std::function<void(std::vector<PassRecord>&)>& change) const {
    auto run = evidence::read_run(run_);
    if (!run) throw std::runtime_error(to_string(run.error()));
    change(run->recorded.passes);
    evidence::FolderOptions options;
    options.to_disk = false;
    auto made = evidence::RunFolder::create(
        folder_ / "altered",
        {.name = "run", .plan_json = run->plan_json, .command = "", .versions = {}}, nullptr,
        options);
    if (!made) throw std::runtime_error(to_string(made.error()));
    evidence::RunFolder& altered = **made;
    altered.on_identity(*run->identity);
    for (const PassRecord& pass : run->recorded.passes) {
      altered.on_pass_begin(pass.index, pass.opened.value_or(pass.times.begin), pass.manifest);
      altered.on_observations(pass.index, pass.observations);
      altered.on_pass_end(pass);
    }
    if (const auto finished = altered.finish(*run->result); !finished) {
      throw std::runtime_error(to_string(finished.error()));
    }
    const Outcome outcome = plugtest({"import", "all.db", "altered"}, folder_.path());
    EXPECT_EQ(fs::exists(folder_ / "all.db"), outcome.exit_code == 0);
    return outcome;
  }

  doubles::TemporaryFolder folder_;
  fs::path run_;
};

TEST_F(ClockJump, WithoutOneTheCopyIsTaken) {
  EXPECT_EQ(import_with([](auto&) {}).exit_code, 0);
}

TEST_F(ClockJump, OfTheReaderIsRefused) {
  const Outcome refused = import_with([](std::vector<PassRecord>& passes) {
    auto& seen = passes.at(2).observations.at(4);
    seen.first_seen = *seen.first_seen + std::chrono::hours(1);
    seen.last_seen = *seen.last_seen + std::chrono::hours(1);
  });
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("a clock jumped: tag report 5 of pass 3 was seen 3"));
  EXPECT_THAT(refused.err, HasSubstr("after it was received, by the reader's clock"));
}

TEST_F(ClockJump, OfTheHostWithinAPassIsRefused) {
  const Outcome refused = import_with([](std::vector<PassRecord>& passes) {
    auto& observations = passes.at(0).observations;
    observations.at(3).received = observations.at(2).received - std::chrono::milliseconds(1500);
  });
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err,
              HasSubstr("a clock jumped: tag report 4 of pass 1 was received 1.500 s before"));
}

TEST_F(ClockJump, OfTheHostBetweenPassesIsRefused) {
  const Outcome refused = import_with([](std::vector<PassRecord>& passes) {
    const auto back = passes.at(1).times.begin - passes.at(0).times.end + std::chrono::seconds(2);
    for (std::size_t i = 1; i < passes.size(); ++i) {
      passes[i].times.begin -= back;
      passes[i].times.end -= back;
      if (passes[i].opened) *passes[i].opened -= back;
      for (model::Observation& seen : passes[i].observations) seen.received -= back;
      if (passes[i].clock_offset) *passes[i].clock_offset += back;
    }
  });
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("a clock jumped: pass 2 begins 2.000 s before pass 1 ended"));
}

}  // namespace
}  // namespace plugtest::e2e
