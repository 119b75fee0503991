#include "harness/lab/gen2_access.h"

#include "harness/lab/gen2_bounds.h"
#include "harness/lab/gen2_round.h"
#include "harness/lab/slotted_tags.h"
#include "tests/unit/harness/lab/lab_fixture.h"
#include "tests/unit/harness/lab/tag_set.h"

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using api::AccessRequest;
using api::AccessResult;
using test::TagSet;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = AccessRequest::Kind;
using Outcome = AccessResult::Outcome;

constexpr std::uint8_t k_reserved = 0;
constexpr std::uint8_t k_epc = 1;
constexpr std::uint8_t k_tid = 2;
constexpr std::uint8_t k_user = 3;
constexpr std::array<std::uint16_t, 6> k_tid_words{0xE280, 0x1160, 0x2000, 0x1234, 0x5678, 0x9ABC};

/// A few tags with TID, user bank and passwords, and a reader that has singulated one of them.
class Bench {
 public:
  explicit Bench(std::size_t count = 1, gen2::TagVersion version = gen2::TagVersion::v1_2)
      : set_(count, 7, k_tid_words, 8, version),
        tags_(set_.pointers()),
        links_(count),
        receiver_(-75'000, 6'000, 7),
        round_(gen2::find_profile("m4-320").value(), gen2::Session::s2, 3),
        scene_{tags_, links_, receiver_} {
    for (std::uint32_t tag = 0; tag < count; ++tag) {
      tags_.power_up(tag, now_);
      links_[tag].backscatter_mdbm = -50'000;
    }
  }

  /// Plays slots until a tag has told its UII, and then `requests`. Tag number in last().
  std::vector<AccessResult> access(const std::vector<AccessRequest>& requests) {
    SlotResult slot;
    gen2::Time slot_began{};
    for (int i = 0; i < 1000 && !slot.decoded; ++i) {
      slot_began = now_;
      round_.slot(now_, scene_, slot);
      now_ = slot.end;
    }
    EXPECT_TRUE(slot.decoded) << "no tag left";
    last_ = slot.tag;
    Gen2Access access(round_.dialogue(), scene_, slot.rn16);
    std::vector<AccessResult> results;
    began_ = now_;
    now_ = access.carry_out(requests, now_, results);
    const gen2::Time ended = round_.wind_up(now_, tags_);
    EXPECT_LE(ended - slot_began, longest_slot(gen2::find_profile("m4-320").value(), requests));
    return results;
  }
  /// The same tags once more.
  void cycle_power() {
    for (std::uint32_t tag = 0; tag < links_.size(); ++tag) {
      tags_.power_down(tag, now_);
      now_ += std::chrono::seconds(60);
      tags_.power_up(tag, now_);
    }
    round_.restart();
  }
  std::uint32_t last() const { return last_; }
  gen2::Tag& tag(std::size_t index = 0) { return set_[index]; }
  gen2::Duration lasted() const { return now_ - began_; }
  std::vector<Link>& links() { return links_; }
  SlottedTags& tags() { return tags_; }

 private:
  TagSet set_;
  SlottedTags tags_;
  std::vector<Link> links_;
  Receiver receiver_;
  Gen2Round round_;
  Gen2Scene scene_;
  gen2::Time now_{0};
  gen2::Time began_{0};
  std::uint32_t last_ = 0;
};

AccessRequest read(std::uint8_t bank, std::uint32_t pointer, std::uint16_t count) {
  return {.kind = Kind::read, .bank = bank, .word_pointer = pointer, .word_count = count};
}

AccessRequest write(std::uint8_t bank, std::uint32_t pointer, std::vector<std::uint16_t> data,
                    std::uint32_t password = 0) {
  return {.kind = Kind::write,
          .bank = bank,
          .word_pointer = pointer,
          .data = std::move(data),
          .password = password};
}

MATCHER_P(CameTo, outcome, "") { return arg.outcome == outcome; }

TEST(Gen2Access, ReadsWordsOfEveryBankAndAWholeBankWithCountZero) {
  Bench bench;
  const auto results = bench.access({read(k_tid, 0, 6), read(k_tid, 4, 0), read(k_epc, 1, 2)});
  ASSERT_THAT(results, SizeIs(3));
  EXPECT_THAT(results, Each(CameTo(Outcome::success)));
  EXPECT_THAT(results[0].words, testing::ElementsAreArray(k_tid_words));
  EXPECT_THAT(results[1].words, ElementsAre(0x5678, 0x9ABC));
  EXPECT_EQ(results[2].words[0], bench.tag().memory().stored_pc());
  EXPECT_EQ(results[2].request, 2U);
}

TEST(Gen2Access, AWriteTakesTheTimeThatTheTagNeedsForEveryWord) {
  Bench bench;
  const auto results = bench.access({write(k_user, 2, {0xCAFE, 0xBEEF, 0x0001})});
  ASSERT_THAT(results, ElementsAre(CameTo(Outcome::success)));
  EXPECT_EQ(results[0].words_written, 3);
  EXPECT_EQ(bench.tag().memory().read(gen2::MemoryBank::user, 2), 0xCAFE);
  EXPECT_EQ(bench.tag().memory().read(gen2::MemoryBank::user, 4), 0x0001);
  // Four Req_RN and three Write with their answers, and three times 2 ms of writing; how long a
  // command takes depends on its ones.
  const gen2::LinkProfile link = gen2::find_profile("m4-320").value();
  const auto exchange = [&link](std::size_t command_bits, bool ones, std::size_t reply_bits,
                                bool pilot) {
    bits::BitString command;
    for (std::size_t i = 0; i < command_bits; ++i) command.append(ones ? 1 : 0, 1);
    return link.forward_duration(command, gen2::CommandStart::frame_sync) +
           link.reply_duration(reply_bits, pilot) + link.backscatter_cycles(8);
  };
  const auto all = [&](bool ones) {
    return 4 * (exchange(40, ones, 32, link.trext) + link.t1().nominal) +
           3 * (exchange(66, ones, 33, true) + std::chrono::milliseconds(2));
  };
  EXPECT_GE(bench.lasted(), all(false));
  EXPECT_LE(bench.lasted(), all(true));
}

TEST(Gen2Access, BlockWriteAndBlockEraseAreOneCommandEach) {
  Bench bench;
  AccessRequest block{.kind = Kind::block_write, .bank = k_user, .data = {1, 2, 3, 4}};
  AccessRequest erase{
      .kind = Kind::block_erase, .bank = k_user, .word_pointer = 1, .word_count = 2};
  const auto results = bench.access({block, erase, read(k_user, 0, 4)});
  EXPECT_THAT(results, Each(CameTo(Outcome::success)));
  EXPECT_EQ(results[0].words_written, 4);
  EXPECT_EQ(results[1].words_written, 2);
  EXPECT_THAT(results[2].words, ElementsAre(1, 0, 0, 4));
}

TEST(Gen2Access, TheTagsErrorCodesAreTold) {
  Bench bench;
  const auto results = bench.access({read(k_user, 7, 2), write(k_tid, 0, {0}), read(k_user, 0, 1)});
  ASSERT_THAT(results, SizeIs(3));
  EXPECT_THAT(results[0], CameTo(Outcome::tag_error));
  EXPECT_EQ(results[0].error_code, 0x03) << "memory overrun";
  EXPECT_THAT(results[1], CameTo(Outcome::tag_error));
  EXPECT_EQ(results[1].error_code, 0x04) << "the TID is locked for good";
  EXPECT_THAT(results[2], CameTo(Outcome::success)) << "an error ends no dialogue";
}

TEST(Gen2Access, LockedMemoryIsWrittenWithThePasswordOnly) {
  Bench bench;
  constexpr std::uint32_t k_password = 0x12345678;
  // Mask and action of "user: write in secured only" (Gen2 v1.2.0, 6.3.2.12.3.5: bits 0 and 1).
  AccessRequest lock{.kind = Kind::lock, .password = k_password, .payload = 0b10U << 10U | 0b10U};
  auto results = bench.access({write(k_reserved, 2, {0x1234, 0x5678}), lock});
  ASSERT_THAT(results, ElementsAre(CameTo(Outcome::success), CameTo(Outcome::success)));
  bench.cycle_power();
  results = bench.access({write(k_user, 0, {1}), write(k_user, 0, {2}, k_password)});
  ASSERT_THAT(results, SizeIs(2));
  EXPECT_THAT(results[0], CameTo(Outcome::tag_error));
  EXPECT_EQ(results[0].error_code, 0x04);
  EXPECT_THAT(results[1], CameTo(Outcome::success));
  EXPECT_EQ(bench.tag().memory().read(gen2::MemoryBank::user, 0), 2);
}

TEST(Gen2Access, AWrongPasswordEndsTheDialogueAndTheRestIsNotTried) {
  Bench bench;
  bench.access({write(k_reserved, 2, {0x1234, 0x5678})});
  bench.cycle_power();
  const auto results = bench.access({write(k_user, 0, {1}, 0x12345679), read(k_tid, 0, 1)});
  ASSERT_THAT(results, ElementsAre(CameTo(Outcome::wrong_password), CameTo(Outcome::no_response)));
  EXPECT_EQ(bench.tag().memory().read(gen2::MemoryBank::user, 0), 0);
  EXPECT_EQ(bench.tag().state(), gen2::TagState::arbitrate);
}

TEST(Gen2Access, KillNeedsItsPasswordAndIsForGood) {
  Bench bench;
  AccessRequest kill{.kind = Kind::kill};
  EXPECT_THAT(bench.access({kill, write(k_reserved, 0, {0xDEAD, 0xBEEF})}),
              ElementsAre(CameTo(Outcome::tag_error), CameTo(Outcome::success)))
      << "a kill password of zero kills nothing";
  bench.cycle_power();
  kill.password = 0xDEADBEEE;
  EXPECT_THAT(bench.access({kill, read(k_tid, 0, 1)}),
              ElementsAre(CameTo(Outcome::wrong_password), CameTo(Outcome::no_response)));
  bench.cycle_power();
  kill.password = 0xDEADBEEF;
  EXPECT_THAT(bench.access({kill, read(k_tid, 0, 1)}),
              ElementsAre(CameTo(Outcome::success), CameTo(Outcome::no_response)));
  EXPECT_EQ(bench.tag().state(), gen2::TagState::killed);
}

TEST(Gen2Access, BlockPermalockIsSetAndReadBack) {
  Bench bench;
  AccessRequest lock{
      .kind = Kind::block_permalock, .bank = k_user, .word_count = 1, .data = {0x8000}};
  AccessRequest status{.kind = Kind::read_block_permalock, .bank = k_user, .word_count = 1};
  auto results = bench.access({lock, status, write(k_user, 0, {1}), write(k_user, 4, {1})});
  ASSERT_THAT(results, SizeIs(4));
  EXPECT_THAT(results[0], CameTo(Outcome::success));
  EXPECT_THAT(results[1].words, ElementsAre(0x8000));
  EXPECT_THAT(results[2], CameTo(Outcome::tag_error));
  EXPECT_THAT(results[3], CameTo(Outcome::success));
}

TEST(Gen2Access, UntraceableHidesTheUserBankFromAnOpenTag) {
  Bench bench(1, gen2::TagVersion::v2);
  bench.access({write(k_reserved, 2, {0x1234, 0x5678})});
  bench.cycle_power();
  // Show six words of EPC, hide User, range normal.
  AccessRequest hide{
      .kind = Kind::untraceable, .password = 0x12345678, .payload = 6U << 5U | 1U << 2U};
  ASSERT_THAT(bench.access({hide}), ElementsAre(CameTo(Outcome::success)));
  bench.cycle_power();
  const auto results = bench.access({read(k_user, 0, 1)});
  EXPECT_THAT(results, ElementsAre(CameTo(Outcome::tag_error)));
}

TEST(Gen2Access, ATagThatGetsTooLittlePowerToWriteSaysSo) {
  Bench bench;
  bench.tags().set_can_write(0, false);
  const auto results = bench.access({write(k_user, 0, {1}), read(k_tid, 0, 1)});
  ASSERT_THAT(results, ElementsAre(CameTo(Outcome::insufficient_power), CameTo(Outcome::success)));
  EXPECT_EQ(results[0].error_code, 0x0B);
  EXPECT_EQ(results[0].words_written, 0);
}

TEST(Gen2Access, ConcernsTheSingulatedTagOnlyAndTheRoundGoesOn) {
  Bench bench(12);
  std::vector<int> times(12, 0);
  for (int i = 0; i < 12; ++i) {
    const auto results = bench.access({write(k_user, 0, {static_cast<std::uint16_t>(i + 1)})});
    ASSERT_THAT(results, ElementsAre(CameTo(Outcome::success))) << i;
    EXPECT_EQ(bench.tag(bench.last()).memory().read(gen2::MemoryBank::user, 0), i + 1);
    ++times[bench.last()];
  }
  EXPECT_THAT(times, Each(1));
}

TEST(Gen2Access, AReplyLostOnTheWayIsNoResponse) {
  Bench bench;
  ASSERT_THAT(bench.access({read(k_tid, 0, 1)}), SizeIs(1));
  bench.cycle_power();
  // The tag is heard while it is singulated; then it fades before the first access command.
  SlotResult slot;
  Receiver deaf(-20'000, 6'000, 1);
  Gen2Round round(gen2::find_profile("m4-320").value(), gen2::Session::s2, 0);
  Receiver receiver(-75'000, 6'000, 7);
  gen2::Time now = std::chrono::seconds(1000);
  for (int i = 0; i < 100 && !slot.decoded; ++i) {
    round.slot(now, {bench.tags(), bench.links(), receiver}, slot);
    now = slot.end;
  }
  ASSERT_TRUE(slot.decoded);
  const Gen2Scene silent{bench.tags(), bench.links(), deaf};
  Gen2Access access(round.dialogue(), silent, slot.rn16);
  std::vector<AccessResult> results;
  const gen2::Time end = access.carry_out(std::vector{read(k_tid, 0, 1)}, now, results);
  EXPECT_THAT(results, ElementsAre(CameTo(Outcome::no_response)));
  EXPECT_LT(end - now, std::chrono::milliseconds(2)) << "no waiting for what cannot come";
}

TEST(Gen2Access, WhatFitsNoCommandIsRefusedBeforeAnythingIsSent) {
  const auto said = [](AccessRequest request) {
    const auto checked = check_access(std::vector{read(k_tid, 0, 1), std::move(request)});
    return checked ? std::string("fine") : checked.error().message;
  };
  EXPECT_EQ(said(read(k_user, 0, 255)), "fine");
  EXPECT_EQ(said(read(k_user, 0, 256)), "access operation 2: a command counts at most 255 words");
  EXPECT_EQ(said(read(4, 0, 1)), "access operation 2: memory banks are 0 to 3");
  EXPECT_EQ(said(write(k_user, 0, {})), "access operation 2: it needs 1 to 255 words");
  EXPECT_EQ(said({.kind = Kind::block_write, .data = std::vector<std::uint16_t>(256)}),
            "access operation 2: it needs 1 to 255 words");
  EXPECT_EQ(said({.kind = Kind::untraceable, .payload = 3U << 3U}),
            "access operation 2: TID and Range of Untraceable have no value 3");
}

TEST(Gen2Access, AReaderInTheLabWritesToEveryParcelThatPassesAndReadsItBack) {
  test::LabBench bench(test::conveyor_plan(11));
  bench.set_access({write(k_user, 0, {0x5054}), read(k_user, 0, 2), read(k_tid, 0, 6)});
  const auto reads = bench.pass(0);
  ASSERT_FALSE(reads.empty());
  std::set<identity::Uii> written;
  for (const api::TagRead& read : reads) {
    ASSERT_THAT(read.access, SizeIs(3));
    if (read.access[0].outcome != Outcome::success || read.access[1].outcome != Outcome::success) {
      continue;
    }
    written.insert(read.uii);
    EXPECT_THAT(read.access[1].words, ElementsAre(0x5054, 0));
  }
  EXPECT_GE(written.size(), 9U) << "of ten parcels";
  // Writing needs more power than reading: at the edge of the field some fail, and say why.
  std::size_t weak = 0;
  for (const api::TagRead& read : reads) {
    if (read.access[0].outcome == Outcome::insufficient_power) ++weak;
  }
  EXPECT_GT(weak, 0U);
}

}  // namespace
}  // namespace plugtest::lab
