#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// One pass by one reader, with the air trace.
json frames_of(const doubles::TemporaryFolder& folder, const std::string& event) {
  write_file(folder / "event.yaml", event);
  const Outcome run = plugtest({"run", "event.yaml", "--out", "out", "--air-trace"}, folder.path());
  EXPECT_EQ(run.err, "");
  json frames = json::array();
  for (const auto& entry : std::filesystem::directory_iterator(folder / "out" / "runs")) {
    std::istringstream lines(read_file(entry.path() / "air.jsonl"));
    for (std::string line; std::getline(lines, line);) frames.push_back(json::parse(line));
    EXPECT_THAT(read_file(entry.path() / "reproduce.txt"), HasSubstr("--air-trace"));
  }
  return frames;
}

TEST(AirTrace, HoldsEveryFrameInOrderAndExplainReadsTheSameInItsBits) {
  const doubles::TemporaryFolder folder;
  const json frames = frames_of(
      folder,
      belt_event() + "    decision: {fixed: {passes: 1, requirement: 5 %, confidence: 95 %}}\n");
  ASSERT_GT(frames.size(), 100U);
  std::int64_t before = 0;
  std::size_t queries = 0;
  for (const json& frame : frames) {
    EXPECT_GE(frame["end_ns"].get<std::int64_t>(), frame["begin_ns"].get<std::int64_t>());
    EXPECT_GE(frame["begin_ns"].get<std::int64_t>(), before) << frame;
    before = frame["begin_ns"];
    const std::string meaning = frame["meaning"];
    if (!meaning.starts_with("Query ") || ++queries > 3) continue;
    const Outcome explained =
        plugtest({"air", "explain", frame["bits"].get<std::string>()}, folder.path());
    EXPECT_EQ(explained.exit_code, 0) << explained.err;
    EXPECT_THAT(explained.out, HasSubstr("Query"));
  }
  EXPECT_GT(queries, 3U);
}

TEST(AirTrace, IsRefusedWhereThereIsNoAirToHear) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", R"(plugtest: 1
event: {id: floor, title: A floor, seed: 1, rig: operator}
region: china-2007
readers: [{id: alpha, uri: "llrp://127.0.0.1:5084"}]
tag_types: [c-today-a]
scenarios: [{use: conveyor-parcels}]
manifest: pieces.csv
)");
  write_file(folder / "pieces.csv",
             "piece,tag_type,uii,tid,item\np1,c-today-a,30340000000000000000000a,,i1\n");
  const Outcome run = plugtest({"run", "event.yaml", "--out", "out", "--air-trace"}, folder.path());
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(
      run.err,
      "plugtest: --air-trace: only the virtual lab hears the air, and floor is not run in it\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

}  // namespace
}  // namespace plugtest::e2e
