// Results of several stations: brought together, looked back on, and never believed unseen.

#include "tests/doubles/postgresql_server.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class Import : public testing::Test {
 protected:
  Outcome run(const std::vector<std::string>& arguments) const {
    return plugtest(arguments, folder_.path());
  }

  // One run of the belt in the output folder `out`.
  fs::path run_belt(const std::string& out, const std::vector<std::string>& more = {}) const {
    write_file(folder_ / "event.yaml", belt_event());
    std::vector<std::string> words{"run", "event.yaml", "--out", out};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(run(words).exit_code, 0);
    const auto results = nlohmann::json::parse(read_file(folder_ / out / "results.json"));
    return folder_ / out / results["runs"][0]["evidence"].get<std::string>();
  }

  doubles::TemporaryFolder folder_;
};

TEST_F(Import, ReportsFromTheStoreAreThoseOfTheRunWhereverTheyWereKept) {
  run_belt("out");
  const std::string written = read_file(folder_ / "out" / "results.json");
  const Outcome file =
      run({"report", "out/results.db", "--format", "results,html", "--out", "file"});
  ASSERT_EQ(file.exit_code, 0) << file.err;
  EXPECT_EQ(file.out, "file/results.json\nfile/matrix.html\n");
  EXPECT_EQ(read_file(folder_ / "file" / "results.json"), written);

  if (!doubles::PostgresqlServer::missing().empty()) return;
  doubles::PostgresqlServer server;
  const std::string url = server.new_database();
  run_belt("again", {"--store", url});
  EXPECT_FALSE(fs::exists(folder_ / "again" / "results.db"));
  EXPECT_EQ(read_file(folder_ / "again" / "results.json"), written);
  const Outcome report = run({"report", url, "--format", "results", "--out", "server"});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  EXPECT_EQ(read_file(folder_ / "server" / "results.json"), written);

  // A station's folder is known there already: the same run, with the same evidence.
  const Outcome known = run({"import", url, "again"});
  EXPECT_EQ(known.exit_code, 0) << known.err;
  EXPECT_THAT(known.out, EndsWith("0 runs imported, 1 were there already\n"));
}

TEST_F(Import, TakesFoldersAndDatabasesAndChangesNothingTheSecondTime) {
  const fs::path first = run_belt("one");
  run_belt("two", {"--seed", "4"});
  const Outcome both = run({"import", "all.db", first.string(), "two/results.db"});
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_THAT(both.out, HasSubstr(", unsigned\n"));
  EXPECT_THAT(both.out, EndsWith("2 runs imported, 0 were there already\n"));
  const Outcome again = run({"import", "all.db", "one", "two"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, EndsWith("0 runs imported, 2 were there already\n"));

  const Outcome history = run({"history", "all.db", "--reader", "al*"});
  EXPECT_EQ(history.exit_code, 0) << history.err;
  EXPECT_THAT(history.out, StartsWith("alpha x c-today-a x conveyor-parcels, china-2007"));
  EXPECT_EQ(std::ranges::count(history.out, '\n'), 3) << history.out;
  EXPECT_EQ(run({"history", "all.db", "--reader", "beta"}).exit_code, 2);
}

TEST_F(Import, NamesTheSignerAndRefusesWhatAnybodyAltered) {
  ASSERT_EQ(run({"keygen", "key.pem"}).exit_code, 0);
  const fs::path folder = run_belt("out", {"--key", "key.pem"});
  const Outcome good = run({"import", "good.db", "out"});
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr(", signed by "));

  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  ASSERT_GE(names.size(), 10U);
  for (const std::string& name : names) {
    const std::string before = read_file(folder / name);
    if (before.empty()) continue;  // a log of nothing worth a note
    std::string after = before;
    after[after.size() / 2] = static_cast<char>(after[after.size() / 2] ^ 1);
    for (const std::string& altered : {after, before.substr(0, before.size() / 2)}) {
      write_file(folder / name, altered);
      const Outcome refused = run({"import", "all.db", "out"});
      EXPECT_EQ(refused.exit_code, 1) << name << refused.out;
      EXPECT_THAT(refused.err, StartsWith("plugtest: out/runs/")) << name;
      EXPECT_THAT(refused.err, HasSubstr("the evidence was altered: ")) << name;
      EXPECT_THAT(refused.err, EndsWith("plugtest: nothing was imported\n")) << name;
      EXPECT_FALSE(fs::exists(folder_ / "all.db")) << name;
    }
    write_file(folder / name, before);
  }
  EXPECT_EQ(run({"import", "all.db", "out"}).exit_code, 0) << "untouched again";
}

// Sums can be made anew by whoever alters a folder; what they cover still has to agree.
TEST_F(Import, RefusesVerdictsAndPlansThatDoNotFitTheObservations) {
  const fs::path folder = run_belt("out");
  const auto forged = [&](const std::string& name, const std::string& from, const std::string& to) {
    const std::string before = read_file(folder / name);
    const std::string sums = read_file(folder / "SHA256SUMS");
    std::string after = before;
    const auto at = after.find(from);
    EXPECT_NE(at, std::string::npos) << name;
    after.replace(at, from.size(), to);
    write_file(folder / name, after);
    const std::string anew = "cd '" + folder.string() +
                             "' && for f in *; do [ $f = SHA256SUMS ] || sha256sum $f; done > "
                             "../sums && mv ../sums SHA256SUMS";
    Program("/bin/sh", {"-c", anew}, folder_.path()).finish();
    const Outcome refused = run({"import", "all.db", "out"});
    write_file(folder / name, before);
    write_file(folder / "SHA256SUMS", sums);
    EXPECT_EQ(refused.exit_code, 1) << name << refused.out;
    return refused.err;
  };
  EXPECT_THAT(forged("outcome.json", "\"verdict\": \"pass\"", "\"verdict\": \"fail\""),
              HasSubstr("its observations do not give the verdicts that are stored with them"));
  EXPECT_THAT(forged("plan.json", "\"firmware\": \"", "\"firmware\": \"9"),
              HasSubstr("the run has the id "));
  EXPECT_THAT(forged("plan.json", "\"speed_mps\": 1", "\"speed_mps\": 2"),
              HasSubstr("the plan has the hash "));
  EXPECT_FALSE(fs::exists(folder_ / "all.db"));
}

TEST_F(Import, LeavesOutARunThatWasCutOffAndSaysSo) {
  const fs::path folder = run_belt("out");
  fs::remove(folder / "SHA256SUMS");
  const Outcome cut = run({"import", "all.db", "out"});
  EXPECT_EQ(cut.exit_code, 3) << cut.err;
  EXPECT_THAT(cut.out, HasSubstr(": not imported, the run was cut off and has no verdict\n"));
  EXPECT_THAT(cut.out, EndsWith("0 runs imported, 0 were there already\n"));
}

TEST_F(Import, ScoresAllRunsBelowAFolderAgain) {
  const fs::path folder = run_belt("out");
  run_belt("out2", {"--seed", "4"});
  const Outcome equal = run({"replay", "."});
  EXPECT_EQ(equal.exit_code, 0) << equal.out;
  EXPECT_THAT(equal.out, StartsWith("2 runs with "));
  EXPECT_THAT(equal.out, EndsWith(" scored again, all equal to the stored verdicts\n"));
  fs::remove(folder / "outcome.json");
  const Outcome cut = run({"replay", "."});
  EXPECT_EQ(cut.exit_code, 3) << cut.out;
  EXPECT_THAT(cut.out, HasSubstr("no verdict was stored: the run was cut off\n2 runs with "));
}

TEST_F(Import, SaysWhatIsNotThere) {
  fs::create_directory(folder_ / "empty");
  EXPECT_EQ(run({"import", "all.db", "gone"}).err,
            "plugtest: gone: there is no folder and no database of this name\n"
            "plugtest: nothing was imported\n");
  EXPECT_EQ(run({"import", "all.db", "empty"}).err,
            "plugtest: empty: there is no run in this folder, nor below it\n"
            "plugtest: nothing was imported\n");
  EXPECT_EQ(run({"history", "gone.db"}).err, "plugtest: gone.db: there is no such database\n");
  run_belt("out");
  const Outcome no_event = run({"report", "out/results.db", "--event", "other"});
  EXPECT_EQ(no_event.exit_code, 2);
  EXPECT_EQ(no_event.err, "plugtest: the database holds no event 'other'; there are: belt\n");
  EXPECT_EQ(run({"report", "out", "--event", "belt"}).err,
            "plugtest: --event chooses among the events of a database, and 'out' is none\n");
  // Nothing was made on the way.
  EXPECT_FALSE(fs::exists(folder_ / "all.db"));
  EXPECT_FALSE(fs::exists(folder_ / "gone.db"));
}

TEST_F(Import, ScoresTheSameFromTheWire) {
  for (const char* fault : {"", "{name: lost-reports, one-in: 2}", "{name: duplicated-reports}",
                            "{name: drops-link, ms: 700}"}) {
    const std::string out = "out" + std::to_string(std::string(fault).size());
    write_file(folder_ / "event.yaml", belt_event(fault));
    run({"run", "event.yaml", "--out", out});
    const auto results = nlohmann::json::parse(read_file(folder_ / out / "results.json"));
    const fs::path evidence = folder_ / out / results["runs"][0]["evidence"].get<std::string>();
    const Outcome replay = run({"replay", evidence.string(), "--wire"});
    EXPECT_EQ(replay.exit_code, 0) << fault << replay.out << replay.err;
    EXPECT_THAT(replay.out, EndsWith("equal to the stored verdicts\n"));
    fs::remove(evidence / "wire.pcapng");
    EXPECT_EQ(run({"replay", evidence.string(), "--wire"}).err,
              "plugtest: " + (evidence / "wire.pcapng").string() + ": there is no recording '" +
                  (evidence / "wire.pcapng").string() + "'\n");
  }
}

TEST_F(Import, KeepsARetryBesideTheFirstAttempt) {
  run_belt("first", {"--store", "all.db"});
  run_belt("second", {"--store", "all.db", "--attempt", "2"});
  ASSERT_EQ(run({"report", "all.db", "--format", "results", "--out", "both"}).exit_code, 0);
  const auto results = nlohmann::json::parse(read_file(folder_ / "both" / "results.json"));
  const auto& cell = results["cells"][0];
  EXPECT_EQ(cell["attempts"], 2);
  EXPECT_EQ(cell["counted_attempt"], 1);
  EXPECT_EQ(cell["runs"].size(), 2U);
  EXPECT_THAT(cell["detail"].get<std::string>(), EndsWith(" Attempt 1 of 2 counts."));
  ASSERT_EQ(results["runs"][0]["order"].size(), 2U);
}

TEST_F(Import, TheLabTellsWhereInAStackItemsLay) {
  std::string event = belt_event();
  event.replace(event.find("conveyor-parcels"), 16, "letter-stack");
  write_file(folder_ / "event.yaml", event);
  run({"run", "event.yaml", "--out", "out"});
  const auto results = nlohmann::json::parse(read_file(folder_ / "out" / "results.json"));
  const auto& places = results["runs"][0]["places"];
  ASSERT_EQ(places.size(), 20U);
  EXPECT_EQ(places[0]["place"], "layer 1");
  EXPECT_EQ(places[0]["expected"], results["runs"][0]["passes"].size());
}

}  // namespace
}  // namespace plugtest::e2e
