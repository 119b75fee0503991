#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using testing::HasSubstr;

/// `plugtest run` on a floor: the reader is somewhere at an address (here: held by another
/// process), and an operator's answers come from a file.
TEST(Floor, AReaderAtAnAddressIsRunWithAnOperatorsAnswers) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "lab.yaml", belt_event() + R"(    motion: {speed: 4 m/s}
    budgets: {guard: 10 ms}
)");
  Program lab(plugtest_path(), {"lab", "lab.yaml", "--port", "0", "--for", "60"}, folder.path());
  ASSERT_TRUE(lab.wait_for("pass by", seconds(10)));
  const std::string held = lab.output_so_far();
  std::smatch uri;
  ASSERT_TRUE(std::regex_search(held, uri, std::regex("llrp://[0-9.:]+"))) << held;

  write_file(folder / "event.yaml", R"(plugtest: 1
event: {id: floor, title: A floor, seed: 1, rig: operator}
region: china-2007
readers: [{id: alpha, uri: ")" + uri.str() +
                                        R"("}]
tag_types: [c-today-a]
scenarios:
  - use: conveyor-parcels
    decision: {fixed: {passes: 1, requirement: 5 %, confidence: 95 %}}
    budgets: {guard: 10 ms}
manifest: pieces.csv
)");
  write_file(folder / "pieces.csv",
             "piece,tag_type,uii,tid,item\nnobody,c-today-a,30340000000000000000000a,,i1\n");
  write_file(folder / "answers.yaml", R"(load: ""
pass-begin: ""
pass-end: {text: "", after: 4 s}
)");
  const Outcome run =
      plugtest({"run", "event.yaml", "--out", "out", "--answers", "answers.yaml"}, folder.path());
  const json results = json::parse(read_file(folder / "out" / "results.json"));
  const json& cell = results["cells"].at(0);
  EXPECT_EQ(cell["identified"], 0) << "the enrolled piece is not in the other process's lab";
  EXPECT_EQ(cell["k"], 0) << run.out << run.err;
  EXPECT_EQ(cell["n"], 1);
  EXPECT_EQ(run.exit_code, 3) << "one pass decides nothing";
  ASSERT_FALSE(results["runs"][0]["extras"].empty()) << run.out << run.err;
  EXPECT_GT(results["runs"][0]["extras"][0]["foreign"].size(), 3U)
      << "what passes by there is read, and foreign to this manifest";
}

/// The sample adapter stands for a vendor's own driver: it sees three tags, again and again.
TEST(Floor, AVendorsOwnDriverIsAReaderLikeOthers) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", R"(plugtest: 1
event: {id: vendor, title: A vendor's own driver, seed: 1, rig: operator}
region: china-2007
readers: [{id: sample, uri: "exec:)" SAMPLE_ADAPTER R"("}]
tag_types: [c-today-a]
scenarios:
  - use: conveyor-parcels
    load: {train: {items: 3}}
    lane:
      id: one-antenna
      antennas: [{port: 1, position: [0 m, 0 m, 1 m], boresight: [0, 0, -1]}]
    decision: {fixed: {passes: 1, requirement: 5 %, confidence: 95 %}}
    budgets: {guard: 10 ms}
manifest: pieces.csv
)");
  write_file(folder / "pieces.csv",
             "piece,tag_type,uii,tid,item\n"
             "one,c-today-a,30396062c3cba1c000000001,,i1\n"
             "two,c-today-a,30396062c3cba1c000000002,,i2\n"
             "three,c-today-a,30396062c3cba1c000000003,,i3\n");
  write_file(folder / "answers.yaml", R"(load: ""
pass-begin: ""
pass-end: {text: "", after: 200 ms}
)");
  const Outcome run =
      plugtest({"run", "event.yaml", "--out", "out", "--answers", "answers.yaml"}, folder.path());
  const json results = json::parse(read_file(folder / "out" / "results.json"));
  const json& cell = results["cells"].at(0);
  EXPECT_EQ(cell["expected"], 3) << cell.dump(1);
  EXPECT_EQ(cell["identified"], 3) << run.out << run.err;
  EXPECT_EQ(cell["k"], 1);
  EXPECT_EQ(results["runs"][0]["identity"]["model"], "Sample") << results["runs"][0].dump(1);
}

}  // namespace
}  // namespace plugtest::e2e
