#include "harness/lab/slotted_tags.h"

#include "harness/lab/gen2_round.h"
#include "tests/unit/harness/lab/every_tag.h"
#include "tests/unit/harness/lab/tag_set.h"

#include <string>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using test::EveryTag;
using test::TagSet;

/// One engine playing a script: rounds, tags that lose and regain power, carrier gaps.
class Player {
 public:
  Player(const gen2::LinkProfile& link, gen2::Session session, std::uint8_t q,
         const Gen2Habits& habits, Gen2Tags& tags, std::uint64_t seed)
      : round_(link, session, q, habits), tags_(tags), receiver_(-75'000, 6'000, seed) {}

  void slot(std::span<const Link> links) {
    round_.slot(now_, tags_, links, receiver_, result_);
    now_ = result_.end;
  }
  void gap(gen2::Time length) {
    now_ = round_.wind_up(now_, tags_) + length;
    round_.restart();
  }
  void power(std::uint32_t tag, bool on) {
    on ? tags_.power_up(tag, now_) : tags_.power_down(tag, now_);
  }
  gen2::Time now() const { return now_; }
  const SlotResult& result() const { return result_; }

 private:
  Gen2Round round_;
  Gen2Tags& tags_;
  Receiver receiver_;
  gen2::Time now_{0};
  SlotResult result_;
};

class Equivalence : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Equivalence, SameBitsTimesAndResultsAsTellingEveryTagEverything) {
  RandomStream random(GetParam());
  std::size_t decoded = 0;
  for (int population = 0; population < 40; ++population) {
    const std::uint64_t seed = random();
    const std::size_t count = 1 + random() % 60;
    TagSet fast_set(count, seed);
    TagSet slow_set(count, seed);
    SlottedTags fast_tags(fast_set.pointers());
    EveryTag slow_tags(slow_set.pointers());
    const auto profiles = gen2::named_profiles();
    const gen2::LinkProfile link = profiles[random() % profiles.size()].profile;
    const auto session = static_cast<gen2::Session>(random() % 4);
    const auto q = static_cast<std::uint8_t>(random() % 8);
    const Gen2Habits habits{static_cast<model::QStrategy>(random() % 3),
                            static_cast<model::TargetStrategy>(random() % 3)};
    Player fast(link, session, q, habits, fast_tags, seed);
    Player slow(link, session, q, habits, slow_tags, seed);
    std::vector<Link> links(count);
    for (Link& one : links) one.backscatter_mdbm = -82'000 + static_cast<int>(random() % 20'000);
    for (std::uint32_t tag = 0; tag < count; ++tag) {
      fast.power(tag, true);
      slow.power(tag, true);
    }
    for (int step = 0; step < 400; ++step) {
      const std::uint64_t what = random() % 100;
      if (what == 0) {
        fast.gap(std::chrono::milliseconds(20));
        slow.gap(std::chrono::milliseconds(20));
      }
      if (what < 10) {
        const auto tag = static_cast<std::uint32_t>(random() % count);
        const bool on = random() % 3 != 0;
        fast.power(tag, on);
        slow.power(tag, on);
      }
      fast.slot(links);
      slow.slot(links);
      ASSERT_EQ(fast.now(), slow.now()) << "population " << population << " step " << step;
      ASSERT_EQ(fast.result().kind, slow.result().kind);
      ASSERT_EQ(fast.result().decoded, slow.result().decoded);
      if (!fast.result().decoded) continue;
      ++decoded;
      ASSERT_EQ(fast.result().epc, slow.result().epc);
      ASSERT_EQ(fast.result().decoded_at, slow.result().decoded_at);
      ASSERT_EQ(fast.result().tag, slow.result().tag);
    }
    fast.gap(gen2::Time(0));
    slow.gap(gen2::Time(0));
    for (std::size_t tag = 0; tag < count; ++tag) {
      ASSERT_EQ(fast_set[tag].state(), slow_set[tag].state());
      for (const gen2::Session flag :
           {gen2::Session::s0, gen2::Session::s1, gen2::Session::s2, gen2::Session::s3}) {
        ASSERT_EQ(fast_set[tag].flags().inventoried(flag, fast.now()),
                  slow_set[tag].flags().inventoried(flag, slow.now()));
      }
    }
  }
  EXPECT_GT(decoded, 500U) << "the script must get somewhere to mean anything";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Equivalence, testing::Range<std::uint64_t>(1, 9));

TEST(SlottedTags, ASleeperWakesWhenItsS1FlagFallsBack) {
  TagSet set(1, 3);
  SlottedTags tags(set.pointers());
  std::vector<Rn16Answer> answers;
  std::vector<EpcAnswer> epcs;
  gen2::Query query;
  query.session = gen2::Session::s1;
  gen2::Time now{1000};
  tags.power_up(0, now);
  tags.query(query, now, answers);
  ASSERT_EQ(answers.size(), 1U);
  tags.ack({answers[0].rn16}, now, epcs);
  ASSERT_EQ(epcs.size(), 1U);
  tags.query_rep({gen2::Session::s1}, now, answers);
  tags.query(query, now, answers);
  EXPECT_TRUE(answers.empty());
  const auto is_b = [&](gen2::Time when) {
    return set[0].flags().inventoried(gen2::Session::s1, when) == gen2::Inventoried::b;
  };
  while (is_b(now)) now += std::chrono::microseconds(100);
  gen2::Time before = now - std::chrono::microseconds(100);
  tags.query(query, before, answers);
  EXPECT_TRUE(answers.empty());
  tags.query(query, now, answers);
  EXPECT_EQ(answers.size(), 1U);
}

}  // namespace
}  // namespace plugtest::lab
