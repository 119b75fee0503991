// Every piece has a backscatter frequency of its own, within what the link profile allows it.

#include "harness/api/air_tap.h"
#include "protocols/gen2/link_profile.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <cstdio>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

/// When replies begin after the command before them, and how long those to Query last, by piece.
class Stopwatch final : public api::AirTap {
 public:
  void on_frame(const model::AirFrame& frame) override {
    if (frame.direction == model::AirDirection::forward) {
      asked_ = frame.end;
    } else if (!frame.ears.empty() && frame.bits.size() == 16) {
      delays[frame.ears[0].tag].insert(frame.begin - asked_);
      alone = alone && frame.reception != model::AirReception::collision;
    }
  }
  std::map<identity::Uii, std::set<Nanos>> delays;
  bool alone = true;

 private:
  HostTime asked_{};
};

Stopwatch watch(const std::string& link, double spread) {
  Stopwatch stopwatch;
  LabPlan plan = test::conveyor_plan(3);
  plan.reader.radio.link_profiles = {link};
  plan.tag_types[0].radio.blf_spread = {spread, "test"};
  // One by one, so that no other reply is taken for the earliest.
  model::TrainLoad train;
  train.min_gap_m = 3;
  train.max_gap_m = 3;
  plan.scenario.load = train;
  plan.air_tap = &stopwatch;
  test::LabBench bench(plan);
  bench.pass(0);
  return stopwatch;
}

TEST(TagClocks, EveryPieceKeepsItsOwnTimeWithinTheToleranceOfTheLink) {
  for (const char* link : {"max-rate", "m4-320", "fm0-40"}) {
    const gen2::TimeWindow t1 = gen2::find_profile(link).value().t1();
    const Stopwatch spread = watch(link, 1);
    ASSERT_GE(spread.delays.size(), 8U) << link;
    std::set<Nanos> different;
    for (const auto& [uii, delays] : spread.delays) {
      EXPECT_EQ(delays.size(), 1U) << "a piece has one error, whenever it replies";
      different.insert(*delays.begin());
      EXPECT_GE(*delays.begin(), t1.minimum) << link;
      EXPECT_LE(*delays.begin(), t1.maximum) << link;
    }
    EXPECT_GE(different.size(), 8U) << "pieces differ";
    std::printf("%-9s T1 %6.2f to %6.2f us (allowed %6.2f to %6.2f)\n", link,
                static_cast<double>(different.begin()->count()) / 1000,
                static_cast<double>(different.rbegin()->count()) / 1000,
                static_cast<double>(t1.minimum.count()) / 1000,
                static_cast<double>(t1.maximum.count()) / 1000);
    // Of the share of the tolerance that the type takes, no more.
    const std::int64_t half_ns = (t1.maximum - t1.nominal).count() / 2;
    for (const auto& [uii, delays] : watch(link, 0.4).delays) {
      EXPECT_NEAR(static_cast<double>((*delays.begin() - t1.nominal).count()), 0,
                  static_cast<double>(half_ns));
    }
    for (const auto& [uii, delays] : watch(link, 0).delays) EXPECT_EQ(*delays.begin(), t1.nominal);
  }
}

}  // namespace
}  // namespace plugtest::lab
