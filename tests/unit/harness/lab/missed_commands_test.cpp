#include "harness/lab/missed_commands.h"

#include "harness/lab/receiver.h"
#include "tests/unit/harness/lab/tag_set.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::lab {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(MissedCommands, WhoHearsWellMissesNothing) {
  MissedCommands misses(1, 3);
  misses.set_margin(0, 5'000);
  misses.set_margin(1, 40'000);
  for (int i = 0; i < 1000; ++i) {
    misses.send(gen2::Query{});
    ASSERT_THAT(misses.last(), IsEmpty());
  }
}

TEST(MissedCommands, SharesAreThoseOfTheBitErrorRateAndTheLengthOfTheCommand) {
  constexpr int k_commands = 200'000;
  const std::vector<gen2::Command> commands = {gen2::QueryRep{}, gen2::Query{},
                                               gen2::Write{.covered_data = 1}};
  std::printf("margin dB  bits   missed  formula\n");
  for (const std::int32_t margin_mdb : {-3'000, 0, 2'000}) {
    for (const gen2::Command& command : commands) {
      MissedCommands misses(7, 1);
      misses.set_margin(0, margin_mdb);
      int missed = 0;
      for (int i = 0; i < k_commands; ++i) {
        misses.send(command);
        if (misses.missed(0)) ++missed;
      }
      const std::size_t bits = gen2::encode(command).size();
      const double expected = frame_error_share(margin_mdb, bits) * 0x1p-32;
      const double here = static_cast<double>(missed) / k_commands;
      std::printf("%9.1f  %4zu  %.5f  %.5f\n", margin_mdb / 1000.0, bits, here, expected);
      const double error = std::sqrt(expected * (1 - expected) / k_commands);
      EXPECT_NEAR(here, expected, 5 * error) << margin_mdb << " " << gen2::to_string(command);
    }
  }
}

TEST(MissedCommands, FollowsTheMarginAsItChanges) {
  MissedCommands misses(1, 4);
  for (std::uint32_t tag = 0; tag < 4; ++tag) misses.set_margin(tag, -60'000);
  // Half of the bits are wrong: nobody gets a Write of 66 bits.
  misses.send(gen2::Write{});
  EXPECT_THAT(misses.last(), ElementsAre(0, 1, 2, 3));
  EXPECT_TRUE(misses.missed(2));
  misses.set_margin(2, 10'000);
  misses.send(gen2::Write{});
  EXPECT_THAT(misses.last(), ElementsAre(0, 1, 3));
  for (std::uint32_t tag = 0; tag < 4; ++tag) misses.set_margin(tag, INT32_MAX);
  misses.send(gen2::Write{});
  EXPECT_THAT(misses.last(), IsEmpty());
}

TEST(MissedCommands, EqualSeedsMissTheSame) {
  MissedCommands one(5, 10);
  MissedCommands other(5, 10);
  for (std::uint32_t tag = 0; tag < 10; ++tag) {
    one.set_margin(tag, 100 * static_cast<std::int32_t>(tag));
    other.set_margin(tag, 100 * static_cast<std::int32_t>(tag));
  }
  for (int i = 0; i < 10'000; ++i) {
    one.send(gen2::Query{});
    other.send(gen2::Query{});
    ASSERT_THAT(one.last(), testing::ElementsAreArray(other.last()));
  }
}

/// What the header says of single wrong bits: no tag acts on what they make of a command, wherever
/// it is; an ACK of another RN16 does to a tag what missing it and the NAK that follows does.
TEST(MissedCommands, ASingleWrongBitMakesNoOtherCommandThatATagActsOn) {
  const std::array<gen2::Command, 7> commands = {gen2::Query{.q = 3},
                                                 gen2::QueryAdjust{.updn = gen2::UpDn::up},
                                                 gen2::QueryAdjust{.updn = gen2::UpDn::down},
                                                 gen2::QueryRep{},
                                                 gen2::Nak{},
                                                 gen2::ReqRn{0x1234},
                                                 gen2::Select{}};
  std::size_t decoded = 0;
  for (const gen2::Command& command : commands) {
    const bits::BitString right = gen2::encode(command);
    for (std::size_t bit = 0; bit < right.size(); ++bit) {
      bits::BitString wrong = right;
      wrong.flip(bit);
      const auto heard = gen2::decode(wrong);
      if (!heard) continue;
      ++decoded;
      // In every state of a round: waiting, answering, singulated.
      for (std::uint64_t seed = 0; seed < 20; ++seed) {
        test::TagSet set(1, seed);
        gen2::Tag& tag = set[0];
        tag.power_up(gen2::Time{0});
        const auto rn16 = tag.receive(gen2::Query{.q = 1}, gen2::Time{0});
        if (rn16 && seed % 2 == 0) tag.receive(gen2::Ack{tag.rn()}, gen2::Time{0});
        const gen2::TagState before = tag.state();
        EXPECT_FALSE(tag.receive(*heard, gen2::Time{0})) << gen2::to_string(*heard);
        EXPECT_EQ(tag.state(), before)
            << gen2::to_string(command) << " heard as " << gen2::to_string(*heard);
      }
    }
  }
  EXPECT_GE(decoded, 2U) << "QueryRep of other sessions at least";
}

}  // namespace
}  // namespace plugtest::lab
