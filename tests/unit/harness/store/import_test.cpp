// Stores of several stations merged into one, and what they say about a cell over time.

#include "harness/evidence/plan_texts.h"
#include "harness/store/store.h"
#include "tests/unit/harness/evidence/samples.h"

#include <functional>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::store {
namespace {

namespace samples = evidence::samples;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

model::EventPlan event(const std::string& id = "event-1") {
  const auto used = samples::used_plan();
  model::EventPlan plan;
  plan.id = id;
  plan.title = "Trial";
  plan.region = used.region;
  plan.participants = {{model::ParticipantId("p1"), "Post"}};
  plan.readers = {used.reader};
  plan.tag_types = {used.tag_types[0], used.tag_types[0]};
  plan.tag_types[1].id = model::TagTypeId("type-b");
  plan.scenarios = {used.scenario};
  plan.manifest = samples::pass(0, 0).manifest;
  return plan;
}

RunFacts facts(const std::string& sums, std::int64_t start_ns = 0) {
  RunFacts known;
  known.power = {{1, 30'000, 33'150}};
  known.passes = {samples::pass(3, 0)};
  known.passes[0].manifest = {};
  known.wall = WallFacts{"", "host", start_ns, 2};
  known.seal = EvidenceSeal{sums, "key"};
  return known;
}

std::unique_ptr<Store> empty_store() {
  auto store = Store::open(":memory:");
  if (!store) throw std::runtime_error(to_string(store.error()));
  return std::move(*store);
}

std::unique_ptr<Store> station(std::initializer_list<const char*> runs,
                               const model::EventPlan& plan = event()) {
  auto store = empty_store();
  if (auto put = store->put_event(plan, evidence::JsonPlanTexts{}); !put) {
    throw std::runtime_error(to_string(put.error()));
  }
  for (const char* run : runs) {
    const auto put = store->put_run(plan.id, samples::result(run), facts("00"));
    if (!put) throw std::runtime_error(to_string(put.error()));
  }
  return store;
}

std::vector<std::string> runs_in(Store& store) {
  const auto runs = store.load_runs("event-1").value();
  std::vector<std::string> ids;
  for (const auto& run : runs) ids.push_back(run.plan.id.str());
  return ids;
}

// Why `source` is not let into a store that holds r1; it must leave the store as it was.
std::string refusal(Store& source) {
  const auto store = station({"r1"});
  const auto merged = store->import_from(source, NewEvents::refused);
  EXPECT_THAT(runs_in(*store), ElementsAre("r1"));
  if (merged) return "taken";
  EXPECT_EQ(merged.error().code, ErrorCode::refused);
  return merged.error().message;
}

TEST(Import, BringsTheRunsOfAllStationsTogether) {
  const auto store = empty_store();
  const auto a = station({"a1", "shared"});
  const auto b = station({"b1", "shared"});
  EXPECT_EQ(store->import_from(*a, NewEvents::refused), (MergeReport{2, 0}));
  EXPECT_EQ(store->import_from(*b, NewEvents::refused), (MergeReport{1, 1}));
  EXPECT_THAT(runs_in(*store), ElementsAre("a1", "b1", "shared"));
  EXPECT_EQ(store->load_runs("event-1").value()[1], samples::result("b1"));
  const auto known = store->load_facts(model::RunId("a1")).value();
  EXPECT_EQ(known.power, facts("00").power);
  EXPECT_EQ(known.passes, facts("00").passes);
  EXPECT_EQ(known.wall, facts("00").wall);
  EXPECT_EQ(known.seal, facts("00").seal);
}

TEST(Import, ChangesNothingTheSecondTime) {
  const auto store = station({"r1"});
  const auto source = station({"r2", "r3"});
  ASSERT_TRUE(store->import_from(*source, NewEvents::refused).has_value());
  const auto before = store->load_runs("event-1").value();
  EXPECT_EQ(store->import_from(*source, NewEvents::refused), (MergeReport{0, 2}));
  EXPECT_EQ(store->load_runs("event-1").value(), before);
  EXPECT_EQ(store->cells("event-1")->at(0).runs, 3U);
}

TEST(Import, RefusesAnotherEventUnlessAskedFor) {
  const auto other = station({"r2"}, event("event-2"));
  EXPECT_EQ(refusal(*other),
            "the results are of the event 'event-2', expected one that the store holds: 'event-1'");
  const auto store = station({"r1"});
  EXPECT_EQ(store->import_from(*other, NewEvents::taken), (MergeReport{1, 0}));
  EXPECT_EQ(store->load_runs("event-2")->size(), 1U);
}

TEST(Import, RefusesWhatIsRegisteredAsSomethingElse) {
  const auto changed = [](const std::function<void(model::EventPlan&)>& change) {
    model::EventPlan plan = event();
    change(plan);
    return refusal(*station({"r2"}, plan));
  };
  EXPECT_EQ(changed([](auto& plan) { plan.readers[0].firmware = "9.9"; }),
            "the reader 'reader-1' of the event 'event-1' is another one: its firmware is '9.9', "
            "expected '" +
                event().readers[0].firmware + "' as registered");
  EXPECT_EQ(changed([](auto& plan) { plan.participants[0].name = "Poste"; }),
            "the participant 'p1' of the event 'event-1' is another one: its name is 'Poste', "
            "expected 'Post' as registered");
  EXPECT_EQ(changed([](auto& plan) { plan.tag_types[1].model = "Other"; }),
            "the tag type 'type-b' of the event 'event-1' is another one: its model is 'Other', "
            "expected '" +
                event().tag_types[1].model + "' as registered");
  EXPECT_EQ(changed([](auto& plan) { plan.official = true; }),
            "the event 'event-1' is another one: its official is 1, expected 0 as registered");
  EXPECT_THAT(changed([](auto& plan) { plan.scenarios[0].motion.speed_mps = 2.5; }),
              ::testing::MatchesRegex("the scenario 'conveyor' of the event 'event-1' is another "
                                      "one: its plan is '[0-9a-f]+', expected '[0-9a-f]+' as "
                                      "registered"));
  EXPECT_THAT(changed([](auto& plan) { plan.region.channels[0].centre_hz += 250'000; }),
              ::testing::StartsWith("the event 'event-1' is another one: its region_plan is '"));
  EXPECT_THAT(changed([](auto& plan) {
                plan.manifest->expected[0].piece.uii = samples::piece("type-a", 77).uii;
              }),
              ::testing::StartsWith("the piece 'type-a/0' of the event 'event-1' is another one: "
                                    "its uii is '"));
}

TEST(Import, AcceptsWhatMayDifferFromStationToStation) {
  model::EventPlan plan = event();
  plan.title = "Trial, second lane";
  plan.seed = 99;
  plan.readers[0].uri = "llrp://192.0.2.77";
  EXPECT_EQ(refusal(*station({"r1"}, plan)), "taken");
}

TEST(Import, FillsInWhatOnlyTheOrganizerTells) {
  auto bare = event();
  bare.participants = {};
  const auto store = station({"r1"}, bare);
  EXPECT_EQ(store->load_event("event-1", evidence::JsonPlanTexts{})->retries, model::RetryPolicy{});
  auto ruled = event();
  ruled.retries = {model::RetryPolicy::Counts::last, 3};
  ASSERT_TRUE(store->import_from(*station({"r2"}, ruled), NewEvents::refused).has_value());
  const auto merged = store->load_event("event-1", evidence::JsonPlanTexts{}).value();
  EXPECT_EQ(merged, ruled);
  // What was laid down stays.
  ruled.retries.most = 9;
  ASSERT_TRUE(store->import_from(*station({"r3"}, ruled), NewEvents::refused).has_value());
  EXPECT_EQ(store->load_event("event-1", evidence::JsonPlanTexts{}).value(), merged);
}

TEST(Import, RefusesARunWithOtherResultsOrOtherEvidence) {
  auto other = samples::result("r1");
  other.outcomes[0].successes += 1;
  const auto results = station({"r0"});
  ASSERT_TRUE(results->put_run("event-1", other).has_value());
  EXPECT_EQ(refusal(*results), "the run r1 is stored already with other results");

  const auto evidence = station({"r0"});
  ASSERT_TRUE(evidence->put_run("event-1", samples::result("r1"), facts("ff")).has_value());
  EXPECT_EQ(refusal(*evidence), "the evidence of the run r1 is another one than was stored");
}

TEST(History, ListsTheRunsOfACellOldestFirstOverAllEvents) {
  const auto store = station({});
  ASSERT_TRUE(store->put_event(event("event-2"), evidence::JsonPlanTexts{}).has_value());
  ASSERT_TRUE(store->put_run("event-1", samples::result("late"), facts("", 300)).has_value());
  ASSERT_TRUE(store->put_run("event-2", samples::result("early"), facts("", 100)).has_value());
  ASSERT_TRUE(store->put_run("event-1", samples::result("middle"), facts("", 200)).has_value());
  const auto history = store->history().value();
  ASSERT_EQ(history.size(), 6U) << "two tag types each";
  std::vector<std::string> of_type_a;
  for (const auto& entry : history) {
    if (entry.key.tag_type.str() == "type-a") of_type_a.push_back(entry.run.str());
  }
  EXPECT_THAT(of_type_a, ElementsAre("early", "middle", "late"));
  const HistoryEntry& first = history[0];
  EXPECT_EQ(first.event, "event-2");
  EXPECT_EQ(first.verdict, model::Verdict::pass);
  EXPECT_EQ(first.successes, 18U);
  EXPECT_EQ(first.passes, 18U);
  EXPECT_EQ(first.attempt, 2U);
  EXPECT_EQ(first.firmware, "1.2.3");
  EXPECT_EQ(first.reason, model::Reason::requirement_met);
}

TEST(History, OfAnEmptyStoreIsEmpty) { EXPECT_THAT(empty_store()->history().value(), IsEmpty()); }

}  // namespace
}  // namespace plugtest::store
