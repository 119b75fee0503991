#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// Runs the recorded session against a manifest.
class Replay : public testing::Test {
 protected:
  void SetUp() override {
    if (!recorded_session()) GTEST_SKIP() << "the recorded LLRP session is not beside the sources";
  }
  json results_with(const std::vector<std::string>& skip, const std::vector<std::string>& more) {
    write_file(folder_ / "pieces.csv", recorded_manifest(skip, more));
    write_file(folder_ / "event.yaml",
               replay_event("//" + std::filesystem::canonical(*recorded_session()).string(),
                            "pieces.csv"));
    const Outcome run = plugtest({"run", "event.yaml", "--out", "out"}, folder_.path());
    EXPECT_EQ(run.exit_code, 3) << "one pass decides nothing\n" << run.out << run.err;
    text_ = run.out;
    return json::parse(read_file(folder_ / "out" / "results.json"));
  }
  const json& only_cell(const json& results) { return results["cells"].at(0); }

  doubles::TemporaryFolder folder_;
  std::string text_;
};

TEST_F(Replay, All65PiecesFrom130Reports) {
  const json results = results_with({}, {});
  const json& cell = only_cell(results);
  EXPECT_EQ(cell["identified"], 65);
  EXPECT_EQ(cell["expected"], 65);
  EXPECT_THAT(text_, HasSubstr("65 of 65 items identified from 130 tag reports"));
  const json& pass = results["runs"][0]["passes"][0];
  EXPECT_EQ(pass["reports"], 130) << results["runs"][0].dump(1);
  EXPECT_TRUE(pass["missed"].empty());
  EXPECT_TRUE(results["runs"][0]["extras"].empty()) << "nothing foreign, stray or wrong";
}

TEST_F(Replay, AnExtraPieceIsNamedAsMissed) {
  const json results = results_with({}, {"300833b2ddd9cafebabeffff"});
  const json& cell = only_cell(results);
  EXPECT_EQ(cell["identified"], 65);
  EXPECT_EQ(cell["expected"], 66);
  EXPECT_THAT(cell["detail"].get<std::string>(), HasSubstr("extra-ffff"));
}

TEST_F(Replay, APieceThatIsNotInTheManifestIsNamedAsForeign) {
  const json results = results_with({"tag-07"}, {});
  const json& cell = only_cell(results);
  EXPECT_EQ(cell["identified"], 64);
  EXPECT_EQ(cell["expected"], 64);
  EXPECT_THAT(cell["detail"].get<std::string>(), HasSubstr("300833b2ddd9cafebabe8007"));
}

}  // namespace
}  // namespace plugtest::e2e
