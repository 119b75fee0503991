// The conformance check of adapters: the sample adapter passes it, each fault fails the right
// check.

#include "drivers/exec/adapter_check.h"

#include "tests/unit/drivers/exec/floor_bench.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::HasSubstr;

class AdapterCheckTest : public testing::Test {
 protected:
  bool check(const std::vector<std::string>& words, Nanos patience = std::chrono::seconds(20)) {
    checks_.clear();
    return check_adapter(
        bench_.runtime, words, {.patience = patience, .inventory = std::chrono::milliseconds(100)},
        [this](const AdapterCheck& check) { checks_[check.name] = check; }, stop_.get_token());
  }
  bool scripted(const std::string& script, Nanos patience = std::chrono::seconds(20)) {
    return check({SCRIPTED_ADAPTER, script}, patience);
  }
  AdapterCheck::Outcome outcome(const std::string& name) { return checks_.at(name).outcome; }

  static constexpr auto passed = AdapterCheck::Outcome::passed;
  static constexpr auto failed = AdapterCheck::Outcome::failed;
  static constexpr auto not_run = AdapterCheck::Outcome::not_run;

  test::FloorBench bench_;
  std::stop_source stop_;
  std::map<std::string, AdapterCheck> checks_;
};

TEST_F(AdapterCheckTest, TheSampleAdapterPassesEveryCheck) {
  EXPECT_TRUE(check({SAMPLE_ADAPTER}));
  EXPECT_EQ(checks_.size(), 15U);
  for (const auto& [name, check] : checks_) {
    EXPECT_EQ(check.outcome, passed) << name << ": " << check.found;
    EXPECT_FALSE(check.expected.empty());
  }
  EXPECT_THAT(checks_["inventory"].found, HasSubstr("3 tags"));
  EXPECT_THAT(checks_["hello"].found, HasSubstr("sample adapter"));
}

TEST_F(AdapterCheckTest, WhatDependsOnAFailedCheckIsNotRun) {
  EXPECT_FALSE(scripted("garbage"));
  EXPECT_EQ(outcome("hello"), failed);
  EXPECT_THAT(checks_["hello"].found, HasSubstr("byte 0"));
  EXPECT_EQ(outcome("inventory"), not_run);
}

TEST_F(AdapterCheckTest, EachFaultFailsItsOwnCheck) {
  const std::map<std::string, std::string> faults = {{"swallows-unknown", "unknown-call"},
                                                     {"wrong-kind", "identify"},
                                                     {"late-report", "inventory"},
                                                     {"wrong-inventory", "inventory"},
                                                     {"refuses-start", "inventory"},
                                                     {"dies", "identify"},
                                                     {"version-2", "hello"},
                                                     {"unreachable", "connect"}};
  for (const auto& [script, name] : faults) {
    EXPECT_FALSE(scripted(script)) << script;
    EXPECT_EQ(outcome(name), failed) << script << ": " << checks_[name].found;
  }
}

TEST_F(AdapterCheckTest, ProgramsThatHangAreNotWaitedForForever) {
  EXPECT_FALSE(scripted("stays", std::chrono::seconds(2)));
  EXPECT_EQ(outcome("end"), failed);
  EXPECT_THAT(checks_["end"].found, HasSubstr("in vain"));
}

TEST_F(AdapterCheckTest, AProgramThatIsNotThereFailsTheFirstCheck) {
  EXPECT_FALSE(check({"./no-such-program"}));
  EXPECT_EQ(outcome("hello"), failed);
  EXPECT_THAT(checks_["hello"].found, HasSubstr("No such file"));
}

TEST_F(AdapterCheckTest, AStopEndsIt) {
  stop_.request_stop();
  EXPECT_FALSE(scripted("deaf"));
  EXPECT_EQ(outcome("hello"), not_run);
}

}  // namespace
}  // namespace plugtest::drivers
