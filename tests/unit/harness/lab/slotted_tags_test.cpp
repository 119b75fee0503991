#include "harness/lab/slotted_tags.h"

#include "harness/lab/gen2_access.h"
#include "harness/lab/gen2_round.h"
#include "tests/unit/harness/lab/every_tag.h"
#include "tests/unit/harness/lab/tag_set.h"

#include <algorithm>
#include <array>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using test::EveryTag;
using test::TagSet;

/// What may happen between two slots.
struct Script {
  gen2::LinkProfile link;
  gen2::Session session = gen2::Session::s0;
  std::uint8_t q = 0;
  Gen2Habits habits;
  std::vector<Link> links;
  std::vector<ReplyTiming> timing;
};

/// One engine playing a script: rounds, tags that lose and regain power, carrier gaps, Selects and
/// access.
class Player {
 public:
  Player(const Script& script, Gen2Tags& tags, std::uint64_t seed)
      : round_(script.link, script.session, script.q, script.habits),
        tags_(tags),
        receiver_(-75'000, 6'000, seed),
        scene_{tags_, script.links, receiver_, script.timing} {}

  void slot() {
    round_.slot(now_, scene_, result_);
    now_ = result_.end;
  }
  void gap(gen2::Time length) {
    now_ = round_.wind_up(now_, tags_) + length;
    round_.restart();
  }
  void power(std::uint32_t tag, bool on) {
    on ? tags_.power_up(tag, now_) : tags_.power_down(tag, now_);
  }
  void select(const gen2::Select& select) {
    now_ += std::chrono::milliseconds(1);
    tags_.select(select, now_);
    round_.restart();
  }
  void access(const std::vector<api::AccessRequest>& requests) {
    done_.clear();
    now_ = Gen2Access(round_.dialogue(), scene_, result_.rn16).carry_out(requests, now_, done_);
  }
  gen2::Time now() const { return now_; }
  const SlotResult& result() const { return result_; }
  const std::vector<api::AccessResult>& done() const { return done_; }

 private:
  Gen2Round round_;
  Gen2Tags& tags_;
  Receiver receiver_;
  Gen2Scene scene_;
  gen2::Time now_{0};
  SlotResult result_;
  std::vector<api::AccessResult> done_;
};

Script draw_script(RandomStream& random, std::size_t count) {
  const auto profiles = gen2::named_profiles();
  Script script;
  script.link = profiles[random() % profiles.size()].profile;
  script.session = static_cast<gen2::Session>(random() % 4);
  script.q = static_cast<std::uint8_t>(random() % 8);
  script.habits = {static_cast<model::QStrategy>(random() % 3),
                   static_cast<model::TargetStrategy>(random() % 4)};
  script.links.resize(count);
  for (Link& one : script.links) {
    one.backscatter_mdbm = -82'000 + static_cast<int>(random() % 20'000);
  }
  if (random() % 2 == 0) return script;
  script.timing.resize(count);
  for (ReplyTiming& one : script.timing) {
    one.blf_error_ppm = static_cast<std::int32_t>(random() % 80'000) - 40'000;
    if (random() % 10 == 0) one.late = std::chrono::microseconds(20);
  }
  return script;
}

gen2::Select draw_select(RandomStream& random) {
  gen2::Select select{.target = static_cast<gen2::SelectTarget>(random() % 5),
                      .action = static_cast<gen2::SelectAction>(random() % 8),
                      .bank = gen2::MemoryBank::epc,
                      .pointer = 0x60};
  select.mask.append(random() % 4, 2);
  return select;
}

std::vector<api::AccessRequest> draw_access(RandomStream& random) {
  std::vector<api::AccessRequest> requests(1 + random() % 3);
  for (api::AccessRequest& one : requests) {
    one.kind = static_cast<api::AccessRequest::Kind>(random() % 9);
    one.bank = static_cast<std::uint8_t>(random() % 4);
    one.word_pointer = static_cast<std::uint32_t>(random() % 5);
    one.word_count = static_cast<std::uint16_t>(1 + random() % 2);
    one.data.assign(one.word_count, static_cast<std::uint16_t>(random() % 0x10000));
    if (random() % 4 == 0) one.password = static_cast<std::uint32_t>(random() % 3);
    one.payload = static_cast<std::uint32_t>(random() % (1U << 20U));
  }
  std::erase_if(requests, [](const auto& one) { return !check_access(std::span(&one, 1)); });
  return requests;
}

bool same(const api::AccessResult& a, const api::AccessResult& b) {
  return a.outcome == b.outcome && a.error_code == b.error_code && a.words == b.words &&
         a.words_written == b.words_written;
}

class Equivalence : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Equivalence, SameBitsTimesAndResultsAsTellingEveryTagEverything) {
  RandomStream random(GetParam());
  std::size_t decoded = 0;
  std::size_t accessed = 0;
  std::size_t missed = 0;
  for (int population = 0; population < 300; ++population) {
    const std::uint64_t seed = random();
    const std::size_t count = 1 + random() % 60;
    constexpr std::array<std::uint16_t, 2> tid{0xE200, 0x1234};
    TagSet fast_set(count, seed, tid, 4, gen2::TagVersion::v2);
    TagSet slow_set(count, seed, tid, 4, gen2::TagVersion::v2);
    SlottedTags fast_tags(fast_set.pointers(), seed);
    EveryTag slow_tags(slow_set.pointers(), seed);
    const Script script = draw_script(random, count);
    Player fast(script, fast_tags, seed);
    Player slow(script, slow_tags, seed);
    const auto both = [&](const auto& what) {
      what(fast);
      what(slow);
    };
    for (std::uint32_t tag = 0; tag < count; ++tag) {
      both([&](Player& one) { one.power(tag, true); });
    }
    for (int step = 0; step < 150; ++step) {
      SCOPED_TRACE(testing::Message() << "population " << population << " step " << step);
      const std::uint64_t what = random() % 100;
      if (what == 0) both([](Player& one) { one.gap(std::chrono::milliseconds(20)); });
      if (what < 10) {
        const auto tag = static_cast<std::uint32_t>(random() % count);
        const bool on = random() % 3 != 0;
        const bool can_write = random() % 4 != 0;
        // Deaf, at the edge, or well within reach.
        const auto hearing = static_cast<std::int32_t>(random() % 30'000) - 10'000;
        both([&](Player& one) { one.power(tag, on); });
        fast_tags.set_can_write(tag, can_write);
        slow_tags.set_can_write(tag, can_write);
        fast_tags.set_hearing(tag, hearing);
        slow_tags.set_hearing(tag, hearing);
      }
      if (what == 10) {
        const gen2::Select select = draw_select(random);
        both([&](Player& one) { one.select(select); });
      }
      both([](Player& one) { one.slot(); });
      for (std::uint32_t tag = 0; tag < count; ++tag) {
        ASSERT_EQ(fast_tags.missed(tag), slow_tags.missed(tag));
        if (fast_tags.missed(tag)) ++missed;
      }
      ASSERT_EQ(fast.now(), slow.now());
      ASSERT_EQ(fast.result().kind, slow.result().kind);
      ASSERT_EQ(fast.result().decoded, slow.result().decoded);
      if (!fast.result().decoded) continue;
      ++decoded;
      ASSERT_EQ(fast.result().epc, slow.result().epc);
      ASSERT_EQ(fast.result().decoded_at, slow.result().decoded_at);
      ASSERT_EQ(fast.result().tag, slow.result().tag);
      if (random() % 4 != 0) continue;
      const auto requests = draw_access(random);
      both([&](Player& one) { one.access(requests); });
      ASSERT_TRUE(std::ranges::equal(fast.done(), slow.done(), same));
      ASSERT_EQ(fast.now(), slow.now());
      for (const auto& one : fast.done()) {
        if (one.outcome == api::AccessResult::Outcome::success) ++accessed;
      }
    }
    both([](Player& one) { one.gap(gen2::Time(0)); });
    for (std::size_t tag = 0; tag < count; ++tag) {
      ASSERT_EQ(fast_set[tag].state(), slow_set[tag].state());
      for (const gen2::Session flag :
           {gen2::Session::s0, gen2::Session::s1, gen2::Session::s2, gen2::Session::s3}) {
        ASSERT_EQ(fast_set[tag].flags().inventoried(flag, fast.now()),
                  slow_set[tag].flags().inventoried(flag, slow.now()));
      }
    }
  }
  EXPECT_GT(decoded, 1500U) << "the script must get somewhere to mean anything";
  EXPECT_GT(accessed, 200U);
  EXPECT_GT(missed, 1000U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Equivalence, testing::Range<std::uint64_t>(1, 9));

TEST(SlottedTags, ASleeperWakesWhenItsS1FlagFallsBack) {
  TagSet set(1, 3);
  SlottedTags tags(set.pointers());
  std::vector<Rn16Answer> answers;
  std::vector<TagAnswer> epcs;
  gen2::Query query;
  query.session = gen2::Session::s1;
  gen2::Time now{1000};
  tags.power_up(0, now);
  tags.query(query, now, answers);
  ASSERT_EQ(answers.size(), 1U);
  tags.tell(gen2::Ack{answers[0].rn16}, now, epcs);
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

/// A reader that could not make out a UII says NAK. A tag that misses it must not take the next
/// Query for the end of a successful dialogue: it would turn its flag, and be lost for the pass.
TEST(SlottedTags, ATagThatMissesTheNakStaysToBeInventoried) {
  TagSet set(1, 3);
  SlottedTags tags(set.pointers(), 7);
  std::vector<Rn16Answer> answers;
  std::vector<TagAnswer> said;
  const gen2::Query query{.session = gen2::Session::s2};
  gen2::Time now{1000};
  tags.power_up(0, now);
  int missed = 0;
  for (int round = 0; round < 50; ++round) {
    tags.query(query, now, answers);
    ASSERT_EQ(answers.size(), 1U) << "after " << missed << " missed";
    tags.tell(gen2::Ack{answers[0].rn16}, now, said);
    ASSERT_EQ(said.size(), 1U);
    tags.set_hearing(0, -20'000);
    tags.tell(gen2::Nak{}, now, said);
    if (tags.missed(0)) ++missed;
    tags.set_hearing(0, INT32_MAX);
  }
  EXPECT_GT(missed, 10);
}

}  // namespace
}  // namespace plugtest::lab
