#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

using testing::HasSubstr;

TEST(Compare, AReaderThatGotAFaultIsANewFailAndExitOne) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "good.yaml", belt_event());
  write_file(folder / "bad.yaml", belt_event("{name: refuses-start}"));
  ASSERT_EQ(plugtest({"run", "good.yaml", "--out", "good"}, folder.path()).exit_code, 0);
  ASSERT_EQ(plugtest({"run", "bad.yaml", "--out", "bad"}, folder.path()).exit_code, 1);

  const Outcome worse = plugtest({"compare", "good", "bad"}, folder.path());
  EXPECT_EQ(worse.exit_code, 1) << worse.err;
  EXPECT_THAT(worse.out, HasSubstr("new_fail alpha x "));
  EXPECT_THAT(worse.out, HasSubstr("1 cells: new_fail 1, fixed 0"));
  const Outcome fixed = plugtest({"compare", "bad/results.json", "good"}, folder.path());
  EXPECT_EQ(fixed.exit_code, 0) << fixed.err;
  EXPECT_THAT(fixed.out, HasSubstr("fixed    alpha x "));
  const Outcome same = plugtest({"compare", "good", "good", "--all"}, folder.path());
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("same     alpha x "));
}

TEST(Compare, SaysWhatItCannotRead) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "results.json", "[]");
  const Outcome none = plugtest({"compare", "gone", "."}, folder.path());
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.err,
            "plugtest: gone cannot be read; expected an output folder or a results.json\n");
  const Outcome other = plugtest({"compare", ".", "."}, folder.path());
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_EQ(other.err, "plugtest: ./results.json: this is no JSON object\n");
}

}  // namespace
}  // namespace plugtest::e2e
