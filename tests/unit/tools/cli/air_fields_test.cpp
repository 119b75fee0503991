#include "tools/cli/air_fields.h"

#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"
#include "protocols/total/command.h"
#include "protocols/total/message.h"

#include <random>

#include <gmock/gmock.h>

namespace plugtest::cli {
namespace {

using bits::BitString;
using testing::HasSubstr;

const AirField* find(const AirReading& reading, std::string_view name) {
  for (const AirField& field : reading.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

/// The fields lie one behind the other and cover the whole frame.
void expect_covers(const AirReading& reading, const BitString& frame) {
  std::size_t at = 0;
  for (const AirField& field : reading.fields) {
    EXPECT_EQ(field.first, at) << reading.title << " " << field.name;
    at += field.bits;
  }
  EXPECT_EQ(at, frame.size()) << reading.title;
}

TEST(ReadBits, takes_binary_and_hexadecimal) {
  EXPECT_EQ(read_bits("1010 0011")->to_string(), "10100011");
  EXPECT_EQ(read_bits("0xC1_1234 3162")->size(), 40U);
  EXPECT_EQ(read_bits("0x8/3")->to_string(), "100");
  EXPECT_THAT(read_bits("10201").error().message, HasSubstr("character 3 is '2'"));
  EXPECT_THAT(read_bits("0xC1G").error().message, HasSubstr("character 5 is 'G'"));
  EXPECT_THAT(read_bits("0xC1/9").error().message, HasSubstr("hold 5 to 8 bits, not 9"));
  EXPECT_FALSE(read_bits(""));
  EXPECT_FALSE(read_bits("0x"));
  EXPECT_FALSE(read_bits("0xC1/"));
  EXPECT_FALSE(read_bits(std::string(5000, '1')));
  // The longest frame there is, in either spelling, and one digit more.
  EXPECT_EQ(read_bits(std::string(BitString::k_max_bits, '1'))->size(), BitString::k_max_bits);
  EXPECT_FALSE(read_bits(std::string(BitString::k_max_bits + 1, '1')));
  const std::string digits(BitString::k_max_bits / 4, 'F');
  EXPECT_EQ(read_bits("0x" + digits)->size(), BitString::k_max_bits);
  EXPECT_FALSE(read_bits("0x" + digits + "F"));
}

// facts/air.md A.5.
TEST(ExplainCommand, golden_frames) {
  const BitString req_rn = *read_bits("0xC1FFFF3FAB");
  const AirReading reading = explain_command(req_rn);
  EXPECT_EQ(reading.title, "Req_RN");
  EXPECT_EQ(reading.fault, "");
  EXPECT_EQ(find(reading, "RN")->value, "FFFF");
  EXPECT_EQ(find(reading, "CRC-16")->meaning, "right");
  const AirReading query = explain_command(*read_bits("1000110100010010011001"));
  EXPECT_EQ(query.fault, "");
  EXPECT_EQ(find(query, "M")->meaning, "Miller 4");
  EXPECT_EQ(find(query, "Session")->meaning, "S1");
  EXPECT_EQ(find(query, "Q")->meaning, "4");
}

TEST(ExplainCommand, every_command_is_covered_whole_and_agrees_with_the_decoder) {
  using namespace gen2;
  const std::vector<Command> commands = {
      Query{.q = 3},
      QueryAdjust{Session::s1, UpDn::up},
      QueryRep{Session::s2},
      Ack{0x1234},
      Nak{},
      ReqRn{1},
      Select{.pointer = 300, .mask = BitString(0x3034, 16)},
      Read{MemoryBank::tid, 128, 2, 7},
      Write{},
      Kill{},
      Lock{0b0000110000, 0b0000100000, 9},
      Access{},
      BlockWrite{.data = {1, 2}},
      BlockErase{},
      BlockPermalock{.permalock = true, .block_range = 1, .mask = {5}},
      Untraceable{.tid = HideTid::all},
  };
  for (const Command& command : commands) {
    const BitString frame = encode(command);
    const AirReading reading = explain_command(frame);
    EXPECT_THAT(reading.title, testing::StartsWith(std::string(name_of(command))));
    EXPECT_EQ(reading.fault, "") << reading.title;
    expect_covers(reading, frame);
    for (std::size_t size = 0; size < frame.size(); ++size) {
      const AirReading cut = explain_command(frame.slice(0, size));
      EXPECT_NE(cut.fault, "") << reading.title << " cut to " << size;
      expect_covers(cut, frame.slice(0, size));
    }
  }
}

// What follows a pointer that has no end cannot be told.
TEST(ExplainCommand, nothing_is_read_into_the_bits_behind_a_broken_pointer) {
  const BitString frame = *read_bits("0xC2FFFFFFFFFFFFFFFFFF");
  const AirReading reading = explain_command(frame);
  EXPECT_THAT(reading.fault, HasSubstr("pointer (EBV)"));
  EXPECT_EQ(reading.fields.back().name, "WordPtr");
  expect_covers(reading, frame);
}

TEST(ExplainCommand, any_bits_are_survived) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    BitString frame;
    const std::size_t size = random() % 200;
    for (std::size_t bit = 0; bit < size; ++bit) frame.append(random() & 1U, 1);
    expect_covers(explain_command(frame), frame);
    EXPECT_FALSE(explain_reply(frame).empty());
    explain_pages(frame, total::default_profile());
  }
}

TEST(ExplainReply, tells_what_a_reply_can_be) {
  EXPECT_THAT(explain_reply(gen2::encode_rn16(5)).front().title, HasSubstr("RN16"));
  EXPECT_THAT(explain_reply(gen2::encode_handle(5)).front().title, HasSubstr("handle"));
  EXPECT_EQ(explain_reply(gen2::encode_success(5)).front().title, "success");
  const auto error = explain_reply(gen2::encode_error(gen2::TagError::memory_overrun, 5)).front();
  EXPECT_EQ(error.title, "error");
  EXPECT_EQ(find(error, "Error code")->meaning, "memory overrun");
  // The frame off the air of facts/air.md A.5.
  const auto epc = explain_reply(*read_bits("0x34000034B00710ADE30000000000F165")).front();
  EXPECT_EQ(epc.fault, "");
  EXPECT_THAT(find(epc, "PC")->meaning, HasSubstr("L=6 words"));
  EXPECT_EQ(find(epc, "UII")->value, "0034B00710ADE30000000000");
  EXPECT_THAT(explain_reply(BitString(1, 7)).front().fault, HasSubstr("no reply has 7 bits"));
}

TEST(ExplainReply, words_of_extended_protocol_control_are_no_uii) {
  gen2::EpcReply reply;
  reply.uii = identity::Uii::from_hex("1122").value();
  reply.pc = {.length_words = 1, .extended = true};
  reply.xpc_w1 = 0x8001;  // XEB: a second word follows
  reply.xpc_w2 = 0x0002;
  const auto epc = explain_reply(gen2::encode_epc(reply)).front();
  EXPECT_EQ(epc.fault, "");
  EXPECT_EQ(find(epc, "XPC_W1")->value, "8001");
  ASSERT_NE(find(epc, "XPC_W2"), nullptr);
  EXPECT_EQ(find(epc, "XPC_W2")->value, "0002");
  EXPECT_EQ(find(epc, "UII")->value, "1122");
}

TEST(ExplainPages, takes_a_message_apart) {
  total::Profile profile = total::default_profile();
  profile.memory = total::Memory::pages;
  profile.data_pages = 1;
  BitString message;
  for (const BitString& page :
       total::encode_message(profile, BitString(0xAABBCCDDEE, 40), {BitString(1, 40)})) {
    message.append(page);
  }
  const auto pages = explain_pages(message, profile);
  ASSERT_EQ(pages.size(), 2U);
  EXPECT_EQ(pages[0].title, "identity page");
  EXPECT_EQ(find(pages[0], "identity")->value, "AABBCCDDEE");
  EXPECT_EQ(find(pages[0], "check")->meaning, "right");
  EXPECT_EQ(pages[1].fields.front().first, 64U);
  EXPECT_EQ(pages[1].fault, "");
}

TEST(ExplainPages, says_what_numbers_and_checks_mean_by_the_profile) {
  total::Profile profile = total::default_profile();
  profile.memory = total::Memory::pages;
  profile.data_pages = 1;
  profile.page_numbers = total::PageNumbers::count_up;
  profile.first_check = total::FirstCheck::zeros;
  BitString message;
  for (const BitString& page :
       total::encode_message(profile, BitString(0xAABBCCDDEE, 40), {BitString(1, 40)})) {
    message.append(page);
  }
  const auto pages = explain_pages(message, profile);
  ASSERT_EQ(pages.size(), 2U);
  EXPECT_EQ(find(pages[0], "following")->value, "0001");
  EXPECT_EQ(find(pages[0], "check")->meaning, "zeros, as they must be");
  EXPECT_EQ(find(pages[1], "number")->value, "0001");
  EXPECT_EQ(find(pages[1], "check")->meaning, "right");
  EXPECT_EQ(pages[0].fault + pages[1].fault, "");
}

TEST(ExplainTypeD, tells_commands_from_pages) {
  const total::Profile profile = total::default_profile();
  const total::Command write{total::CommandCode::write, 3, 1, BitString{0x123456789ABC, 48}};
  const auto readings = explain_type_d(total::encode(profile, write), profile);
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_EQ(readings[0].title, "command to read/write tags: write");
  EXPECT_EQ(readings[0].fault, "");
  EXPECT_EQ(find(readings[0], "start page")->meaning, "3");
  EXPECT_EQ(find(readings[0], "page 3")->value, "123456789ABC");
  EXPECT_EQ(find(readings[0], "check")->meaning, "right");
  const auto message = total::encode_message(profile, BitString{0x12, 40});
  EXPECT_EQ(explain_type_d(message[0], profile)[0].title, "identity page");
}

}  // namespace
}  // namespace plugtest::cli
