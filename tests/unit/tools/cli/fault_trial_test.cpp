#include "tools/cli/fault_trial.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::cli {
namespace {

using model::Attribution;
using model::CellResult;
using model::Reason;
using model::Verdict;
using scenarios::FaultCase;
using testing::ElementsAre;

FaultCase reader_loses() {
  FaultCase fault;
  fault.id = "alpha-loses";
  fault.plant =
      scenarios::ReaderPlant{model::ReaderId("alpha"), {model::ReaderFault::lost_reports, 3}};
  fault.scenario = "belt";
  fault.verdict = Verdict::fail;
  fault.reasons = {Reason::items_missed};
  fault.attribution = Attribution::reader;
  return fault;
}

CellResult cell(const char* reader, Verdict verdict, std::vector<Reason> reasons,
                Attribution attribution) {
  CellResult result;
  result.key.reader = model::ReaderId(reader);
  result.key.tag_type = model::TagTypeId("c");
  result.key.scenario = model::ScenarioId("belt");
  result.verdict = verdict;
  result.reasons = std::move(reasons);
  result.attribution = attribution;
  return result;
}

CellResult good(const char* reader) {
  return cell(reader, Verdict::pass, {Reason::requirement_met}, Attribution::none);
}

CellResult lost(const char* reader, Attribution attribution) {
  return cell(reader, Verdict::fail, {Reason::requirement_missed, Reason::items_missed},
              attribution);
}

TEST(FaultTrial, is_caught_by_verdict_reason_and_attribution_of_every_cell) {
  const FaultTrial trial =
      judge(reader_loses(), std::vector{lost("alpha", Attribution::reader), good("beta"),
                                        cell("alpha", Verdict::not_applicable,
                                             {Reason::not_claimed}, Attribution::none)});
  EXPECT_EQ(trial.caught, Catch::caught);
  EXPECT_EQ(trial.cells, 1U);
  EXPECT_TRUE(trial.complaints.empty());
}

TEST(FaultTrial, is_missed_when_one_cell_of_it_passes) {
  const FaultTrial trial =
      judge(reader_loses(), std::vector{lost("alpha", Attribution::reader), good("alpha")});
  EXPECT_EQ(trial.caught, Catch::missed);
  EXPECT_THAT(trial.complaints, ElementsAre("alpha x c: pass, requirement_met, blames none"));
}

TEST(FaultTrial, is_missed_when_nobody_is_blamed_for_it_or_the_reason_is_another) {
  EXPECT_EQ(judge(reader_loses(), std::vector{lost("alpha", Attribution::unknown)}).caught,
            Catch::missed);
  EXPECT_EQ(judge(reader_loses(), std::vector{cell("alpha", Verdict::fail, {Reason::peer_stalled},
                                                   Attribution::reader)})
                .caught,
            Catch::missed);
}

TEST(FaultTrial, blames_wrongly_when_the_faultless_tag_type_is_named) {
  EXPECT_EQ(judge(reader_loses(), std::vector{lost("alpha", Attribution::tag_type)}).caught,
            Catch::blamed_wrongly);
}

TEST(FaultTrial, blames_wrongly_when_another_reader_is_named) {
  const FaultTrial trial = judge(reader_loses(), std::vector{lost("alpha", Attribution::reader),
                                                             lost("beta", Attribution::reader)});
  EXPECT_EQ(trial.caught, Catch::blamed_wrongly);
  EXPECT_THAT(trial.complaints, ElementsAre("beta x c: fail, requirement_missed, blames reader"));
}

TEST(FaultTrial, without_a_cell_of_the_planted_one_is_missed) {
  EXPECT_EQ(judge(reader_loses(), std::vector{good("beta")}).caught, Catch::missed);
}

TEST(FaultTrial, is_planted_in_a_bench_of_those_who_take_part) {
  model::EventPlan bench;
  for (const char* id : {"alpha", "beta", "gamma"}) {
    model::ReaderRecord reader;
    reader.id = model::ReaderId(id);
    reader.virtual_reader.emplace();
    bench.readers.push_back(reader);
  }
  for (const char* id : {"c", "d"}) {
    model::TagType type;
    type.id = model::TagTypeId(id);
    bench.tag_types.push_back(type);
  }
  model::ScenarioPlan belt;
  belt.id = model::ScenarioId("belt");
  bench.scenarios.push_back(belt);
  FaultCase fault = reader_loses();
  fault.readers = {"gamma"};
  fault.tag_types = {"c"};

  const auto planted = plant(bench, fault);
  ASSERT_TRUE(planted) << planted.error().message;
  ASSERT_EQ(planted->readers.size(), 2U);
  EXPECT_EQ(planted->readers[0].id.str(), "alpha");
  EXPECT_THAT(planted->readers[0].virtual_reader->faults,
              ElementsAre(model::PlantedFault{model::ReaderFault::lost_reports, 3}));
  EXPECT_EQ(planted->readers[1].id.str(), "gamma");
  EXPECT_TRUE(planted->readers[1].virtual_reader->faults.empty());
  EXPECT_EQ(planted->tag_types.size(), 1U);
}

}  // namespace
}  // namespace plugtest::cli
