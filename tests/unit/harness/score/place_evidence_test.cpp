#include "harness/score/place_evidence.h"

#include "harness/score/run_scorer.h"
#include "tests/unit/harness/score/event_builder.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::Attribution;
using model::CellResult;
using model::RunResult;
using testing::at_ms;
using testing::event_with;
using testing::find_cell;
using testing::plan_of;

constexpr std::uint32_t k_layers = 9;

// Passes of a stack of nine pieces that is piled anew for each: piece p lies in layer p + pass.
// `is_missed` is asked of piece and layer.
RunResult stacked(const model::RunPlan& plan, std::uint32_t passes,
                  const std::function<bool(std::uint32_t piece, std::uint32_t layer)>& is_missed) {
  RunScorer scorer(plan.tag_types, model::ScenarioPlan{});
  for (std::uint32_t index = 0; index < passes; ++index) {
    model::PassRecord pass;
    pass.index = index;
    pass.times = {at_ms(1000), at_ms(3000)};
    for (std::uint32_t piece = 0; piece < k_layers; ++piece) {
      const std::uint32_t layer = (piece + index) % k_layers;
      const std::string hex = "a" + std::to_string(piece);
      const std::string id = plan.tag_types.front().str() + "-" + std::to_string(piece);
      pass.manifest.expected.push_back(
          {testing::piece(id.c_str(), plan.tag_types.front().str().c_str(), hex.c_str()),
           model::ItemId("item"), "layer " + std::to_string(layer + 1)});
      if (!is_missed(piece, layer)) {
        pass.observations.push_back(testing::read_of(hex.c_str(), 1500));
      }
    }
    scorer.add(pass);
  }
  RunResult run;
  run.plan = plan;
  put(scorer.finish({}), run);
  return run;
}

const auto k_none = [](std::uint32_t, std::uint32_t) { return false; };
const auto k_lowest_layer = [](std::uint32_t, std::uint32_t layer) { return layer == 0; };
const auto k_one_piece = [](std::uint32_t piece, std::uint32_t) { return piece == 4; };

std::vector<CellResult> matrix(const std::function<RunResult(const model::RunPlan&)>& run,
                               const std::vector<std::string>& readers = {"a", "b"},
                               const std::vector<std::string>& scenarios = {"stack", "belt"}) {
  std::vector<RunResult> runs;
  for (const std::string& reader : readers) {
    for (const char* tag : {"red", "blue", "green"}) {
      for (const std::string& scenario : scenarios) {
        runs.push_back(run(plan_of(reader, tag, scenario)));
      }
    }
  }
  return make_cells(event_with(readers, {"red", "blue", "green"}, scenarios), {}, runs);
}

TEST(PlaceEvidence, TalliesEachPlaceOverThePasses) {
  const RunResult run = stacked(plan_of("a", "red", "stack"), 4, k_lowest_layer);
  ASSERT_EQ(run.places.size(), k_layers);
  EXPECT_EQ(run.places[0], (model::PlaceTally{model::TagTypeId("red"), "layer 1", 4, 4}));
  EXPECT_EQ(run.places[1], (model::PlaceTally{model::TagTypeId("red"), "layer 2", 4, 0}));
}

TEST(PlaceEvidence, APlaceThatEverybodyMissesIsToBlame) {
  const auto cells = matrix([](const model::RunPlan& plan) {
    return plan.scenario.str() == "stack" ? stacked(plan, 6, k_lowest_layer)
                                          : stacked(plan, 18, k_none);
  });
  for (const char* reader : {"a", "b"}) {
    const CellResult& cell = *find_cell(cells, reader, "red", "stack");
    EXPECT_EQ(cell.attribution, Attribution::placement);
    EXPECT_NE(cell.detail.find("Misses follow the place in the load: 6 of 6 items were missed at "
                               "layer 1; elsewhere 0 of 48; 6 different pieces were missed."),
              std::string::npos)
        << cell.detail;
  }
}

TEST(PlaceEvidence, OnePieceWhereverItLiesIsThePiece) {
  const auto cells = matrix([](const model::RunPlan& plan) {
    const bool bad = plan.scenario.str() == "stack" && plan.tag_types.front().str() == "red";
    return bad ? stacked(plan, 6, k_one_piece) : stacked(plan, 18, k_none);
  });
  EXPECT_EQ(find_cell(cells, "a", "red", "stack")->attribution, Attribution::piece);
}

TEST(PlaceEvidence, AReaderThatMissesAtThatPlaceWhereAnotherReadsIsToBlame) {
  const auto cells = matrix([](const model::RunPlan& plan) {
    const bool weak = plan.reader.str() == "b" && plan.scenario.str() == "stack";
    return weak ? stacked(plan, 6, k_lowest_layer) : stacked(plan, 18, k_none);
  });
  EXPECT_EQ(find_cell(cells, "b", "red", "stack")->attribution, Attribution::reader);
}

TEST(PlaceEvidence, MissesAllOverAreNoPlaces) {
  const auto cells = matrix([](const model::RunPlan& plan) {
    return plan.scenario.str() == "stack" ? stacked(plan, 6,
                                                    [](std::uint32_t piece, std::uint32_t layer) {
                                                      return (3 * piece + layer) % 4 == 0;
                                                    })
                                          : stacked(plan, 18, k_none);
  });
  EXPECT_EQ(find_cell(cells, "a", "red", "stack")->attribution, Attribution::channel);
}

}  // namespace
}  // namespace plugtest::score
