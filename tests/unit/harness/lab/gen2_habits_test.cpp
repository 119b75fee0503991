#include "harness/lab/gen2_habits.h"

#include "harness/lab/gen2_round.h"
#include "harness/lab/slotted_tags.h"
#include "tests/unit/harness/lab/tag_set.h"

#include <cstdio>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using model::QStrategy;
using model::TargetStrategy;
using Slot = Gen2Chooser::Slot;

gen2::LinkProfile link(const char* name) { return gen2::find_profile(name).value(); }

// facts/air.md A.10 gives the loads that make best use of time.
TEST(Gen2Chooser, best_loads_of_the_fact_sheet) {
  const std::pair<const char*, double> rows[] = {
      {"max-rate", .85},     {"fm0-160", .78},      {"m2-320", .73}, {"m4-320", .57},
      {"dense-m4-250", .64}, {"dense-m8-256", .52}, {"fm0-40", .72}};
  for (const auto& [name, load] : rows) {
    EXPECT_NEAR(static_cast<double>(best_load_milli(link(name))) / 1000, load, 0.011) << name;
  }
}

TEST(Gen2Chooser, a_fixed_q_stays) {
  Gen2Chooser chooser({QStrategy::fixed, TargetStrategy::single_a}, link("m4-320"), 5);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(chooser.on_slot(Slot::collision));
  chooser.on_round_end();
  EXPECT_EQ(chooser.q(), 5);
}

TEST(Gen2Chooser, adaptive_follows_the_collisions_of_a_round) {
  Gen2Chooser chooser({QStrategy::adaptive, TargetStrategy::single_a}, link("max-rate"), 4);
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(chooser.on_slot(Slot::collision)) << "no QueryAdjust";
  chooser.on_round_end();
  EXPECT_EQ(chooser.q(), 6) << "48 tags at a load of 0.85 want 56 slots";
  chooser.on_round_end();
  EXPECT_EQ(chooser.q(), 0) << "nobody";
}

TEST(Gen2Chooser, flags_that_outlast_the_power_keep_what_was_learnt) {
  Gen2Chooser chooser({QStrategy::adaptive, TargetStrategy::alternate}, link("max-rate"), 4);
  chooser.on_round_end();  // nobody: the target turns
  for (int i = 0; i < 20; ++i) chooser.on_slot(Slot::collision);
  chooser.on_round_end();
  chooser.restart(true);
  EXPECT_EQ(chooser.q(), 6);
  EXPECT_EQ(chooser.target(), gen2::Inventoried::b);
  chooser.restart(false);
  EXPECT_EQ(chooser.q(), 4);
  EXPECT_EQ(chooser.target(), gen2::Inventoried::a);
}

TEST(Gen2Chooser, targets_turn_as_the_strategy_says) {
  const auto targets = [](TargetStrategy strategy, std::vector<bool> found) {
    Gen2Chooser chooser({QStrategy::fixed, strategy}, link("m4-320"), 0);
    std::string text;
    for (const bool somebody : found) {
      text += chooser.target() == gen2::Inventoried::a ? 'A' : 'B';
      chooser.on_slot(somebody ? Slot::single : Slot::empty);
      chooser.on_round_end();
    }
    return text;
  };
  EXPECT_EQ(targets(TargetStrategy::single_a, {true, false, false, true}), "AAAA");
  EXPECT_EQ(targets(TargetStrategy::dual_target, {true, false, false, true}), "ABAB");
  EXPECT_EQ(targets(TargetStrategy::alternate, {true, true, false, true, false, false}), "AAABBA");
}

/// Slots until all of `count` tags are read once.
std::size_t slots_for(const Gen2Habits& habits, std::size_t count, std::uint64_t seed) {
  test::TagSet set(count, seed);
  SlottedTags tags(set.pointers());
  std::vector<Link> links(count);
  for (std::uint32_t tag = 0; tag < count; ++tag) {
    tags.power_up(tag, gen2::Time(0));
    links[tag].backscatter_mdbm = -50'000;
  }
  Receiver receiver(-75'000, 6'000, seed);
  Gen2Round round(link("max-rate"), gen2::Session::s2, 4, habits);
  SlotResult result;
  gen2::Time now{0};
  std::size_t slots = 0;
  for (std::size_t read = 0; read < count && slots < 100 * count + 1000; ++slots) {
    round.slot(now, {tags, links, receiver}, result);
    now = result.end;
    read += result.decoded ? 1U : 0U;
  }
  return slots;
}

TEST(Gen2Chooser, every_strategy_reads_all_and_an_estimate_beats_a_q_that_is_far_off) {
  std::printf("tags   fixed Q 4   annex D   adaptive   (slots, mean of 20)\n");
  for (const std::size_t count : {10U, 50U, 200U}) {
    std::array<double, 3> mean{};
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      for (const QStrategy q : {QStrategy::fixed, QStrategy::annex_d, QStrategy::adaptive}) {
        if (q == QStrategy::fixed && count > 50) continue;
        mean[static_cast<std::size_t>(q)] +=
            static_cast<double>(slots_for({q, TargetStrategy::single_a}, count, seed)) / 20;
      }
    }
    std::printf("%4zu %11.1f %9.1f %10.1f\n", count, mean[0], mean[1], mean[2]);
    for (const double slots : {mean[1], mean[2]}) {
      EXPECT_GT(slots, 2.2 * static_cast<double>(count)) << "better than framed ALOHA can be";
      EXPECT_LT(slots, 4.5 * static_cast<double>(count));
    }
  }
}

TEST(Gen2Chooser, a_dual_target_reader_reads_on_where_single_a_falls_silent) {
  const auto reads = [](TargetStrategy strategy) {
    test::TagSet set(20, 3);
    SlottedTags tags(set.pointers());
    std::vector<Link> links(20);
    for (std::uint32_t tag = 0; tag < 20; ++tag) {
      tags.power_up(tag, gen2::Time(0));
      links[tag].backscatter_mdbm = -50'000;
    }
    Receiver receiver(-75'000, 6'000, 1);
    Gen2Round round(link("max-rate"), gen2::Session::s2, 5, {QStrategy::annex_d, strategy});
    SlotResult result;
    gen2::Time now{0};
    std::size_t count = 0;
    while (now < std::chrono::milliseconds(200)) {
      round.slot(now, {tags, links, receiver}, result);
      now = result.end;
      count += result.decoded ? 1U : 0U;
    }
    return count;
  };
  EXPECT_EQ(reads(TargetStrategy::single_a), 20U);
  EXPECT_GT(reads(TargetStrategy::alternate), 100U);
  EXPECT_GT(reads(TargetStrategy::dual_target), 100U);
}

}  // namespace
}  // namespace plugtest::lab
