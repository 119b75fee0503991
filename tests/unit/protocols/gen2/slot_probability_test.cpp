// Slots of framed ALOHA as the tags' own draws make them, against theory (facts/air.md C.5).

#include "tests/unit/protocols/gen2/tag_fixture.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

/// Shares of empty, single and collided slots.
using Shares = std::array<double, 3>;

Shares theory(std::size_t tags, std::uint8_t q) {
  const double n = static_cast<double>(tags);
  const double slots = std::ldexp(1.0, q);
  const double empty = std::pow(1 - 1 / slots, n);
  const double single = n / slots * std::pow(1 - 1 / slots, n - 1);
  return {empty, single, 1 - empty - single};
}

Shares drawn(std::size_t tags, std::uint8_t q, std::size_t rounds) {
  std::vector<Tag> population;
  for (std::size_t i = 0; i < tags; ++i) {
    TagConfig one = config();
    one.seed = 1000 * tags + i;
    population.emplace_back(std::move(one));
  }
  std::array<std::size_t, 3> counts{};
  const std::size_t slots = std::size_t{1} << q;
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<std::size_t> in_slot(slots);
    for (Tag& tag : population) ++in_slot[tag.draw_slot(q)];
    for (const std::size_t replies : in_slot) ++counts[std::min<std::size_t>(replies, 2)];
  }
  Shares shares{};
  for (std::size_t i = 0; i < 3; ++i) {
    shares[i] = static_cast<double>(counts[i]) / static_cast<double>(rounds * slots);
  }
  return shares;
}

TEST(slot_probability, draws_of_tags_make_the_slots_of_framed_aloha) {
  // The published case first: 20 tags in 16 slots, .275 / .366 / .359.
  const std::pair<std::size_t, std::uint8_t> cases[] = {
      {20, 4}, {16, 4}, {64, 6}, {10, 4}, {100, 6}};
  std::printf("tags slots   empty  theory   single  theory   coll.  theory\n");
  for (const auto& [tags, q] : cases) {
    const Shares here = drawn(tags, q, 400'000 >> q);
    const Shares there = theory(tags, q);
    std::printf("%4zu %5d   %.4f  %.4f   %.4f  %.4f   %.4f  %.4f\n", tags, 1 << q, here[0],
                there[0], here[1], there[1], here[2], there[2]);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(here[i] / there[i], 1, 0.01) << tags;
  }
  const Shares published = theory(20, 4);
  EXPECT_NEAR(published[0], .2751, .0001);
  EXPECT_NEAR(published[1], .3667, .0001);
  EXPECT_NEAR(published[2], .3582, .0001);
}

}  // namespace
}  // namespace plugtest::gen2
