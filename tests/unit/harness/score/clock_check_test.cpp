// Times that cannot be: what is said of them, and that such a pass does not count.

#include "harness/score/clock_check.h"

#include "harness/score/run_scorer.h"
#include "tests/unit/harness/score/builders.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using testing::at_ms;
using testing::pass_with;
using testing::piece;
using testing::read_of;
using testing::reader_ms;

// A pass from 1 to 3 s, by a reader whose clock is 100 s ahead, with reads at 1.5 and 2 s.
model::PassRecord pass() {
  model::PassRecord record = pass_with({piece("r", "red", "a1")});
  record.index = 2;
  record.inventory_id = 3;
  record.clock_offset = std::chrono::seconds(100);
  for (const std::int64_t ms : {1500, 2000}) {
    model::Observation seen = read_of("a1", ms);
    seen.first_seen = reader_ms(ms + 99'900);
    seen.last_seen = reader_ms(ms + 99'990);
    seen.inventory_id = 3;
    record.observations.push_back(seen);
  }
  return record;
}

std::string told(const model::PassRecord& record) { return clock_jump(record).value_or(""); }

TEST(ClockCheck, LetsTimesThatFitAlone) {
  EXPECT_EQ(told(pass()), "");
  model::PassRecord without_stamps = pass();
  for (auto& seen : without_stamps.observations) seen.first_seen = seen.last_seen = std::nullopt;
  EXPECT_EQ(told(without_stamps), "");
  model::PassRecord unknown_offset = pass();
  unknown_offset.clock_offset.reset();
  unknown_offset.observations[1].first_seen = reader_ms(5);
  EXPECT_EQ(told(unknown_offset), "");
  // What is late from the pass before has other times, and does not belong here.
  model::PassRecord late = pass();
  late.observations[0].inventory_id = 2;
  late.observations[0].first_seen = late.observations[0].last_seen = reader_ms(5);
  EXPECT_EQ(told(late), "");
}

TEST(ClockCheck, NamesTheReportAndTheLeap) {
  model::PassRecord ahead = pass();
  ahead.observations[1].last_seen = reader_ms(105'000);
  EXPECT_EQ(told(ahead),
            "tag report 2 of pass 3 was seen 3.000 s after it was received, by the reader's clock");
  model::PassRecord back = pass();
  back.observations[1].first_seen = back.observations[1].last_seen = reader_ms(40'000);
  EXPECT_EQ(told(back),
            "tag report 2 of pass 3 was seen 61.000 s before the pass, by the reader's clock");
  model::PassRecord backwards = pass();
  backwards.observations[0].last_seen = reader_ms(101'150);
  EXPECT_EQ(told(backwards),
            "tag report 1 of pass 3 was last seen 0.250 s before it was first seen");
  model::PassRecord host = pass();
  host.observations[1].received = at_ms(1400);
  EXPECT_EQ(told(host), "tag report 2 of pass 3 was received 0.100 s before the one ahead of it");
  model::PassRecord turned = pass();
  turned.times.end = at_ms(0);
  EXPECT_EQ(told(turned), "pass 3 ends 1.000 s before it begins");
}

TEST(ClockCheck, GrantsTheSlackAndTheTimeBeforeTheMotion) {
  model::PassRecord edge = pass();
  edge.observations[1].last_seen = reader_ms(103'000);
  EXPECT_EQ(told(edge), "");
  edge.observations[0].first_seen = reader_ms(100'000);
  EXPECT_EQ(told(edge), "");
  edge.observations[0].first_seen = reader_ms(99'999);
  EXPECT_NE(told(edge), "");
  edge.opened = at_ms(999);
  EXPECT_EQ(told(edge), "");
}

TEST(ClockCheck, ComparesAPassWithTheNext) {
  const model::PassRecord first = pass();
  model::PassRecord second = pass();
  second.index = 3;
  second.times = {at_ms(3000), at_ms(4000)};
  EXPECT_EQ(clock_jump(first, second), std::nullopt);
  second.times.begin = at_ms(2990);
  EXPECT_EQ(clock_jump(first, second), "pass 4 begins 0.010 s before pass 3 ended");
}

TEST(ClockCheck, APassWithSuchTimesDoesNotCount) {
  RunScorer scorer({model::TagTypeId("red")}, model::ScenarioPlan{});
  model::PassRecord jumped = pass();
  jumped.observations[1].last_seen = reader_ms(1'000'000);
  scorer.add(jumped);
  scorer.add(pass());
  const RunScore score = scorer.finish({});
  EXPECT_EQ(score.outcomes.front().disturbed, 1U);
  EXPECT_EQ(score.outcomes.front().passes, 1U);
}

}  // namespace
}  // namespace plugtest::score
