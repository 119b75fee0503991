// Checks before and after the batches of an event, from outside.

#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* k_reference =
    "reference_pieces: [{piece: ref, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}]\n";

std::string event(const std::string& more = "", const std::string& faults = "") {
  std::string text = belt_event(faults);
  text.replace(text.find("tag_types: [c-today-a]"), 22, "tag_types: [c-today-a, c-2009-a]");
  return text + more;
}

class BatchChecks : public testing::Test {
 protected:
  Outcome run(const std::string& text, const std::string& out = "out") {
    write_file(folder_ / "event.yaml", text);
    return plugtest({"run", "event.yaml", "--out", out}, folder_.path());
  }
  json results(const std::string& out = "out") {
    return json::parse(read_file(folder_ / out / "results.json"));
  }

  doubles::TemporaryFolder folder_;
};

TEST_F(BatchChecks, EveryBatchBeginsAndEndsWithThemWhereAReferencePieceIsNamed) {
  const Outcome outcome = run(event(k_reference));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("4 of 4 checks of empty field and reference piece held"));
  // Two runs of one reader on one lane, in the order of the event: one batch.
  json before;
  json after;
  const json told = results();
  for (const json& one : told["runs"]) {
    for (const json& check : one.value("checks", json::array())) {
      (check["after"].get<bool>() ? after : before).push_back(check);
      EXPECT_EQ(check["held"], true) << check.dump();
    }
  }
  ASSERT_EQ(before.size(), 2U);
  ASSERT_EQ(after.size(), 2U);
  EXPECT_EQ(before[0]["kind"], "empty_field");
  EXPECT_EQ(before[1]["kind"], "reference");
  EXPECT_EQ(before[1]["reference"], "ref");
  EXPECT_GT(before[1]["reads"], 0);
  for (const json& one : told["runs"]) {
    const Outcome replayed =
        plugtest({"replay", (folder_ / "out" / one["evidence"].get<std::string>()).string()},
                 folder_.path());
    EXPECT_EQ(replayed.exit_code, 0) << "scored from evidence, checks included\n" << replayed.out;
  }
}

TEST_F(BatchChecks, MayBeSwitchedOff) {
  const Outcome outcome = run(event(std::string(k_reference) + "checks: {batches: false}\n"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, testing::Not(HasSubstr("checks of empty field")));
}

TEST_F(BatchChecks, ALaneWhoseReferenceIsNotReadMakesItsBatchInconclusive) {
  const Outcome outcome =
      run(event(std::string(k_reference) + "checks: {reference: {least_reads: 1000000}}\n"));
  EXPECT_EQ(outcome.exit_code, 3) << outcome.out << outcome.err;
  const json told = results();
  for (const json& cell : told["cells"]) {
    EXPECT_EQ(cell["verdict"], "inconclusive");
    EXPECT_EQ(cell["reasons"].at(0), "batch_check_failed") << cell.dump(1);
    EXPECT_THAT(cell["detail"].get<std::string>(), HasSubstr("at least 1000000 were expected"));
  }
}

TEST_F(BatchChecks, AReaderThatMisbehavesFailsAllTheSame) {
  const Outcome outcome = run(event(k_reference, "{name: garbage}"));
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
  const json told = results();
  for (const json& cell : told["cells"]) {
    EXPECT_EQ(cell["verdict"], "fail") << cell.dump(1);
    EXPECT_EQ(cell["reasons"].at(0), "peer_broke_protocol");
  }
}

TEST_F(BatchChecks, DoNotDependOnHowManyRunsGoOnAtOnceAndImportTakesThem) {
  write_file(folder_ / "event.yaml", event(k_reference));
  for (const char* jobs : {"1", "3"}) {
    EXPECT_EQ(plugtest({"run", "event.yaml", "--out", std::string("jobs-") + jobs, "--jobs", jobs},
                       folder_.path())
                  .exit_code,
              0);
  }
  EXPECT_EQ(read_file(folder_ / "jobs-1" / "results.json"),
            read_file(folder_ / "jobs-3" / "results.json"));
  const Outcome imported =
      plugtest({"import", "--new-event", "all.db", (folder_ / "jobs-1").string()}, folder_.path());
  EXPECT_EQ(imported.exit_code, 0) << imported.out << imported.err;
}

}  // namespace
}  // namespace plugtest::e2e
