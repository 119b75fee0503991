#include "harness/lab/gen2_round.h"

#include "harness/lab/slotted_tags.h"
#include "protocols/gen2/reply.h"
#include "tests/unit/harness/lab/tag_set.h"

#include <algorithm>
#include <bit>
#include <chrono>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using test::TagSet;

constexpr std::int32_t k_strong_mdbm = -50'000;

struct Bench {
  Bench(std::size_t count, std::uint64_t seed, const gen2::LinkProfile& link, std::uint8_t q,
        gen2::Session session = gen2::Session::s2)
      : set(count, seed),
        tags(set.pointers()),
        links(count),
        receiver(-75'000, 6'000, seed),
        round(link, session, q) {
    for (std::uint32_t tag = 0; tag < count; ++tag) {
      tags.power_up(tag, now);
      links[tag].backscatter_mdbm = k_strong_mdbm;
    }
  }
  const SlotResult& play() {
    round.slot(now, {tags, links, receiver}, result);
    now = result.end;
    return result;
  }

  TagSet set;
  gen2::Time now{0};
  SlottedTags tags;
  std::vector<Link> links;
  Receiver receiver;
  Gen2Round round;
  SlotResult result;
};

TEST(Gen2Round, WindingUpTakesASlotOfTheRound) {
  // Nobody there, and a fixed Q of 3: each round is a Query and seven QueryReps, whoever sends
  // them.
  const gen2::LinkProfile link = gen2::find_profile("m4-320").value();
  TagSet set(0, 1);
  SlottedTags tags(set.pointers());
  Receiver receiver(-75'000, 6'000, 1);
  Gen2Round round(link, gen2::Session::s2, 3, {model::QStrategy::fixed});
  SlotResult result;
  gen2::Time now{0};
  const gen2::Duration empty = gen2::slot_times(link, {.session = gen2::Session::s2}).empty;
  const auto begins_anew = [&] {
    const gen2::Time before = now;
    round.slot(now, {tags, {}, receiver}, result);
    now = result.end;
    return now - before > empty;
  };
  EXPECT_TRUE(begins_anew());
  for (int slot = 1; slot < 5; ++slot) EXPECT_FALSE(begins_anew()) << slot;
  now = round.wind_up(now, tags);
  for (int slot = 6; slot < 8; ++slot) EXPECT_FALSE(begins_anew()) << slot;
  EXPECT_TRUE(begins_anew());
}

TEST(Gen2Round, CostGoesWithTheTagsThatAnswer) {
  // Tags whose flags are B hear every command and answer none: ten of them cost as much as ten
  // thousand. A counter in each tag would be a thousand times as much.
  const auto spent = [](std::size_t tags) {
    Bench bench(tags, 1, gen2::find_profile("max-rate").value(), 4);
    for (std::size_t left = tags; left > 0;) left -= bench.play().decoded ? 1U : 0U;
    auto least = std::chrono::steady_clock::duration::max();
    for (int round = 0; round < 5; ++round) {
      const auto begin = std::chrono::steady_clock::now();
      for (int slot = 0; slot < 20'000; ++slot) {
        EXPECT_EQ(bench.play().kind, SlotResult::Kind::empty);
      }
      least = std::min(least, std::chrono::steady_clock::now() - begin);
    }
    return least;
  };
  EXPECT_LT(spent(10'000), 10 * spent(10) + std::chrono::milliseconds(20));
}

TEST(Gen2Round, SlotsLastAsLongAsTheLinkProfileSays) {
  for (const gen2::NamedProfile& named : gen2::named_profiles()) {
    // Enough tags that empty, collided and single slots all follow a QueryRep.
    Bench bench(20, 5, named.profile, 5);
    const gen2::SlotTimes times = gen2::slot_times(
        named.profile, {.session = gen2::Session::s2, .ack_rn = 0x5555, .epc_reply_bits = 128});
    const gen2::Duration one_more = gen2::Duration(named.profile.data1_ns - named.profile.tari_ns);
    int seen = 0;
    gen2::Time before = bench.play().end;
    for (int slot = 1; slot < 12; ++slot) {
      const SlotResult& result = bench.play();
      const gen2::Duration lasted = result.end - before;
      before = result.end;
      const gen2::Duration adjust =
          gen2::Duration(named.profile.forward_duration(
              gen2::encode(gen2::QueryAdjust{gen2::Session::s2, gen2::UpDn::down}),
              gen2::CommandStart::frame_sync)) -
          named.profile.forward_duration(gen2::encode(gen2::QueryRep{gen2::Session::s2}),
                                         gen2::CommandStart::frame_sync);
      if (lasted == times.empty && result.kind == SlotResult::Kind::empty) seen |= 1;
      if (lasted == times.collision && result.kind == SlotResult::Kind::collision) seen |= 2;
      if (result.kind == SlotResult::Kind::single) {
        // An ACK's length depends on its ones: 8 of 16 in the reference.
        const auto difference = lasted - times.success;
        EXPECT_LE(std::abs(difference.count()), (8 * one_more + 2 * adjust).count()) << named.name;
        EXPECT_TRUE(result.decoded);
        EXPECT_EQ(result.decoded_at + named.profile.backscatter_cycles(8), result.end);
        seen |= 4;
      }
    }
    EXPECT_EQ(seen & 4, 4) << named.name;
    EXPECT_NE(seen & 3, 0) << named.name;
  }
}

TEST(Gen2Round, ReadsEveryTagOnceAndNoMore) {
  Bench bench(30, 9, gen2::find_profile("m4-320").value(), 5);
  std::vector<int> reads(30, 0);
  for (int slot = 0; slot < 400; ++slot) {
    const SlotResult& result = bench.play();
    if (result.decoded) {
      ++reads[result.tag];
      const auto reply = gen2::decode_epc(result.epc);
      ASSERT_TRUE(reply);
      EXPECT_EQ(reply->uii, gen2::decode_epc(bench.set[result.tag].epc_reply().bits)->uii);
    }
  }
  for (const int count : reads) EXPECT_EQ(count, 1);
}

// facts/air.md A.9: 148.4 slots on average for 50 tags, C = 0.35, when every round is played to
// its end.
TEST(Gen2Round, NeedsAsManySlotsAsTheQAlgorithmPromises) {
  constexpr int k_runs = 2000;
  std::int64_t slots = 0;
  for (int run = 0; run < k_runs; ++run) {
    Bench bench(50, static_cast<std::uint64_t>(run), gen2::find_profile("max-rate").value(), 4);
    for (int left = 50; left > 0; ++slots) {
      if (bench.play().decoded) --left;
    }
  }
  EXPECT_NEAR(static_cast<double>(slots) / k_runs, 148.4, 148.4 * 0.03);
}

TEST(Gen2Round, AReplyThatIsTooWeakIsNeitherReadNorCounted) {
  Bench bench(1, 2, gen2::find_profile("m4-320").value(), 0);
  bench.links[0].backscatter_mdbm = -90'000;
  for (int slot = 0; slot < 20; ++slot) {
    const SlotResult& result = bench.play();
    EXPECT_EQ(result.kind, SlotResult::Kind::empty);
    EXPECT_FALSE(result.decoded);
  }
  bench.links[0].backscatter_mdbm = k_strong_mdbm;
  bool read = false;
  for (int slot = 0; slot < 5; ++slot) read = bench.play().decoded || read;
  EXPECT_TRUE(read) << "the tag was not read, so its flag must still be A";
}

TEST(Gen2Round, DamagedRepliesAreRefusedByTheirCrcAndAskedForAgain) {
  Bench bench(1, 4, gen2::find_profile("m4-320").value(), 0);
  bench.links[0].backscatter_mdbm = -75'500;  // half a decibel below the sensitivity
  int singles = 0;
  int decoded = 0;
  for (int slot = 0; slot < 400 && decoded == 0; ++slot) {
    const SlotResult& result = bench.play();
    if (result.kind != SlotResult::Kind::single) continue;
    ++singles;
    if (result.decoded) {
      ++decoded;
      EXPECT_TRUE(gen2::decode_epc(result.epc));
    }
  }
  EXPECT_EQ(decoded, 1);
  EXPECT_GE(singles, 1);
}

TEST(Gen2Round, TheStrongerOfTwoIsCapturedAndTheOtherReadLater) {
  Bench bench(2, 6, gen2::find_profile("max-rate").value(), 0);
  bench.links[1].backscatter_mdbm = k_strong_mdbm + 6'000;
  const SlotResult& first = bench.play();
  ASSERT_TRUE(first.decoded);
  EXPECT_EQ(first.tag, 1U);
  bool other = false;
  for (int slot = 0; slot < 10; ++slot) {
    const SlotResult& result = bench.play();
    other = other || (result.decoded && result.tag == 0);
  }
  EXPECT_TRUE(other);
}

TEST(Gen2Round, TwoOfLikeStrengthCollide) {
  Bench bench(2, 6, gen2::find_profile("max-rate").value(), 0);
  bench.links[1].backscatter_mdbm = k_strong_mdbm + 5'900;
  EXPECT_EQ(bench.play().kind, SlotResult::Kind::collision);
}

/// The moments of one tag's slot when its backscatter frequency is off.
SlotResult slot_of_a_tag_that_is_off_by(std::int32_t blf_error_ppm, gen2::Duration late = {}) {
  TagSet set(1, 3);
  SlottedTags tags(set.pointers());
  std::vector<Link> links(1);
  links[0].backscatter_mdbm = k_strong_mdbm;
  Receiver receiver(-75'000, 6'000, 3);
  Gen2Round round(gen2::find_profile("m4-320").value(), gen2::Session::s2, 0);
  const std::vector<ReplyTiming> timing{{.blf_error_ppm = blf_error_ppm, .late = late}};
  tags.power_up(0, gen2::Time{0});
  SlotResult result;
  round.slot(gen2::Time{0}, {tags, links, receiver, timing}, result);
  return result;
}

TEST(Gen2Round, ATagThatIsTooFastIsHeardSoonerByAsMuch) {
  const gen2::LinkProfile link = gen2::find_profile("m4-320").value();
  const SlotResult exact = slot_of_a_tag_that_is_off_by(0);
  const SlotResult fast = slot_of_a_tag_that_is_off_by(40'000);
  const SlotResult slow = slot_of_a_tag_that_is_off_by(-40'000);
  ASSERT_TRUE(exact.decoded && fast.decoded && slow.decoded);
  // T1 and the reply, twice: RN16 and UII.
  const auto tags_own = 2 * link.t1().nominal + link.reply_duration(16) + link.reply_duration(128);
  const auto share = [&](std::int64_t from, std::int64_t to) {
    return gen2::Duration(tags_own.count() * to / from - tags_own.count());
  };
  const auto near = [](gen2::Duration a, gen2::Duration b) { return std::abs((a - b).count()); };
  EXPECT_LE(near(fast.decoded_at - exact.decoded_at, share(104, 100)), 4);
  EXPECT_LE(near(slow.decoded_at - exact.decoded_at, share(96, 100)), 4);
}

TEST(Gen2Round, AReplyAfterT1MaxIsNotHeard) {
  const SlotResult late = slot_of_a_tag_that_is_off_by(0, std::chrono::microseconds(20));
  EXPECT_EQ(late.kind, SlotResult::Kind::empty);
  EXPECT_FALSE(late.decoded);
}

}  // namespace
}  // namespace plugtest::lab
