#include "harness/rigs/operator_rig.h"

#include "harness/rigs/answers_prompter.h"
#include "tests/doubles/remembering_evidence.h"
#include "tests/unit/harness/rigs/rig_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::rigs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Answers through the real answers file, and remembers the questions.
class RecordingPrompter final : public api::Prompter {
 public:
  RecordingPrompter(api::Runtime& runtime, const std::string& answers)
      : inner_(make_answers_prompter(runtime, parse_answers(answers, "answers").value())) {}

  void ask(const std::string& key, const std::string& text, Nanos timeout,
           api::Done<std::string> done) override {
    questions.push_back(text);
    inner_->ask(key, text, timeout, std::move(done));
  }
  void cancel() override { inner_->cancel(); }

  std::vector<std::string> questions;

 private:
  std::unique_ptr<api::Prompter> inner_;
};

/// Keeps what an operator adds, and takes files called *.jpg only.
class KeepingEvidence final : public doubles::RememberingEvidence {
 public:
  std::vector<std::string> files;
  Result<std::string> attach(HostTime, const std::string& file) override {
    if (!file.ends_with(".jpg")) return fail(ErrorCode::not_found, "there is no such file");
    files.push_back(file);
    return "attached-" + std::to_string(files.size());
  }
};

struct Floor {
  explicit Floor(const std::string& answers, int count = 3)
      : manifest(enrolled(count)),
        pieces(pieces_of(manifest, manifest.expected.size())),
        prompter(bench.runtime, answers),
        rig(bench.runtime, prompter, manifest, scenario(), &evidence) {}

  static model::ScenarioPlan scenario() {
    model::ScenarioPlan plan;
    plan.id = model::ScenarioId("belt");
    plan.budgets.pass = seconds(60);
    return plan;
  }

  void load() { rig.load({0, pieces}, loaded.done()); }
  void pass() { rig.pass(seconds(30), passed.done()); }

  RigBench bench;
  model::Manifest manifest;
  std::vector<model::Piece> pieces;
  RecordingPrompter prompter;
  KeepingEvidence evidence;
  OperatorRig rig;
  Outcome<model::Manifest> loaded;
  Outcome<model::PassTimes> passed;
};

TEST(OperatorRig, AsksForTheLoadAndGivesItsManifest) {
  Floor floor("{load: ''}");
  floor.pieces.pop_back();
  floor.load();
  EXPECT_FALSE(floor.loaded.over()) << "never from inside the call";
  floor.bench.run();
  ASSERT_TRUE(floor.loaded.over() && *floor.loaded.result);
  const model::Manifest& manifest = **floor.loaded.result;
  ASSERT_EQ(manifest.expected.size(), 2U);
  EXPECT_EQ(manifest.expected[0].item.str(), "I1");
  EXPECT_EQ(manifest.expected[1].piece.id.str(), "P2");
  ASSERT_EQ(manifest.elsewhere.size(), 1U);
  EXPECT_EQ(manifest.elsewhere[0].id.str(), "P3");
  EXPECT_THAT(floor.prompter.questions,
              testing::ElementsAre("Pass 1 of belt: place the load anew, 2 items, first to last "
                                   "P1, P2; press Enter when it is ready."));
}

TEST(OperatorRig, TakesThePassTimesFromTheAnswers) {
  Floor floor("{pass-begin: {after: 2 s}, pass-end: {text: ok, after: 4500 ms}}");
  floor.pass();
  floor.bench.run();
  ASSERT_TRUE(floor.passed.over() && *floor.passed.result);
  const model::PassTimes times = **floor.passed.result;
  EXPECT_EQ(times.begin - lab::default_epoch(), seconds(2));
  EXPECT_EQ(times.end - times.begin, milliseconds(4500));
}

TEST(OperatorRig, ALateOperatorTimesOut) {
  Floor floor("{pass-begin: {after: 10 s}, pass-end: {after: 21 s}}");
  floor.pass();
  floor.bench.run();
  EXPECT_EQ(floor.passed.code(), ErrorCode::timed_out);
  EXPECT_EQ(floor.bench.elapsed(), seconds(30)) << "one time-out for both answers";
}

TEST(OperatorRig, LoadingMayTakeAsLongAsAPass) {
  Floor floor("{load: {after: 61 s}}");
  floor.load();
  floor.bench.run();
  EXPECT_EQ(floor.loaded.code(), ErrorCode::timed_out);
  EXPECT_EQ(floor.bench.elapsed(), seconds(60));
}

TEST(OperatorRig, TheOperatorCanAbort) {
  Floor floor("{load: abort}");
  floor.load();
  floor.bench.run();
  EXPECT_EQ(floor.loaded.code(), ErrorCode::cancelled);
}

TEST(OperatorRig, AbortEndsAPendingQuestionAtOnce) {
  Floor floor("{pass-begin: '', pass-end: {after: 20 s}}");
  floor.pass();
  ASSERT_TRUE(floor.bench.clock.advance());  // the begin
  EXPECT_FALSE(floor.passed.over());
  floor.rig.abort();
  EXPECT_FALSE(floor.passed.over()) << "never from inside the call";
  floor.bench.run();
  EXPECT_EQ(floor.passed.code(), ErrorCode::cancelled);
  EXPECT_EQ(floor.bench.elapsed(), Nanos(0));
}

TEST(OperatorRig, AbortWithNothingPendingIsHarmless) {
  Floor floor("{load: ''}");
  floor.rig.abort();
  floor.load();
  floor.bench.run();
  EXPECT_TRUE(floor.loaded.over() && *floor.loaded.result);
}

TEST(OperatorRig, AsksAgainThenGivesUp) {
  Floor floor("{load: [what, '', x, y1, z]}");
  floor.load();
  floor.bench.run();
  EXPECT_TRUE(floor.loaded.over() && *floor.loaded.result) << "the second answer is good";
  EXPECT_EQ(floor.prompter.questions.back(),
            "'what' is no answer: press Enter to go on, or type 'abort'.");
  Outcome<model::Manifest> again;
  floor.rig.load({1, floor.pieces}, again.done());
  floor.bench.run();
  ASSERT_EQ(again.code(), ErrorCode::not_found);
  EXPECT_EQ(again.result->error().message,
            "no usable answer to 'load' in three tries, the last was 'z'; expected Enter or "
            "'abort'");
}

TEST(OperatorRig, AFileWithoutAnswerEndsThePass) {
  Floor floor("{load: ''}");
  floor.pass();
  floor.bench.run();
  EXPECT_EQ(floor.passed.code(), ErrorCode::not_found);
}

TEST(OperatorRig, ShortensALongLoad) {
  Floor floor("{load: ''}", 13);
  floor.load();
  floor.bench.run();
  EXPECT_THAT(floor.prompter.questions[0],
              testing::HasSubstr("13 items, first to last P1, P2 ... P13;"));
}

TEST(OperatorRig, HandworkIsAskedForBetweenMotionsAndInMidPass) {
  Floor floor(R"(load: ""
pass-begin: ""
antenna-off: {text: "", after: 500 ms}
antenna-on: ""
step: ""
pass-end: {text: "", after: 4 s}
)");
  floor.load();
  floor.bench.run();
  Outcome<void> prompted;
  floor.rig.act(model::AskOperator{"turn the sack over"}, seconds(10), prompted.done());
  floor.bench.run();
  ASSERT_TRUE(prompted.over());
  EXPECT_EQ(floor.prompter.questions.back(),
            "Pass 1: turn the sack over; press Enter when it is done.");

  floor.pass();
  Outcome<void> off;
  floor.bench.clock.call_at(floor.bench.clock.now() + seconds(1), [&] {
    floor.rig.act(model::AntennaCable{2, false}, seconds(10), off.done());
  });
  floor.bench.run();
  ASSERT_TRUE(off.result && *off.result);
  ASSERT_TRUE(floor.passed.result && *floor.passed.result);
  const model::PassTimes& times = **floor.passed.result;
  // One second, half a second of handwork, and the end asked for anew: four seconds.
  EXPECT_EQ(times.end - times.begin, milliseconds(5'500));
  EXPECT_THAT(floor.prompter.questions.at(floor.prompter.questions.size() - 2),
              testing::HasSubstr("take off the cable of antenna 2"));
}

TEST(OperatorRig, HandworkThatComesBeforeTheLoadMovesWaitsForThat) {
  Floor floor(R"(load: ""
pass-begin: {text: "", after: 3 s}
antenna-off: {text: "", after: 500 ms}
pass-end: {text: "", after: 4 s}
)");
  floor.load();
  floor.bench.run();
  floor.pass();
  Outcome<void> off;
  floor.bench.clock.call_at(floor.bench.clock.now() + seconds(1), [&] {
    floor.rig.act(model::AntennaCable{2, false}, seconds(10), off.done());
  });
  floor.bench.run();
  ASSERT_TRUE(off.result && *off.result);
  ASSERT_TRUE(floor.passed.result && *floor.passed.result);
  const model::PassTimes& times = **floor.passed.result;
  EXPECT_EQ(times.begin - lab::default_epoch(), seconds(3));
  EXPECT_EQ(times.end - times.begin, milliseconds(4'500));
}

TEST(OperatorRig, AnAbortEndsHandworkThatHasNotBegun) {
  Floor floor("{load: '', pass-begin: {after: 20 s}}");
  floor.load();
  floor.bench.run();
  floor.pass();
  Outcome<void> off;
  floor.rig.act(model::AntennaCable{2, false}, seconds(10), off.done());
  floor.rig.abort();
  floor.bench.run();
  EXPECT_EQ(off.code(), ErrorCode::cancelled);
  EXPECT_EQ(floor.passed.code(), ErrorCode::cancelled);
  EXPECT_EQ(floor.bench.elapsed(), Nanos(0));
}

TEST(OperatorRig, AnAbortInMidHandworkEndsBoth) {
  Floor floor(R"(load: ""
pass-begin: ""
link-cut: abort
pass-end: {text: "", after: 4 s}
)");
  floor.load();
  floor.bench.run();
  floor.pass();
  Outcome<void> cut;
  floor.bench.clock.call_at(floor.bench.clock.now() + seconds(1),
                            [&] { floor.rig.act(api::LinkState{false}, seconds(10), cut.done()); });
  floor.bench.run();
  EXPECT_EQ(cut.code(), ErrorCode::cancelled);
  EXPECT_EQ(floor.passed.code(), ErrorCode::cancelled);
}

TEST(OperatorRig, NotesAndPhotosAreKeptAndTheQuestionIsAskedAgain) {
  Floor floor("{load: [note the belt is wet, photo wet belt.jpg, file gone.txt, '']}");
  floor.load();
  floor.bench.run();
  ASSERT_TRUE(floor.loaded.over() && *floor.loaded.result);
  EXPECT_THAT(floor.evidence.notes, testing::ElementsAre("operator: the belt is wet"));
  EXPECT_THAT(floor.evidence.files, testing::ElementsAre("wet belt.jpg"));
  EXPECT_THAT(floor.prompter.questions,
              testing::ElementsAre(testing::HasSubstr("place the load anew"),
                                   "Noted; press Enter to go on, or add more.",
                                   "Kept as attached-1; press Enter to go on, or add more.",
                                   testing::HasSubstr("Not kept: ")));
}

TEST(OperatorRig, RemarksWithoutEndAreNoAnswer) {
  Floor floor("{load: note and so on}");
  floor.load();
  floor.bench.run();
  EXPECT_EQ(floor.loaded.code(), ErrorCode::not_found);
  EXPECT_EQ(floor.evidence.notes.size(), 20U);
}

TEST(OperatorRig, ANoteIsOnlyAsLongAsALogCanBear) {
  Floor floor("{load: ['note " + std::string(10'000, 'x') + "', '']}");
  floor.load();
  floor.bench.run();
  ASSERT_EQ(floor.evidence.notes.size(), 1U);
  EXPECT_EQ(floor.evidence.notes[0].size(), std::string("operator: ").size() + 2000);
}

TEST(OperatorRig, ChecksAreAskedForAndReadForTheirTime) {
  Floor floor("{empty-field: {after: 3 s}, reference: ''}");
  floor.rig.load({.pass = model::k_first_check,
                  .pieces = {},
                  .kind = model::PassKind::empty_field,
                  .stay = seconds(2)},
                 floor.loaded.done());
  floor.bench.run();
  ASSERT_TRUE(floor.loaded.over() && *floor.loaded.result);
  EXPECT_TRUE((*floor.loaded.result)->expected.empty());
  EXPECT_EQ((*floor.loaded.result)->elsewhere.size(), 3U) << "all that is enrolled is elsewhere";
  floor.pass();
  floor.bench.run();
  ASSERT_TRUE(floor.passed.over() && *floor.passed.result);
  EXPECT_EQ((*floor.passed.result)->begin - lab::default_epoch(), seconds(3));
  EXPECT_EQ((*floor.passed.result)->end - (*floor.passed.result)->begin, seconds(2));
  EXPECT_THAT(floor.prompter.questions,
              testing::ElementsAre("Check of the lane of belt: clear it, no tagged item within "
                                   "reach of the antennas; press Enter when it is empty."));
}

TEST(OperatorRig, AnAbortEndsTheReadingOfACheckAtOnce) {
  Floor floor("{reference: ''}");
  floor.rig.load({.pass = model::k_first_check,
                  .pieces = std::span(floor.pieces).first(1),
                  .kind = model::PassKind::reference,
                  .stay = seconds(20)},
                 floor.loaded.done());
  floor.bench.run();
  floor.pass();
  floor.rig.abort();
  floor.bench.run();
  EXPECT_EQ(floor.passed.code(), ErrorCode::cancelled);
  EXPECT_EQ(floor.bench.elapsed(), Nanos(0));
}

}  // namespace
}  // namespace plugtest::rigs
