#include "harness/rigs/operator_turns.h"

#include "harness/rigs/operator_rig.h"
#include "tests/unit/harness/rigs/rig_bench.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::rigs {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(OperatorTurns, GoRoundInTheOrderOfTheAsking) {
  OperatorTurns turns;
  std::vector<int> begun;
  const auto first = turns.wait([&] { begun.push_back(1); });
  const auto second = turns.wait([&] { begun.push_back(2); });
  const auto third = turns.wait([&] { begun.push_back(3); });
  EXPECT_THAT(begun, ElementsAre(1));
  turns.end(first);
  EXPECT_THAT(begun, ElementsAre(1, 2));
  turns.end(first);  // over already
  EXPECT_THAT(begun, ElementsAre(1, 2));
  turns.end(second);
  turns.end(third);
  EXPECT_THAT(begun, ElementsAre(1, 2, 3));
}

TEST(OperatorTurns, WhoGivesUpWaitingIsLeftOut) {
  OperatorTurns turns;
  std::vector<int> begun;
  const auto first = turns.wait([&] { begun.push_back(1); });
  const auto second = turns.wait([&] { begun.push_back(2); });
  turns.wait([&] { begun.push_back(3); });
  turns.end(second);
  EXPECT_THAT(begun, ElementsAre(1));
  turns.end(first);
  EXPECT_THAT(begun, ElementsAre(1, 3));
}

TEST(OperatorTurns, AreNeverHadByTwoThreadsAtOnce) {
  OperatorTurns turns;
  std::atomic<int> inside{0};
  std::atomic<int> turns_had{0};
  constexpr int k_lanes = 4;
  constexpr int k_turns = 200;
  const auto lane = [&] {
    for (int i = 0; i < k_turns; ++i) {
      std::atomic<bool> mine{false};
      const auto number = turns.wait([&mine] {
        mine = true;
        mine.notify_one();
      });
      mine.wait(false);
      EXPECT_EQ(++inside, 1);
      ++turns_had;
      --inside;
      turns.end(number);
    }
  };
  {
    std::vector<std::jthread> lanes;
    for (int i = 0; i < k_lanes; ++i) lanes.emplace_back(lane);
  }
  EXPECT_EQ(turns_had, k_lanes * k_turns);
}

/// Answers when the test says so.
class PatientPrompter final : public api::Prompter {
 public:
  explicit PatientPrompter(api::Clock& clock) : timer_(clock) {}

  void ask(const std::string& key, const std::string& text, Nanos timeout,
           api::Done<std::string> done) override {
    questions.push_back(text);
    timeouts.push_back(timeout);
    asked = key;
    done_ = std::move(done);
  }
  void cancel() override {
    if (!done_) return;
    timer_.set_after(Nanos(0), [this, done = std::exchange(done_, nullptr)] {
      done(fail(ErrorCode::cancelled, "the question was withdrawn"));
    });
  }
  void answer(const std::string& text = "") {
    ASSERT_TRUE(done_) << "nothing is asked";
    asked.clear();
    std::exchange(done_, nullptr)(text);
  }

  std::string asked;  ///< the key of the open question
  std::vector<std::string> questions;
  std::vector<Nanos> timeouts;

 private:
  api::Timer timer_;
  api::Done<std::string> done_;
};

/// A lane with a loop of its own.
struct LaneOf {
  LaneOf(const char* lane, OperatorTurns& turns)
      : manifest(enrolled(3)),
        pieces(pieces_of(manifest, 3)),
        prompter(bench.clock),
        rig(bench.runtime, prompter, manifest, scenario(lane), nullptr, &turns) {}

  static model::ScenarioPlan scenario(const char* lane) {
    model::ScenarioPlan plan;
    plan.id = model::ScenarioId("parcels");
    plan.lane.id = model::LaneId(lane);
    plan.budgets.pass = seconds(60);
    return plan;
  }

  /// What is due at this moment happens, and no more.
  void settle() {
    bench.io.restart();
    bench.io.poll();
    while (bench.clock.next() == bench.clock.now()) bench.clock.advance();
  }
  void load() {
    rig.load({0, pieces}, loaded.done());
    settle();
  }
  void pass() {
    rig.pass(seconds(30), passed.done());
    settle();
  }
  void check(model::PassKind kind) {
    const std::size_t count = kind == model::PassKind::reference ? 1 : 0;
    rig.load({.pass = model::k_first_check,
              .pieces = std::span(pieces).first(count),
              .kind = kind,
              .stay = seconds(2)},
             loaded.done());
    settle();
  }

  RigBench bench;
  model::Manifest manifest;
  std::vector<model::Piece> pieces;
  PatientPrompter prompter;
  OperatorRig rig;
  Outcome<model::Manifest> loaded;
  Outcome<model::PassTimes> passed;
};

struct TwoLanes {
  OperatorTurns turns;
  LaneOf belt{"belt", turns};
  LaneOf door{"door", turns};
};

TEST(OperatorOfTwoLanes, IsAskedOneThingAtATimeAndToldForWhichLane) {
  TwoLanes lanes;
  lanes.belt.load();
  lanes.door.load();
  EXPECT_EQ(lanes.belt.prompter.questions.at(0).substr(0, 25), "[belt] Pass 1 of parcels:");
  EXPECT_THAT(lanes.door.prompter.questions, IsEmpty());
  lanes.belt.prompter.answer("what");
  lanes.door.settle();
  EXPECT_EQ(lanes.belt.prompter.questions.back(),
            "[belt] 'what' is no answer: press Enter to go on, or type 'abort'.");
  EXPECT_THAT(lanes.door.prompter.questions, IsEmpty()) << "the belt's turn is not over";
  lanes.belt.prompter.answer();
  EXPECT_TRUE(lanes.belt.loaded.over());
  lanes.door.settle();
  EXPECT_EQ(lanes.door.prompter.questions.at(0).substr(0, 25), "[door] Pass 1 of parcels:");
}

TEST(OperatorOfTwoLanes, HasTheWholeTimeFromTheMomentOfTheQuestionOn) {
  TwoLanes lanes;
  lanes.belt.load();
  lanes.door.pass();
  lanes.door.bench.clock.call_at(lab::default_epoch() + seconds(50), [] {});
  lanes.door.bench.run();
  lanes.belt.prompter.answer();
  lanes.door.settle();
  ASSERT_EQ(lanes.door.prompter.timeouts.size(), 1U);
  EXPECT_EQ(lanes.door.prompter.timeouts[0], seconds(30)) << "after 50 seconds of waiting";
  lanes.door.prompter.answer();
  EXPECT_EQ(lanes.door.prompter.timeouts[1], seconds(30));
}

TEST(OperatorOfTwoLanes, IsNotCalledAwayWhileALoadMoves) {
  TwoLanes lanes;
  lanes.belt.pass();
  lanes.door.load();
  lanes.belt.prompter.answer();  // it moves
  Outcome<void> off;
  lanes.belt.rig.act(model::AntennaCable{2, false}, seconds(10), off.done());
  lanes.belt.settle();
  lanes.door.settle();
  EXPECT_EQ(lanes.belt.prompter.asked, "antenna-off");
  lanes.belt.prompter.answer();
  EXPECT_TRUE(off.over());
  lanes.door.settle();
  EXPECT_EQ(lanes.belt.prompter.asked, "pass-end");
  EXPECT_THAT(lanes.door.prompter.questions, IsEmpty());
  lanes.belt.prompter.answer();  // it has left
  EXPECT_TRUE(lanes.belt.passed.over());
  lanes.door.settle();
  EXPECT_EQ(lanes.door.prompter.asked, "load");
}

TEST(OperatorOfTwoLanes, LeavesTheReferencePieceInALaneUntilItWasRead) {
  TwoLanes lanes;
  lanes.belt.check(model::PassKind::reference);
  lanes.door.check(model::PassKind::reference);
  lanes.belt.prompter.answer();
  ASSERT_TRUE(lanes.belt.loaded.over());
  lanes.door.settle();
  EXPECT_THAT(lanes.door.prompter.questions, IsEmpty()) << "the piece lies on the belt";
  lanes.belt.pass();
  lanes.belt.bench.run();
  EXPECT_TRUE(lanes.belt.passed.over());
  lanes.door.settle();
  EXPECT_EQ(lanes.door.prompter.asked, "reference");
}

TEST(OperatorOfTwoLanes, MayEmptyOneLaneWhileTheOtherIsRead) {
  TwoLanes lanes;
  lanes.belt.check(model::PassKind::empty_field);
  lanes.door.check(model::PassKind::empty_field);
  lanes.belt.prompter.answer();
  lanes.door.settle();
  EXPECT_EQ(lanes.door.prompter.asked, "empty-field");
}

TEST(OperatorOfTwoLanes, ALaneThatIsAbortedWhileItWaitsIsOutOfTheQueue) {
  TwoLanes lanes;
  LaneOf gate("gate", lanes.turns);
  lanes.belt.load();
  lanes.door.pass();
  gate.load();
  lanes.door.rig.abort();
  EXPECT_FALSE(lanes.door.passed.over()) << "never from inside the call";
  lanes.door.settle();
  EXPECT_EQ(lanes.door.passed.code(), ErrorCode::cancelled);
  lanes.belt.prompter.answer();
  lanes.door.settle();
  gate.settle();
  EXPECT_THAT(lanes.door.prompter.questions, IsEmpty());
  EXPECT_EQ(gate.prompter.asked, "load");
}

TEST(OperatorOfTwoLanes, AnAbortAtTheMomentOfTheTurnAsksNothing) {
  TwoLanes lanes;
  lanes.belt.load();
  lanes.door.load();
  lanes.belt.prompter.answer();  // the door's turn has come, and it has not heard of it yet
  lanes.door.rig.abort();
  lanes.door.settle();
  EXPECT_EQ(lanes.door.loaded.code(), ErrorCode::cancelled);
  EXPECT_THAT(lanes.door.prompter.questions, IsEmpty());
  LaneOf gate("gate", lanes.turns);
  gate.load();
  EXPECT_EQ(gate.prompter.asked, "load") << "the turn was given back";
}

TEST(OperatorOfTwoLanes, ALaneThatGoesGivesItsTurnBack) {
  OperatorTurns turns;
  LaneOf belt("belt", turns);
  {
    LaneOf door("door", turns);
    door.check(model::PassKind::reference);
    door.prompter.answer();  // and it is never read
    belt.load();
    EXPECT_THAT(belt.prompter.questions, IsEmpty());
  }
  belt.settle();
  EXPECT_EQ(belt.prompter.asked, "load");
}

}  // namespace
}  // namespace plugtest::rigs
