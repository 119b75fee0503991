#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// What a wrong file or command line must lead to: exit code 2, one sentence that helps, and no
/// trace of a run.
class BadInput : public testing::Test {
 protected:
  void refused(const std::vector<std::string>& arguments,
               const testing::Matcher<const std::string&>& message) {
    const Outcome run = plugtest(arguments, folder_.path());
    EXPECT_EQ(run.exit_code, 2) << run.out;
    EXPECT_THAT(run.err, message);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "plugtest-out"));
  }
  void refused_event(const std::string& yaml, const testing::Matcher<const std::string&>& message) {
    write_file(folder_ / "event.yaml", yaml);
    refused({"run", "event.yaml", "--out", "out"}, message);
  }
  static std::string changed(const std::string& from, const std::string& to) {
    std::string yaml = belt_event();
    yaml.replace(yaml.find(from), from.size(), to);
    return yaml;
  }

  doubles::TemporaryFolder folder_;
};

TEST_F(BadInput, AnUnknownKeyNamesTheNearest) {
  refused_event(changed("tag_types:", "tag_type:"),
                AllOf(HasSubstr("event.yaml:8:1:"), HasSubstr("tag_type"), HasSubstr("tag_types")));
}

TEST_F(BadInput, AWrongUnitNamesTheUnitsThatFit) {
  refused_event(belt_event() + "    motion: {speed: 1 km}\n",
                AllOf(HasSubstr("event.yaml:11:"), HasSubstr("1 km"), HasSubstr("m/s")));
}

TEST_F(BadInput, AMissingFileIsNamed) {
  refused({"run", "no-such-event.yaml", "--out", "out"}, HasSubstr("no-such-event.yaml"));
  refused_event(changed("tag_types: [c-today-a]", "tag_types: [tags/none.yaml]"),
                AllOf(HasSubstr("event.yaml:8:"), HasSubstr("none.yaml")));
}

TEST_F(BadInput, AnUnknownSchemeListsTheKnownOnes) {
  refused_event(R"(plugtest: 1
event: {id: e, title: E, seed: 1, rig: operator}
region: china-2007
readers: [{id: alpha, uri: "lrp://192.0.2.1"}]
tag_types: [c-today-a]
scenarios: [conveyor-parcels]
)",
                AllOf(HasSubstr("event.yaml:4:"), HasSubstr("lrp"), HasSubstr("llrp")));
}

TEST_F(BadInput, AnEmptySelectionIsNoSuccess) {
  write_file(folder_ / "event.yaml", belt_event());
  refused({"run", "event.yaml", "--out", "out", "--reader", "alhpa"},
          HasSubstr("no reader is called 'alhpa' (did you mean 'alpha'?)"));
  refused({"run", "event.yaml", "--out", "out", "--scenario", "sack*"},
          HasSubstr("conveyor-parcels"));
  refused_event(changed("scenarios:\n  - use: conveyor-parcels", "scenarios: []"),
                HasSubstr("event.yaml:9:"));
}

TEST_F(BadInput, UnknownCommandsAndOptionsAreRefused) {
  refused({"rnu"}, HasSubstr("no command is called 'rnu' (did you mean 'run'?)"));
  refused({"run"}, HasSubstr("EVENT"));
  refused({"run", "event.yaml", "--sede", "4"}, HasSubstr("--sede"));
  refused({"demo", "--plant", "omega", "--out", "out"}, HasSubstr("alpha, beta"));
  refused({"decode", "lrp", "x.bin"}, HasSubstr("llrp"));
  refused({"decode", "llrp", "x.bin"}, HasSubstr("x.bin"));
  refused({"validate", "x.yaml"}, HasSubstr("x.yaml"));
  refused({"lab", "--pace", "fast"}, HasSubstr("realtime"));
  refused({"--log-level", "loud", "validate", "x.yaml"}, HasSubstr("loud"));
}

TEST_F(BadInput, AFolderWithResultsIsNeverWrittenInto) {
  write_file(folder_ / "event.yaml", belt_event());
  std::filesystem::create_directory(folder_ / "mine");
  write_file(folder_ / "mine" / "results.json", "mine");
  const Outcome run = plugtest({"run", "event.yaml", "--out", "mine"}, folder_.path());
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("mine"));
  EXPECT_EQ(read_file(folder_ / "mine" / "results.json"), "mine");
}

}  // namespace
}  // namespace plugtest::e2e
