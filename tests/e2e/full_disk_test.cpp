// What a disk that is full, or may not be written to, does to a session: a small disk of its own is
// mounted where only the processes of the test see it.

#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A shell script in a mount namespace of its own; every line has to succeed.
Outcome in_own_mounts(const std::string& script, const fs::path& folder) {
  return Program("/usr/bin/unshare",
                 {"--map-root-user", "--mount", "/bin/sh", "-euc", script, "sh", plugtest_path()},
                 folder)
      .finish();
}

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    const Outcome mounts = in_own_mounts("mkdir disk; mount -t tmpfs none disk", folder_.path());
    if (mounts.exit_code != 0) GTEST_SKIP() << "no mounts of one's own here: " << mounts.err;
    write_file(folder_ / "event.yaml", R"(plugtest: 1
event: {id: full, title: An event on a small disk, rig: lab, seed: 5}
region: china-2007
readers:
  - {id: alpha, virtual: {family: llrp, profile: fixed-4port}}
  - {id: beta, virtual: {family: llrp, profile: fixed-4port}}
tag_types: [c-today-a, c-2009-a, c-today-b]
scenarios: [conveyor-parcels]
)");
  }

  doubles::TemporaryFolder folder_;
};

TEST_F(FullDisk, StopsTheEventAndTheSameCommandGoesOnWhenThereIsRoom) {
  const Outcome outcome = in_own_mounts(R"(
    mount -t tmpfs -o size=900k none disk
    code=0; "$1" run event.yaml --out disk/out --jobs 1 >full.out 2>full.err || code=$?
    echo "$code" >full.code
    find disk -name '*.part' -type f >full.parts
    ls disk/out >full.files
    mount -o remount,size=100m disk
    "$1" run event.yaml --out disk/out --jobs 1 >again.out
    cp disk/out/results.json again.json
    rm -r disk/out/runs/*.cut-*
    "$1" verify disk/out/runs
  )",
                                        folder_.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err << read_file(folder_ / "full.err")
                                  << read_file(folder_ / "again.out");
  EXPECT_EQ(read_file(folder_ / "full.code"), "5\n");
  EXPECT_THAT(read_file(folder_ / "full.err"),
              AllOf(HasSubstr("No space left on device"), HasSubstr("The event stopped there"),
                    HasSubstr("the same command with --out disk/out")));
  // The runs after the one that could not be kept were not even begun.
  EXPECT_THAT(read_file(folder_ / "full.out"), Not(HasSubstr("[6/6]")));
  EXPECT_EQ(read_file(folder_ / "full.parts"), "") << "half-written files are left";

  EXPECT_THAT(read_file(folder_ / "again.out"), HasSubstr("of 6 runs are there already"));
  plugtest({"run", "event.yaml", "--out", "roomy", "--jobs", "1"}, folder_.path());
  EXPECT_EQ(read_file(folder_ / "again.json"), read_file(folder_ / "roomy" / "results.json"));
}

TEST_F(FullDisk, IsToldBeforeAnythingIsRunWhenNotEvenTheDatabaseFits) {
  const Outcome outcome = in_own_mounts(R"(
    mount -t tmpfs -o size=64k none disk
    "$1" run event.yaml --out disk/out
  )",
                                        folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err,
            "plugtest: disk/out/results.db: the database cannot be written: the disk is full\n");
}

TEST_F(FullDisk, LeavesTheStoreAsItWasWhenAnImportDoesNotFit) {
  ASSERT_EQ(plugtest({"run", "event.yaml", "--out", "one"}, folder_.path()).exit_code, 0);
  const Outcome outcome = in_own_mounts(R"(
    mount -t tmpfs -o size=500k none disk
    code=0; "$1" import --new-event disk/store.db one/runs one/results.db >import.out 2>import.err || code=$?
    echo "$code" >import.code
    mount -o remount,size=100m disk
    "$1" import --new-event disk/store.db one/results.db
  )",
                                        folder_.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(read_file(folder_ / "import.code"), "2\n");
  EXPECT_THAT(read_file(folder_ / "import.err"), HasSubstr("the disk is full"));
}

TEST_F(FullDisk, AFolderThatMayOnlyBeReadIsNamed) {
  ASSERT_EQ(plugtest({"run", "event.yaml", "--out", "one"}, folder_.path()).exit_code, 0);
  const Outcome outcome = in_own_mounts(R"(
    mount -t tmpfs none disk
    cp -r one disk/one
    mount -o remount,ro disk
    told() { code=0; "$@" >out.txt 2>>ro.err || code=$?; echo "$code" >>ro.codes; }
    told "$1" run event.yaml --out disk/out
    told "$1" run event.yaml --out disk/one
    told "$1" import disk/one/results.db one/results.db
    told "$1" report disk/one/results.db --format json --out disk/report
    told "$1" history disk/one/results.db
  )",
                                        folder_.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(read_file(folder_ / "ro.codes"), "2\n2\n2\n2\n0\n") << read_file(folder_ / "ro.err");
  EXPECT_EQ(read_file(folder_ / "ro.err"),
            "plugtest: cannot make the folder 'disk/out': Read-only file system\n"
            "plugtest: disk/one/results.db: the database cannot be written: it is read-only\n"
            "plugtest: disk/one/results.db: the database cannot be written: it is read-only\n"
            "plugtest: nothing was imported\n"
            "plugtest: disk/report: Read-only file system\n");
}

}  // namespace
}  // namespace plugtest::e2e
