#include "protocols/bits/crc.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"

#include <random>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::gen2 {
namespace {

using testing::HasSubstr;

/// facts/air.md A.5: the length before the CRC, and the CRC.
struct Golden {
  Command command;
  std::size_t bits;
  std::uint16_t crc;
};

const std::vector<Golden>& golden() {
  static const std::vector<Golden> vectors = {
      {Read{MemoryBank::epc, 2, 6, 0x1234}, 42, 0x915D},
      {Read{MemoryBank::tid, 0, 2, 0xABCD}, 42, 0x9484},
      {Write{MemoryBank::epc, 2, 0xA5A5 ^ 0x1234, 0xBEEF}, 50, 0xCBCB},
      {Kill{0xAAAA ^ 0x1234, 0, 0xBEEF}, 43, 0x7A59},
      {Access{0x1111 ^ 0x1234, 0xBEEF}, 40, 0xD7E7},
      {Lock{0b0000110000, 0b0000100000, 0xBEEF}, 44, 0xE56E},
  };
  return vectors;
}

TEST(access_command, vectors_of_the_fact_sheet) {
  for (const auto& [command, bits, crc] : golden()) {
    const auto frame = encode(command);
    ASSERT_EQ(frame.size(), bits + 16) << to_string(command);
    EXPECT_EQ(frame.value(bits, 16), crc) << to_string(command);
    EXPECT_EQ(decode(frame), command);
  }
}

TEST(access_command, lengths_of_the_table) {
  EXPECT_EQ(encode(Read{}).size(), 58U);
  EXPECT_EQ(encode(Write{}).size(), 66U);
  EXPECT_EQ(encode(Kill{}).size(), 59U);
  EXPECT_EQ(encode(Lock{}).size(), 60U);
  EXPECT_EQ(encode(Access{}).size(), 56U);
  EXPECT_EQ(encode(BlockWrite{.data = {1, 2, 3}}).size(), 58U + 48U);
  EXPECT_EQ(encode(BlockErase{}).size(), 58U);
  EXPECT_EQ(encode(BlockPermalock{}).size(), 67U);
  EXPECT_EQ(encode(BlockPermalock{.permalock = true, .block_range = 2, .mask = {1, 2}}).size(),
            67U + 32U);
  EXPECT_EQ(encode(Untraceable{}).size(), 62U);
  EXPECT_EQ(encode(Read{.word_pointer = 128}).size(), 66U) << "an EBV of two bytes";
}

std::vector<Command> random_commands(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto word = [&] { return static_cast<std::uint16_t>(random()); };
  const auto bank = [&] { return static_cast<MemoryBank>(random() % 4); };
  const auto pointer = [&] { return random() >> (random() % 32); };
  std::vector<std::uint16_t> words(1 + random() % BlockWrite::k_max_words);
  for (auto& one : words) one = word();
  return {
      Read{bank(), static_cast<std::uint32_t>(pointer()), static_cast<std::uint8_t>(random()),
           word()},
      Write{bank(), static_cast<std::uint32_t>(pointer()), word(), word()},
      Kill{word(), static_cast<std::uint8_t>(random() % 8), word()},
      Lock{static_cast<std::uint16_t>(random() % 1024), static_cast<std::uint16_t>(random() % 1024),
           word()},
      Access{word(), word()},
      BlockWrite{bank(), static_cast<std::uint32_t>(pointer()), words, word()},
      BlockErase{bank(), static_cast<std::uint32_t>(pointer()), static_cast<std::uint8_t>(random()),
                 word()},
      BlockPermalock{false,
                     bank(),
                     static_cast<std::uint32_t>(pointer()),
                     static_cast<std::uint8_t>(random()),
                     {},
                     word()},
      BlockPermalock{true, bank(), static_cast<std::uint32_t>(pointer()),
                     static_cast<std::uint8_t>(words.size()), words, word()},
      Untraceable{random() % 2 == 0, random() % 2 == 0, static_cast<std::uint8_t>(random() % 32),
                  static_cast<HideTid>(random() % 3), random() % 2 == 0,
                  static_cast<RangeChange>(random() % 3), word()},
  };
}

TEST(access_command, every_command_comes_back_from_its_bits) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    for (const Command& command : random_commands(seed)) {
      EXPECT_EQ(decode(encode(command)), command) << to_string(command);
    }
  }
}

TEST(access_command, a_cut_frame_and_a_changed_bit_are_told_apart) {
  for (const Command& command : random_commands(7)) {
    const auto frame = encode(command);
    for (std::size_t size = 0; size < frame.size(); ++size) {
      EXPECT_FALSE(decode(frame.slice(0, size))) << to_string(command) << " cut to " << size;
    }
    for (std::size_t bit = frame.size() - 32; bit < frame.size(); ++bit) {
      auto changed = frame;
      changed.flip(bit);
      const auto decoded = decode(changed);
      ASSERT_FALSE(decoded);
      EXPECT_EQ(decoded.error().code, ErrorCode::check_failed) << to_string(command);
    }
  }
}

TEST(access_command, reserved_values_are_unsupported) {
  auto frame = encode(Untraceable{});
  bits::BitString changed = frame.slice(0, 46);
  changed.flip(25);
  changed.flip(26);  // TID = 11
  changed.append(bits::crc16(changed), 16);
  const auto decoded = decode(changed);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::unsupported);
  EXPECT_THAT(decoded.error().message, HasSubstr("Untraceable"));
}

/// A frame of a command with `words` words, as a reader may send it; this library cannot write one
/// with more than k_max_words.
bits::BitString frame_with_words(bits::BitString head, std::size_t words) {
  head.append(words, 8);
  for (std::size_t i = 0; i < words; ++i) head.append(i, 16);
  head.append(0xBEEF, 16);
  head.append(bits::crc16(head), 16);
  return head;
}

TEST(access_command, as_many_words_as_eight_bits_count_fit) {
  const bits::BitString write{0b11000111'11'00000000, 18};            // code, user bank, pointer 0
  const bits::BitString lock{0b11001001'00000000'1'11'00000000, 27};  // and RFU, Read/Lock
  for (const auto& head : {write, lock}) {
    const auto most = decode(frame_with_words(head, BlockWrite::k_max_words));
    ASSERT_TRUE(most) << to_string(most.error());
    EXPECT_EQ(decode(encode(*most)), *most);
  }
}

TEST(access_command, traces_name_every_field) {
  EXPECT_EQ(to_string(Command{Read{MemoryBank::tid, 0, 2, 0xABCD}}),
            "Read bank=TID pointer=0 count=2 handle=ABCD");
  EXPECT_EQ(to_string(Command{Lock{0b0000110000, 0b0000100000, 0xBEEF}}),
            "Lock mask=0000110000 action=0000100000 handle=BEEF");
  EXPECT_EQ(to_string(Command{BlockWrite{MemoryBank::user, 4, {0x1234, 0xABCD}, 1}}),
            "BlockWrite bank=user pointer=4 count=2 data=1234ABCD handle=0001");
}

TEST(access_reply, vectors_of_the_fact_sheet) {
  EXPECT_EQ(encode_handle(0xBEEF).value(16, 16), 0xD333U);
  EXPECT_EQ(encode_success(0xBEEF).value(17, 16), 0xF422U);
  EXPECT_EQ(encode_error(TagError::memory_overrun, 0xBEEF).value(25, 16), 0x68C1U);
  EXPECT_EQ(encode_success(0).size(), 33U);
  EXPECT_EQ(encode_error(TagError::other, 0).size(), 41U);
}

TEST(access_reply, comes_back_from_its_bits) {
  const std::vector<std::uint16_t> words = {0x1234, 0xFFFF, 0};
  EXPECT_EQ(decode_access_reply(encode_words(words, 7)), AccessReply(WordsReply{words, 7}));
  EXPECT_EQ(decode_access_reply(encode_success(9)), AccessReply(WordsReply{{}, 9}));
  EXPECT_EQ(decode_access_reply(encode_error(TagError::insufficient_power, 9)),
            AccessReply(ErrorReply{TagError::insufficient_power, 9}));
  auto wrong = encode_success(9);
  wrong.flip(3);
  EXPECT_EQ(decode_access_reply(wrong).error().code, ErrorCode::check_failed);
  EXPECT_EQ(decode_access_reply(wrong.slice(0, 32)).error().code, ErrorCode::truncated);
}

}  // namespace
}  // namespace plugtest::gen2
