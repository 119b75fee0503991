// The access commands, as a reader uses them (Gen2 v1.2.0, 6.3.2.12.3).

#include "tests/unit/protocols/gen2/tag_fixture.h"

#include <vector>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

using Words = std::vector<std::uint16_t>;

constexpr std::uint32_t k_access_password = 0x12345678;
constexpr std::uint32_t k_kill_password = 0xCAFE0001;

TagConfig full_config() {
  const auto uii = identity::Uii::from_hex("3034257BF7194E4000001A85").value();
  const Words tid = {0xE200, 0x3412, 0x0123, 0x4567, 0x89AB, 0xCDEF};
  const Words user(16, 0x5555);
  TagConfig config{.memory = TagMemory({identity::epc_pc(96), uii}, tid, user), .seed = 7};
  config.memory.set_passwords(k_kill_password, k_access_password);
  return config;
}

/// A reader with one tag.
class TagAccess : public testing::Test {
 protected:
  void singulate(TagConfig config) {
    tag_.emplace(std::move(config));
    tag_->power_up(now_);
    inventory();
  }
  void inventory() {
    tag_->receive(k_query, now_);
    tag_->receive(Ack{tag_->rn()}, now_);
    const auto handle = tag_->receive(ReqRn{tag_->rn()}, now_);
    ASSERT_TRUE(handle);
    handle_ = decode_handle(handle->bits).value();
  }
  std::uint16_t cover() {
    const auto reply = tag_->receive(ReqRn{handle_}, now_);
    return reply ? decode_handle(reply->bits).value() : std::uint16_t{0};
  }
  std::optional<TagReply> access(std::uint32_t password) {
    const std::uint16_t first = cover();
    tag_->receive(Access{static_cast<std::uint16_t>((password >> 16U) ^ first), handle_}, now_);
    const std::uint16_t second = cover();
    return tag_->receive(Access{static_cast<std::uint16_t>(password ^ second), handle_}, now_);
  }
  std::optional<TagReply> kill(std::uint32_t password) {
    const std::uint16_t first = cover();
    tag_->receive(Kill{static_cast<std::uint16_t>((password >> 16U) ^ first), 0, handle_}, now_);
    const std::uint16_t second = cover();
    return tag_->receive(Kill{static_cast<std::uint16_t>(password ^ second), 0, handle_}, now_);
  }
  std::optional<TagReply> write(MemoryBank bank, std::uint32_t pointer, std::uint16_t word) {
    const std::uint16_t key = cover();
    return tag_->receive(Write{bank, pointer, static_cast<std::uint16_t>(word ^ key), handle_},
                         now_);
  }
  Words read(MemoryBank bank, std::uint32_t pointer, std::uint8_t count) {
    const auto reply = tag_->receive(Read{bank, pointer, count, handle_}, now_);
    if (!reply) return {};
    const auto decoded = decode_access_reply(reply->bits).value();
    const auto* words = std::get_if<WordsReply>(&decoded);
    return words != nullptr ? words->words : Words{};
  }
  static std::optional<TagError> error_of(const std::optional<TagReply>& reply) {
    if (!reply || reply->kind != ReplyKind::error) return std::nullopt;
    return std::get<ErrorReply>(decode_access_reply(reply->bits).value()).error;
  }
  static bool succeeded(const std::optional<TagReply>& reply) {
    return reply && reply->kind == ReplyKind::success;
  }

  Time now_{0};
  std::optional<Tag> tag_;
  std::uint16_t handle_ = 0;
};

TEST_F(TagAccess, an_access_password_leads_from_open_to_secured) {
  singulate(full_config());
  EXPECT_EQ(tag_->state(), TagState::open);
  const auto reply = access(k_access_password);
  ASSERT_TRUE(reply);
  EXPECT_EQ(decode_handle(reply->bits), handle_);
  EXPECT_EQ(tag_->state(), TagState::secured);
}

TEST_F(TagAccess, a_wrong_access_password_ends_the_dialogue) {
  singulate(full_config());
  EXPECT_FALSE(access(k_access_password + 1));
  EXPECT_EQ(tag_->state(), TagState::arbitrate);
}

TEST_F(TagAccess, a_covered_half_counts_only_after_its_req_rn) {
  singulate(full_config());
  EXPECT_FALSE(tag_->receive(Access{0x1234, handle_}, now_));
  EXPECT_EQ(tag_->state(), TagState::open);
  cover();
  tag_->receive(Read{MemoryBank::tid, 0, 1, handle_}, now_);
  EXPECT_FALSE(tag_->receive(Write{MemoryBank::user, 0, 1, handle_}, now_));
}

TEST_F(TagAccess, only_req_rn_may_come_between_the_halves) {
  singulate(full_config());
  const std::uint16_t first = cover();
  tag_->receive(Access{static_cast<std::uint16_t>(0x1234 ^ first), handle_}, now_);
  EXPECT_FALSE(tag_->receive(Read{MemoryBank::tid, 0, 1, handle_}, now_));
  EXPECT_EQ(tag_->state(), TagState::arbitrate);

  inventory();
  const std::uint16_t again = cover();
  tag_->receive(Kill{static_cast<std::uint16_t>(0xCAFE ^ again), 0, handle_}, now_);
  EXPECT_FALSE(tag_->receive(k_query, now_)) << "the flag is B now";
  EXPECT_EQ(tag_->state(), TagState::ready);
}

TEST_F(TagAccess, reads_whole_banks_and_parts) {
  singulate(full_config());
  EXPECT_EQ(read(MemoryBank::tid, 0, 0), (Words{0xE200, 0x3412, 0x0123, 0x4567, 0x89AB, 0xCDEF}));
  EXPECT_EQ(read(MemoryBank::epc, 1, 2), (Words{0x3000, 0x3034}));
  EXPECT_EQ(read(MemoryBank::user, 15, 1), Words{0x5555});
  EXPECT_EQ(error_of(tag_->receive(Read{MemoryBank::user, 15, 2, handle_}, now_)),
            TagError::memory_overrun);
  EXPECT_EQ(error_of(tag_->receive(Read{MemoryBank::user, 16, 0, handle_}, now_)),
            TagError::memory_overrun);
  EXPECT_FALSE(
      tag_->receive(Read{MemoryBank::user, 0, 1, static_cast<std::uint16_t>(~handle_)}, now_));
}

TEST_F(TagAccess, writes_a_new_epc_and_answers_with_it) {
  singulate(full_config());
  const auto reply = write(MemoryBank::epc, 2, 0xABCD);
  ASSERT_TRUE(succeeded(reply));
  EXPECT_TRUE(reply->with_pilot);
  EXPECT_GT(reply->after, Time{0});
  EXPECT_LE(reply->after, k_longest_write);
  EXPECT_EQ(read(MemoryBank::epc, 2, 1), Words{0xABCD});
  const auto epc = decode_epc(tag_->receive(Ack{handle_}, now_)->bits);
  ASSERT_TRUE(epc) << "the CRC of the reply fits what is sent";
  EXPECT_EQ(epc->uii.bytes()[0], 0xAB);

  const std::uint16_t stale = read(MemoryBank::epc, 0, 1)[0];
  tag_->power_down(now_);
  tag_->power_up(now_);
  inventory();
  EXPECT_NE(read(MemoryBank::epc, 0, 1)[0], stale) << "StoredCRC follows at power-up";
  EXPECT_EQ(error_of(write(MemoryBank::epc, 0, 1)), TagError::memory_locked);
}

TEST_F(TagAccess, block_commands_do_all_or_nothing) {
  singulate(full_config());
  EXPECT_TRUE(succeeded(tag_->receive(BlockWrite{MemoryBank::user, 2, {1, 2, 3}, handle_}, now_)));
  EXPECT_EQ(read(MemoryBank::user, 1, 5), (Words{0x5555, 1, 2, 3, 0x5555}));
  EXPECT_TRUE(succeeded(tag_->receive(BlockErase{MemoryBank::user, 3, 2, handle_}, now_)));
  EXPECT_EQ(read(MemoryBank::user, 1, 5), (Words{0x5555, 1, 0, 0, 0x5555}));
  EXPECT_EQ(error_of(tag_->receive(BlockWrite{MemoryBank::user, 15, {9, 9}, handle_}, now_)),
            TagError::memory_overrun);
  EXPECT_EQ(read(MemoryBank::user, 15, 1), Words{0x5555});
  EXPECT_EQ(error_of(tag_->receive(BlockErase{MemoryBank::tid, 0, 1, handle_}, now_)),
            TagError::memory_locked)
      << "the TID is locked at the factory";
}

TEST_F(TagAccess, without_enough_power_nothing_is_written) {
  singulate(full_config());
  tag_->set_can_write(false);
  EXPECT_EQ(error_of(write(MemoryBank::user, 0, 1)), TagError::insufficient_power);
  EXPECT_EQ(read(MemoryBank::user, 0, 1), Words{0x5555});
  EXPECT_EQ(error_of(kill(k_kill_password)), TagError::insufficient_power);
  tag_->set_can_write(true);
  EXPECT_TRUE(succeeded(write(MemoryBank::user, 0, 1)));
}

TEST_F(TagAccess, kill_is_for_ever) {
  singulate(full_config());
  const auto reply = kill(k_kill_password);
  ASSERT_TRUE(succeeded(reply));
  EXPECT_EQ(tag_->state(), TagState::killed);
  EXPECT_FALSE(tag_->receive(k_query, now_));
  tag_->power_down(now_);
  tag_->power_up(now_);
  EXPECT_EQ(tag_->state(), TagState::killed);
}

TEST_F(TagAccess, kill_needs_the_right_password_and_one_that_is_not_zero) {
  singulate(full_config());
  EXPECT_FALSE(kill(k_kill_password ^ 1U));
  EXPECT_EQ(tag_->state(), TagState::arbitrate);
  TagConfig without = full_config();
  without.memory.set_passwords(0, 0);
  singulate(std::move(without));
  EXPECT_EQ(error_of(kill(0)), TagError::other);
  EXPECT_EQ(tag_->state(), TagState::secured);
}

TEST_F(TagAccess, lock_is_for_the_secured_state_and_respects_permalock) {
  singulate(full_config());
  const Lock lock_user{0b11, 0b10, handle_};
  EXPECT_FALSE(tag_->receive(lock_user, now_)) << "open";
  access(k_access_password);
  EXPECT_TRUE(succeeded(tag_->receive(lock_user, now_)));
  EXPECT_TRUE(succeeded(write(MemoryBank::user, 0, 1))) << "secured";
  EXPECT_TRUE(succeeded(tag_->receive(Lock{0b11, 0b11, handle_}, now_)));
  EXPECT_EQ(error_of(write(MemoryBank::user, 0, 1)), TagError::memory_locked);
  EXPECT_EQ(error_of(tag_->receive(Lock{0b11, 0b00, handle_}, now_)), TagError::memory_locked);
}

TEST_F(TagAccess, a_locked_password_can_be_read_when_secured_only) {
  TagConfig config = full_config();
  config.memory.locks().set(LockField::kill_password, {.pwd = true});
  singulate(std::move(config));
  EXPECT_EQ(error_of(tag_->receive(Read{MemoryBank::reserved, 0, 2, handle_}, now_)),
            TagError::memory_locked);
  access(k_access_password);
  EXPECT_EQ(read(MemoryBank::reserved, 0, 4), (Words{0xCAFE, 0x0001, 0x1234, 0x5678}));
}

TEST_F(TagAccess, block_permalock_reads_and_sets_its_bits) {
  singulate(full_config());  // 16 words in blocks of 4
  EXPECT_FALSE(tag_->receive(BlockPermalock{.block_range = 1, .handle = handle_}, now_)) << "open";
  access(k_access_password);
  const BlockPermalock set{true, MemoryBank::user, 0, 1, {0x4000}, handle_};
  EXPECT_TRUE(succeeded(tag_->receive(set, now_)));
  const auto reply = tag_->receive(BlockPermalock{.block_range = 1, .handle = handle_}, now_);
  ASSERT_TRUE(reply);
  EXPECT_EQ(std::get<WordsReply>(decode_access_reply(reply->bits).value()).words, Words{0x4000});
  EXPECT_EQ(error_of(write(MemoryBank::user, 4, 1)), TagError::memory_locked);
  EXPECT_TRUE(succeeded(write(MemoryBank::user, 8, 1)));
  const BlockPermalock beyond{true, MemoryBank::user, 0, 1, {0x0800}, handle_};
  EXPECT_EQ(error_of(tag_->receive(beyond, now_)), TagError::memory_overrun);
}

TEST_F(TagAccess, xpc_words_follow_the_pc) {
  TagConfig config = full_config();
  config.memory.set_xpc(0x0001);
  singulate(std::move(config));
  const auto epc = decode_epc(tag_->receive(Ack{handle_}, now_)->bits);
  ASSERT_TRUE(epc) << to_string(epc.error());
  EXPECT_TRUE(epc->pc.extended);
  EXPECT_EQ(epc->xpc_w1, 0x0001);
  EXPECT_EQ(epc->uii.to_hex(), "3034257bf7194e4000001a85");
  EXPECT_EQ(read(MemoryBank::epc, 0x21, 1), Words{0x0001});
  EXPECT_EQ(error_of(write(MemoryBank::epc, 0x21, 0)), TagError::memory_locked);
}

TEST_F(TagAccess, untraceable_hides_from_readers_without_the_password) {
  TagConfig config = full_config();
  config.version = TagVersion::v2;
  singulate(std::move(config));
  access(k_access_password);
  const Untraceable hide{.assert_u = true,
                         .hide_epc = true,
                         .epc_words = 2,
                         .tid = HideTid::some,
                         .hide_user = true,
                         .range = RangeChange::reduced,
                         .handle = handle_};
  ASSERT_TRUE(succeeded(tag_->receive(hide, now_)));
  EXPECT_TRUE(tag_->range_reduced());
  EXPECT_EQ(read(MemoryBank::user, 0, 1), Words{0x5555}) << "privileged";
  tag_->power_down(now_);
  tag_->power_up(now_);
  inventory();
  const auto epc = decode_epc(tag_->receive(Ack{handle_}, now_)->bits);
  ASSERT_TRUE(epc) << to_string(epc.error());
  EXPECT_EQ(epc->uii.to_hex(), "3034257b");
  EXPECT_EQ(epc->xpc_w1, 0x0008);
  EXPECT_EQ(error_of(tag_->receive(Read{MemoryBank::user, 0, 1, handle_}, now_)),
            TagError::memory_overrun);
  EXPECT_EQ(read(MemoryBank::tid, 0, 2), (Words{0xE200, 0x3412}));
  EXPECT_EQ(error_of(tag_->receive(Read{MemoryBank::tid, 2, 1, handle_}, now_)),
            TagError::memory_overrun);
}

TEST_F(TagAccess, a_tag_of_v1_does_not_know_untraceable) {
  singulate(full_config());
  access(k_access_password);
  EXPECT_FALSE(tag_->receive(Untraceable{.handle = handle_}, now_));
  EXPECT_EQ(tag_->state(), TagState::secured);
}

TEST_F(TagAccess, planted_faults) {
  TagConfig config = full_config();
  config.quirks = {.wrong_crc_one_in = 1, .stuck_flag = true, .no_write = true};
  singulate(std::move(config));
  EXPECT_FALSE(decode_epc(tag_->receive(Ack{handle_}, now_)->bits));
  EXPECT_EQ(error_of(write(MemoryBank::user, 0, 1)), TagError::non_specific);
  tag_->receive(k_rep, now_);
  EXPECT_EQ(s2(*tag_), Inventoried::a);
}

}  // namespace
}  // namespace plugtest::gen2
