#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

using testing::HasSubstr;

TEST(LongDemo, OneRunAfterTheOtherOrManyAtOnceGiveTheSameBytes) {
  const doubles::TemporaryFolder folder;
  for (const char* jobs : {"1", "5"}) {
    const Outcome demo = plugtest({"demo", "--out", jobs, "--jobs", jobs}, folder.path());
    ASSERT_EQ(demo.exit_code, 0) << demo.out << demo.err;
  }
  EXPECT_EQ(read_file(folder / "1" / "results.json"), read_file(folder / "5" / "results.json"));
}

TEST(LongDemo, WithoutItsPlantedFaultItFails) {
  const doubles::TemporaryFolder folder;
  const Outcome demo = plugtest({"demo", "--out", "out", "--plant", "none"}, folder.path());
  EXPECT_EQ(demo.exit_code, 1) << demo.out;
  EXPECT_THAT(demo.out, HasSubstr("not as expected: beta x c-2009-a in conveyor-parcels: pass"));
}

}  // namespace
}  // namespace plugtest::e2e
