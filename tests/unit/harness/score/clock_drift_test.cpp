#include "harness/score/clock_drift.h"

#include "harness/score/run_scorer.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Ten passes, ten seconds apart, with these offsets of the reader's clock.
ClockDrift watched(const std::function<std::optional<Nanos>(int pass)>& offset) {
  ClockDrift drift;
  for (int i = 0; i < 10; ++i) {
    model::PassRecord pass;
    pass.times.end = HostTime{seconds(1'000 + 10 * i)};
    pass.clock_offset = offset(i);
    drift.add(pass);
  }
  return drift;
}

TEST(ClockDrift, TellsByHowMuchAClockRunsFastOrSlow) {
  EXPECT_EQ(watched([](int i) { return seconds(5) + i * milliseconds(50); }).sentence(),
            "The reader's clock gains 0.450 s in 90.0 s against ours, 5000 parts per million.");
  EXPECT_EQ(watched([](int i) { return -i * milliseconds(1'000); }).sentence(),
            "The reader's clock loses 9.000 s in 90.0 s against ours, 100000 parts per million.");
}

TEST(ClockDrift, TheFirstEstimatesMayBeOffByTheDelaysOfTheLink) {
  EXPECT_NE(
      watched([](int i) { return i * milliseconds(100) - milliseconds(i % 3 * 40); }).sentence(),
      "");
}

TEST(ClockDrift, ACrystalAHostThatIsSetRightAndAClockThatIsSetAnewDoNotDrift) {
  EXPECT_EQ(watched([](int) { return seconds(3); }).sentence(), "");
  EXPECT_EQ(watched([](int i) { return i * milliseconds(5); }).sentence(), "") << "500 ppm";
  EXPECT_EQ(watched([](int i) { return i < 4 ? milliseconds(0) : milliseconds(900); }).sentence(),
            "")
      << "one step";
  EXPECT_EQ(watched([](int i) { return milliseconds(i % 2 == 0 ? 0 : 400); }).sentence(), "")
      << "to and fro";
}

TEST(ClockDrift, AClockThatBeginsAnewWithEveryInventoryIsNone) {
  EXPECT_EQ(watched([](int i) { return milliseconds(3) - i * seconds(10); }).sentence(), "");
}

TEST(ClockDrift, AReaderWithoutAClockHasNoneToDrift) {
  EXPECT_EQ(watched([](int) { return std::nullopt; }).sentence(), "");
  EXPECT_EQ(ClockDrift{}.sentence(), "");
}

TEST(ClockDrift, ARunThatWouldPassPassesWithARemark) {
  model::ScenarioPlan scenario;
  scenario.decision = model::FixedRule{10, 0.5};
  const model::TagTypeId type("c1");
  RunScorer scorer({type}, scenario);
  for (int i = 0; i < 10; ++i) {
    model::PassRecord pass;
    pass.index = static_cast<std::uint32_t>(i);
    pass.times = {HostTime{seconds(10 * i)}, HostTime{seconds(10 * i + 5)}};
    pass.clock_offset = i * milliseconds(100);
    model::Piece piece;
    piece.id = model::PieceId("p");
    piece.tag_type = type;
    piece.uii = identity::Uii::from_hex("AB").value();
    pass.manifest.expected.emplace_back().piece = piece;
    model::Observation seen;
    seen.uii = piece.uii;
    seen.received = pass.times.begin + seconds(1);
    pass.observations.push_back(seen);
    scorer.add(pass);
  }
  const model::RunOutcome outcome = scorer.finish({}).outcomes[0];
  EXPECT_EQ(outcome.verdict, model::Verdict::pass_with_remark);
  EXPECT_EQ(outcome.attribution, model::Attribution::reader);
  EXPECT_THAT(outcome.reasons,
              testing::ElementsAre(model::Reason::requirement_met, model::Reason::clock_drifts));
  EXPECT_THAT(outcome.detail, testing::HasSubstr("10000 parts per million"));
}

}  // namespace
}  // namespace plugtest::score
