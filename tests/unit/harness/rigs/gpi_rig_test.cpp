#include "harness/rigs/gpi_rig.h"

#include "harness/rigs/answers_prompter.h"
#include "tests/unit/harness/rigs/rig_bench.h"

#include <gtest/gtest.h>

namespace plugtest::rigs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Two photo-eyes, two metres apart: the first at input 3, high when blocked, the second at input
/// 4, low when blocked.
struct Belt {
  explicit Belt(std::size_t eyes = 2)
      : manifest(enrolled(2)),
        pieces(pieces_of(manifest, 2)),
        prompter(make_answers_prompter(
            bench.runtime, parse_answers("{load: '', reference: ''}", "answers").value())),
        rig(bench.runtime, *prompter, manifest, scenario(eyes)) {}

  static model::ScenarioPlan scenario(std::size_t eyes) {
    model::ScenarioPlan plan;
    plan.id = model::ScenarioId("belt");
    plan.motion.speed_mps = 1;
    plan.load = model::TrainLoad{.items = 2, .item = {}, .max_gap_m = 0.5};
    plan.lane.eyes = {{3, {-1, "measured"}, true}, {4, {1, "measured"}, false}};
    plan.lane.eyes.resize(eyes);
    return plan;
  }

  void at(Nanos when, std::uint16_t input, bool high, std::optional<Nanos> reader_time = {}) {
    bench.clock.call_at(lab::default_epoch() + when, [this, input, high, reader_time] {
      model::InputEvent event{input, high, bench.clock.now(), {}};
      if (reader_time) event.when = ReaderTime(*reader_time);
      rig.on_input(event);
    });
  }

  RigBench bench;
  model::Manifest manifest;
  std::vector<model::Piece> pieces;
  std::unique_ptr<api::Prompter> prompter;
  GpiRig rig;
  Outcome<model::PassTimes> passed;
};

TEST(GpiRig, APassIsFromTheFirstEyeBlockedToTheLastOneLeftAndTwoEyesGiveTheSpeed) {
  Belt belt;
  belt.at(seconds(1), 3, true);
  belt.at(milliseconds(1400), 3, false);  // between the items
  belt.at(milliseconds(1900), 3, true);
  belt.at(milliseconds(2300), 3, false);
  belt.at(milliseconds(2600), 4, false);
  belt.at(milliseconds(3000), 4, true);
  belt.at(milliseconds(3500), 4, false);
  belt.at(milliseconds(3900), 4, true);
  belt.rig.pass(seconds(30), belt.passed.done());
  belt.bench.run();
  ASSERT_TRUE(belt.passed.over() && *belt.passed.result);
  const model::PassTimes times = **belt.passed.result;
  EXPECT_EQ(times.begin - lab::default_epoch(), seconds(1));
  EXPECT_EQ(times.end - lab::default_epoch(), milliseconds(3900));
  EXPECT_EQ(times.speed_mmps, 1250) << "2 m in 1.6 s";
}

TEST(GpiRig, SpeedGoesByTheReadersClockWhereItStampsItsEvents) {
  Belt belt;
  belt.at(seconds(1), 3, true, seconds(101));
  belt.at(milliseconds(1500), 3, false, milliseconds(101'500));
  belt.at(milliseconds(3400), 4, false, seconds(103));  // told 400 ms late
  belt.at(milliseconds(3900), 4, true, milliseconds(103'500));
  belt.rig.pass(seconds(30), belt.passed.done());
  belt.bench.run();
  ASSERT_TRUE(belt.passed.over() && *belt.passed.result);
  EXPECT_EQ((*belt.passed.result)->speed_mmps, 1000);
}

TEST(GpiRig, OneEyeTellsBeginAndEndButNoSpeed) {
  Belt belt(1);
  belt.at(seconds(1), 3, true);
  belt.at(seconds(2), 3, false);
  belt.rig.pass(seconds(30), belt.passed.done());
  belt.bench.run();
  ASSERT_TRUE(belt.passed.over() && *belt.passed.result);
  EXPECT_EQ((*belt.passed.result)->end - lab::default_epoch(), seconds(2));
  EXPECT_FALSE((*belt.passed.result)->speed_mmps);
}

TEST(GpiRig, OtherInputsAndWhatWasBeforeThePassAreNothingToIt) {
  Belt belt;
  belt.at(milliseconds(100), 3, true);
  belt.at(milliseconds(200), 3, false);
  belt.bench.run();
  belt.at(seconds(2), 9, true);
  belt.rig.pass(seconds(5), belt.passed.done());
  belt.bench.run();
  EXPECT_EQ(belt.passed.code(), ErrorCode::unreachable);
  EXPECT_EQ(belt.passed.result->error().message,
            "the photo-eye at input 3 has seen no load in 5.0 s");
}

TEST(GpiRig, ALoadThatIsStuckBetweenTheEyesIsSaidToBe) {
  Belt belt;
  belt.at(seconds(1), 3, true);
  belt.at(seconds(2), 3, false);
  belt.rig.pass(seconds(5), belt.passed.done());
  belt.bench.run();
  EXPECT_EQ(belt.passed.result->error().message,
            "the photo-eye at input 3 has seen the load, but that at 4 not that it has left in "
            "5.0 s");
}

TEST(GpiRig, AnAbortEndsThePassAtOnce) {
  Belt belt;
  belt.rig.pass(seconds(30), belt.passed.done());
  belt.rig.abort();
  EXPECT_FALSE(belt.passed.over()) << "never from inside the call";
  belt.bench.run();
  EXPECT_EQ(belt.passed.code(), ErrorCode::cancelled);
  EXPECT_EQ(belt.bench.elapsed(), Nanos(0));
}

TEST(GpiRig, ACheckIsReadForItsTimeWhateverTheEyesSay) {
  Belt belt;
  Outcome<model::Manifest> loaded;
  belt.rig.load({.pass = model::k_first_check,
                 .pieces = std::span(belt.pieces).first(1),
                 .kind = model::PassKind::reference,
                 .stay = seconds(2)},
                loaded.done());
  belt.bench.run();
  ASSERT_TRUE(loaded.over() && *loaded.result);
  belt.rig.pass(seconds(30), belt.passed.done());
  belt.bench.run();
  ASSERT_TRUE(belt.passed.over() && *belt.passed.result);
  EXPECT_EQ((*belt.passed.result)->end - (*belt.passed.result)->begin, seconds(2));
}

TEST(GpiRig, AnEyeIsClearForLongerThanTheGapsOfALoad) {
  EXPECT_EQ(clear_time(Belt::scenario(2)), seconds(1)) << "twice half a metre at 1 m/s";
  model::ScenarioPlan fast = Belt::scenario(2);
  fast.motion.speed_mps = 10;
  EXPECT_EQ(clear_time(fast), milliseconds(500));
}

}  // namespace
}  // namespace plugtest::rigs
