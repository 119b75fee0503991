// The short form of the study: a few events, the same question.

#include "tests/perf/attribution/lab_matrix.h"
#include "tests/perf/attribution/tally.h"

#include <gtest/gtest.h>

namespace plugtest::study {
namespace {

TEST(AttributionStudy, NamesThePlantedCulpritAndNobodyElse) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const PlantedEvent event = draw_event(seed);
    tally.add(event, play(event));
  }
  EXPECT_EQ(tally.cells, 4U * 576);
  EXPECT_GT(tally.because_of_plant, 100U) << tally.text();
  EXPECT_GE(tally.share_named(), 0.95) << tally.text();
  EXPECT_EQ(tally.events_with_accusation, 0U) << tally.text();
}

TEST(AttributionStudy, AnEventFollowsFromItsSeed) {
  EXPECT_EQ(draw_event(3).plan, draw_event(3).plan);
  EXPECT_NE(draw_event(3).plan, draw_event(4).plan);
}

}  // namespace
}  // namespace plugtest::study
