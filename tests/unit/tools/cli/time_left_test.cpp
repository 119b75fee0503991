#include "tools/cli/time_left.h"

#include <gtest/gtest.h>

namespace plugtest::cli {
namespace {

using std::chrono::seconds;

/// Two runs of one clean pass each, of 10 and of 30 items.
struct Plans {
  model::EventPlan event;
  std::vector<model::RunPlan> runs;

  Plans() {
    for (const std::uint32_t items : {10U, 30U}) {
      model::ScenarioPlan& scenario = event.scenarios.emplace_back();
      scenario.id = model::ScenarioId("s" + std::to_string(items));
      scenario.load = model::TrainLoad{.items = items, .item = {}};
      scenario.decision = model::FixedRule{59, 0.95, 0.95};
      model::RunPlan& run = runs.emplace_back();
      run.id = model::RunId("r" + std::to_string(items));
      run.scenario = scenario.id;
    }
  }
};

TEST(TimeLeft, IsUnknownBeforeAnythingWasDone) {
  const Plans plans;
  EXPECT_FALSE(TimeLeft(plans.event, plans.runs).after(seconds(10)));
  EXPECT_FALSE(TimeLeft().after(seconds(10)));
}

TEST(TimeLeft, GoesByTheWorkThatIsDone) {
  const Plans plans;
  TimeLeft left(plans.event, plans.runs);
  left.on_run_end(plans.runs[0].id);
  EXPECT_EQ(left.after(seconds(10)), seconds(30)) << "three times the tags";
  left.on_run_end(plans.runs[1].id);
  EXPECT_FALSE(left.after(seconds(40))) << "nothing is left";
}

TEST(TimeLeft, PassesOfARunUnderWayCountAndThoseBeyondTheCleanOnesDoNot) {
  Plans plans;
  plans.event.rig = model::RigKind::operator_prompts;
  TimeLeft left(plans.event, plans.runs);
  for (std::uint32_t pass = 0; pass < 200; ++pass) left.on_pass(plans.runs[0].id, pass);
  EXPECT_EQ(left.after(seconds(59)), seconds(59)) << "59 of 118 passes";
  left.on_run_end(plans.runs[0].id);
  EXPECT_EQ(left.after(seconds(59)), seconds(59)) << "counted once";
}

TEST(TimeLeft, IsToldNoMoreExactlyThanItIsKnown) {
  EXPECT_EQ(time_left_text(seconds(89)), "89 s");
  EXPECT_EQ(time_left_text(seconds(91)), "2 min");
  EXPECT_EQ(time_left_text(seconds(12'000)), "3 h 20 min");
}

}  // namespace
}  // namespace plugtest::cli
