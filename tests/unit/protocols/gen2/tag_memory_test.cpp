#include "protocols/gen2/tag_memory.h"

#include "protocols/gen2/tag_flags.h"

#include <chrono>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

using namespace std::chrono_literals;

EpcReply sample() {
  const auto uii = identity::Uii::from_hex("3034257BF7194E4000001A85").value();
  return {identity::epc_pc(96), uii};
}

TEST(tag_memory, epc_bank_begins_with_crc_and_pc) {
  const TagMemory memory(sample());
  const auto epc = memory.bank(MemoryBank::epc);
  ASSERT_EQ(epc.size(), 8U);
  EXPECT_EQ(epc[0], 0xEE2C);
  EXPECT_EQ(epc[1], 0x3000);
  EXPECT_EQ(epc[2], 0x3034);
  EXPECT_EQ(memory.uii_end(), 0x20U + 96U);
  EXPECT_EQ(memory.epc_reply(), encode_epc(sample()));
}

TEST(tag_memory, wrong_length_field_rules_the_reply) {
  auto identity = sample();
  identity.pc.length_words = 4;
  const auto shorter = decode_epc(TagMemory(identity).epc_reply());
  ASSERT_TRUE(shorter);  // a consistent frame with a cut UII
  EXPECT_EQ(shorter->uii.to_hex(), "3034257bf7194e40");
  identity.pc.length_words = 31;
  const auto longer = decode_epc(TagMemory(identity).epc_reply());
  ASSERT_TRUE(longer);
  EXPECT_EQ(longer->uii.bit_count(), 496U);
}

TEST(tag_memory, masks_match_at_bit_addresses) {
  const TagMemory memory(sample(), std::vector<std::uint16_t>{0xE200, 0x1234});
  const auto mask = [](std::uint64_t value, std::size_t count) {
    return bits::BitString{value, count};
  };
  EXPECT_TRUE(memory.matches(MemoryBank::epc, 32, mask(0x3034, 16)));
  EXPECT_FALSE(memory.matches(MemoryBank::epc, 32, mask(0x3035, 16)));
  EXPECT_TRUE(memory.matches(MemoryBank::epc, 33, mask(0x3034 & 0x7FFF, 15)));
  EXPECT_TRUE(memory.matches(MemoryBank::epc, 44, mask(0x4257B, 20)));  // across three words
  EXPECT_TRUE(memory.matches(MemoryBank::epc, 16, mask(0x3000, 16)));   // the PC
  EXPECT_TRUE(memory.matches(MemoryBank::tid, 0, mask(0xE2001234, 32)));
  EXPECT_FALSE(memory.matches(MemoryBank::tid, 1, mask(0xE2001234, 32)));  // beyond the bank
  EXPECT_FALSE(memory.matches(MemoryBank::user, 0, mask(0, 1)));           // no such bank
  EXPECT_TRUE(memory.matches(MemoryBank::epc, 32, {}));
  EXPECT_FALSE(memory.matches(MemoryBank::epc, 0xFFFFFFFFU, mask(0, 16)));
}

TEST(tag_memory, passwords) {
  TagMemory memory(sample());
  EXPECT_EQ(memory.access_password(), 0U);
  memory.set_passwords(0x11223344, 0xAABBCCDD);
  EXPECT_EQ(memory.kill_password(), 0x11223344U);
  EXPECT_EQ(memory.access_password(), 0xAABBCCDDU);
}

// ---- flags and their persistence ---------------------------------------------------------------

TagFlags all_b(const Persistence& persistence) {
  TagFlags flags(persistence);
  flags.power_up(0s);
  for (const auto session : {Session::s0, Session::s1, Session::s2, Session::s3}) {
    flags.set_inventoried(session, Inventoried::b, 0s);
  }
  flags.set_selected(true);
  return flags;
}

constexpr Persistence k_persistence{.s1 = 1s, .s2 = 3s, .s3 = 4s, .sl = 5s};

TEST(tag_flags, while_energised_only_s1_decays) {
  const TagFlags flags = all_b(k_persistence);
  EXPECT_EQ(flags.inventoried(Session::s1, 1s - 1ns), Inventoried::b);
  EXPECT_EQ(flags.inventoried(Session::s1, 1s), Inventoried::a);
  EXPECT_EQ(flags.inventoried(Session::s0, 1h), Inventoried::b);
  EXPECT_EQ(flags.inventoried(Session::s2, 1h), Inventoried::b);
  EXPECT_EQ(flags.inventoried(Session::s3, 1h), Inventoried::b);
  EXPECT_TRUE(flags.selected());
}

TEST(tag_flags, s0_is_lost_with_power_at_once) {
  TagFlags flags = all_b(k_persistence);
  flags.power_down(100ms);
  flags.power_up(100ms);
  EXPECT_EQ(flags.inventoried(Session::s0, 100ms), Inventoried::a);
  EXPECT_EQ(flags.inventoried(Session::s1, 100ms), Inventoried::b);
  EXPECT_EQ(flags.inventoried(Session::s2, 100ms), Inventoried::b);
}

TEST(tag_flags, without_power_each_lasts_its_persistence) {
  for (const auto& [off, s2, s3, sl] : {std::tuple{2999ms, true, true, true},
                                        {3000ms, false, true, true},
                                        {4000ms, false, false, true},
                                        {5000ms, false, false, false}}) {
    TagFlags flags = all_b(k_persistence);
    flags.power_down(10s);
    flags.power_up(10s + off);
    const Time now = 10s + off;
    EXPECT_EQ(flags.inventoried(Session::s2, now) == Inventoried::b, s2) << off.count();
    EXPECT_EQ(flags.inventoried(Session::s3, now) == Inventoried::b, s3) << off.count();
    EXPECT_EQ(flags.selected(), sl) << off.count();
  }
}

TEST(tag_flags, s1_runs_on_without_power) {
  TagFlags flags = all_b(k_persistence);
  flags.power_down(500ms);
  flags.power_up(900ms);
  EXPECT_EQ(flags.inventoried(Session::s1, 900ms), Inventoried::b);
  EXPECT_EQ(flags.inventoried(Session::s1, 1000ms), Inventoried::a);
}

TEST(tag_flags, setting_s1_again_starts_its_time_anew) {
  TagFlags flags = all_b(k_persistence);
  flags.set_inventoried(Session::s1, Inventoried::b, 900ms);
  EXPECT_EQ(flags.inventoried(Session::s1, 1800ms), Inventoried::b);
  EXPECT_EQ(flags.inventoried(Session::s1, 1900ms), Inventoried::a);
}

TEST(tag_flags, infinite_persistence) {
  TagFlags flags = all_b({Time::max(), Time::max(), Time::max(), Time::max()});
  flags.power_down(1s);
  flags.power_up(24h * 365);
  EXPECT_EQ(flags.inventoried(Session::s1, 24h * 365), Inventoried::b);
  EXPECT_EQ(flags.inventoried(Session::s3, 24h * 365), Inventoried::b);
  EXPECT_EQ(flags.inventoried(Session::s0, 24h * 365), Inventoried::a);
  EXPECT_TRUE(flags.selected());
}

}  // namespace
}  // namespace plugtest::gen2
