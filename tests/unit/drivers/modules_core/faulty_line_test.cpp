// What the drivers of all five families make of a faulty line: each against its virtual module with
// a fault of the line planted, over TCP and over a pty, in lock-step on lab time.

#include "tests/unit/drivers/modules_core/line_bench.h"

#include <string>

#include <gmock/gmock.h>

namespace plugtest {
namespace {

using model::ReaderFault;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class FaultyLine : public test::LineBench {
 protected:
  /// An inventory with a faulty line, which ends in order and tells of every tag, and of none that
  /// is not there.
  void expect_all_tags(ReaderFault fault, std::int64_t parameter) {
    script(polled() ? 1 : 20, polled() ? milliseconds(2) : milliseconds(10));
    const auto connected = connect(fault, parameter);
    ASSERT_TRUE(connected) << to_string(connected.error());
    const auto started = start();
    ASSERT_TRUE(started) << to_string(started.error());
    ASSERT_TRUE(pass(seconds(3)));
    const auto stopped = stop();
    ASSERT_TRUE(stopped) << to_string(stopped.error());
    EXPECT_THAT(listener_.downs, IsEmpty());
    EXPECT_EQ(listener_.uiis(), tags_) << "no record is made up, and no tag is lost for good";
  }
};

INSTANTIATE_TEST_SUITE_P(, FaultyLine,
                         testing::Values("ipico+tcp", "ipico+serial", "mercury+tcp",
                                         "mercury+serial", "a0+tcp", "a0+serial", "chafon+tcp",
                                         "chafon+serial", "m100+tcp", "m100+serial"),
                         [](const auto& family) {
                           std::string name = family.param;
                           name[name.find('+')] = '_';
                           return name;
                         });

TEST_P(FaultyLine, wrong_checks_cost_the_damaged_frames_only) {
  expect_all_tags(ReaderFault::wrong_check, now_and_then());
  EXPECT_THAT(listener_.events, Contains(HasSubstr("no frame (bad-check)")));
}

TEST_P(FaultyLine, lost_bytes_cost_the_damaged_frames_only) {
  expect_all_tags(ReaderFault::lost_bytes, 200);
  EXPECT_THAT(listener_.events, Contains(HasSubstr("no frame")));
}

TEST_P(FaultyLine, half_frames_cost_no_other_frame) {
  expect_all_tags(ReaderFault::half_frames, now_and_then());
  EXPECT_THAT(listener_.events, Contains(HasSubstr("no frame")));
}

TEST_P(FaultyLine, answers_that_are_a_little_late_are_waited_for) {
  expect_all_tags(ReaderFault::late_replies, 300);
  EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_P(FaultyLine, answers_that_never_come_in_time_are_a_time_out) {
  const auto connected = connect(ReaderFault::late_replies, 20'000);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::timed_out);
}

TEST_P(FaultyLine, a_burst_of_garbage_breaks_the_protocol) {
  script(polled() ? 1 : 20, polled() ? milliseconds(2) : milliseconds(10));
  ASSERT_TRUE(connect(ReaderFault::garbage, 500));
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::protocol);
  EXPECT_THAT(listener_.downs[0].message, HasSubstr("speaks another protocol"));
  EXPECT_FALSE(listener_.observations.empty()) << "what was told before is kept";
}

TEST_P(FaultyLine, a_restart_in_the_middle_breaks_the_protocol) {
  script(polled() ? 1 : 20, polled() ? milliseconds(2) : milliseconds(10));
  ASSERT_TRUE(connect(ReaderFault::restarts, 500));
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::protocol);
  EXPECT_THAT(listener_.downs[0].message, AnyOf(HasSubstr("started anew"), HasSubstr("restarted")));
  EXPECT_FALSE(listener_.observations.empty()) << "what was told before is kept";
}

TEST_P(FaultyLine, a_module_at_another_speed_is_told_from_one_that_is_silent) {
  const auto connected = connect(ReaderFault::wrong_baud, 19'200);
  ASSERT_FALSE(connected) << "nothing that it says can be understood";
  EXPECT_THAT(connected.error().code, AnyOf(ErrorCode::timed_out, ErrorCode::protocol));
}

TEST_P(FaultyLine, a_stuck_module_is_noticed_while_the_inventory_runs_or_at_its_end) {
  script(1, milliseconds(2));
  ASSERT_TRUE(connect(ReaderFault::stalls, 500));
  ASSERT_TRUE(start());
  ASSERT_TRUE(pass(seconds(8)));
  const auto stopped = stop();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(listener_.uiis(), tags_);
}

TEST_P(FaultyLine, an_unplugged_module_is_a_lost_link) {
  ASSERT_TRUE(connect(ReaderFault::drops_link, 500));
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::link_lost);
}

}  // namespace
}  // namespace plugtest
