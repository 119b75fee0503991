#include "protocols/gen2/command.h"

#include "protocols/bits/crc.h"

#include <array>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

bits::BitString text(std::string_view bits) { return bits::BitString::from_text(bits).value(); }

struct QueryVector {
  Query query;
  std::string_view frame;
};

const std::vector<QueryVector>& queries() {
  using enum DivideRatio;
  using enum Modulation;
  using enum Session;
  static const std::vector<QueryVector> vectors = {
      {{dr8, fm0, false, Sel::all, s0, Inventoried::a, 0}, "10000000000000000 10000"},
      {{dr8, fm0, false, Sel::all, s0, Inventoried::a, 4}, "10000000000000100 11101"},
      {{dr8, fm0, false, Sel::all, s0, Inventoried::a, 15}, "10000000000001111 11100"},
      {{dr64_3, miller2, false, Sel::all, s0, Inventoried::a, 4}, "10001010000000100 00011"},
      {{dr64_3, miller4, true, Sel::all, s1, Inventoried::a, 4}, "10001101000100100 11001"},
      {{dr64_3, miller4, false, Sel::all, s2, Inventoried::a, 7}, "10001100001000111 11101"},
      {{dr64_3, miller8, true, Sel::selected, s3, Inventoried::b, 15}, "10001111111111111 00111"},
      {{dr64_3, miller8, true, Sel::selected, s3, Inventoried::b, 6}, "10001111111110110 10100"},
  };
  return vectors;
}

TEST(command, queries_of_the_fact_sheet) {
  for (const auto& [query, frame] : queries()) {
    EXPECT_EQ(encode(query), text(frame)) << to_string(Command{query});
    EXPECT_EQ(decode(text(frame)), Command{query}) << frame;
  }
}

TEST(command, frames_without_crc) {
  EXPECT_EQ(encode(QueryRep{Session::s2}).to_string(), "0010");
  EXPECT_EQ(encode(Ack{0xABCD}).to_string(), "011010101111001101");
  EXPECT_EQ(encode(Nak{}).to_string(), "11000000");
  EXPECT_EQ(encode(QueryAdjust{Session::s1, UpDn::up}).to_string(), "100101110");
  EXPECT_EQ(encode(QueryAdjust{Session::s3, UpDn::down}).to_string(), "100111011");
  EXPECT_EQ(encode(QueryAdjust{Session::s0, UpDn::same}).to_string(), "100100000");
}

TEST(command, req_rn_of_the_fact_sheet) {
  const auto captured = encode(ReqRn{0xFFFF});
  EXPECT_EQ(captured.size(), 40U);
  EXPECT_EQ(captured.value(0, 40), 0xC1FFFF3FABU);
  EXPECT_EQ(encode(ReqRn{0x1234}).value(24, 16), 0x3162U);
}

TEST(command, select_of_the_fact_sheet) {
  Select select{SelectTarget::sl, SelectAction::set_clear, MemoryBank::epc, 32, {}, false};
  select.mask.append(0x3034, 16);
  const auto frame = encode(select);
  EXPECT_EQ(frame.size(), 45U + 16U);
  EXPECT_EQ(frame.value(45, 16), 0xEDE5U);
  const Select none{SelectTarget::s1, SelectAction::set_clear, MemoryBank::epc, 32, {}, false};
  EXPECT_EQ(encode(none).size(), 45U);
  EXPECT_EQ(encode(none).value(29, 16), 0x4030U);
}

TEST(command, lengths_of_the_fact_sheet) {
  EXPECT_EQ(encode(Query{}).size(), 22U);
  EXPECT_EQ(encode(QueryAdjust{}).size(), 9U);
  EXPECT_EQ(encode(QueryRep{}).size(), 4U);
  EXPECT_EQ(encode(Ack{}).size(), 18U);
  EXPECT_EQ(encode(Nak{}).size(), 8U);
  EXPECT_EQ(encode(ReqRn{}).size(), 40U);
}

std::vector<Command> samples() {
  Select select{SelectTarget::s3, SelectAction::none_swap, MemoryBank::tid, 16384, {}, true};
  for (std::size_t i = 0; i < Select::k_max_mask_bits; ++i) select.mask.append(i % 3 == 0, 1);
  return {Query{},
          QueryAdjust{Session::s3, UpDn::down},
          QueryRep{Session::s1},
          Ack{0x8001},
          Nak{},
          ReqRn{0xBEEF},
          select,
          Select{}};
}

TEST(command, every_kind_there_and_back) {
  for (const Command& command : samples()) {
    EXPECT_EQ(decode(encode(command)), command) << to_string(command);
  }
}

TEST(command, cut_or_extended_frames_are_refused) {
  for (const Command& command : samples()) {
    const auto frame = encode(command);
    for (std::size_t length = 0; length < frame.size(); ++length) {
      const auto cut = decode(frame.slice(0, length));
      EXPECT_FALSE(cut.has_value() && *cut == command) << to_string(command) << " cut";
      // Some kinds begin with the whole code of none shorter, so a cut frame is never another.
      EXPECT_FALSE(cut) << to_string(command) << " cut to " << length;
    }
    auto longer = frame;
    longer.append(0, 1);
    EXPECT_EQ(decode(longer).error().code, ErrorCode::malformed) << to_string(command);
  }
}

TEST(command, protected_frames_survive_no_single_error) {
  for (const Command& command : samples()) {
    const auto frame = encode(command);
    const bool is_protected = std::holds_alternative<Query>(command) ||
                              std::holds_alternative<ReqRn>(command) ||
                              std::holds_alternative<Select>(command);
    if (!is_protected) continue;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      auto damaged = frame;
      damaged.flip(i);
      EXPECT_FALSE(decode(damaged)) << to_string(command) << " bit " << i;
    }
  }
}

TEST(command, unknown_codes_and_reserved_values_are_unsupported) {
  EXPECT_EQ(decode(text("1011 0000")).error().code, ErrorCode::unsupported);
  EXPECT_EQ(decode(text("11010010 00000000")).error().code, ErrorCode::unsupported);
  EXPECT_EQ(decode(text("1001 00 111")).error().code, ErrorCode::unsupported);
  auto reserved_target = encode(Select{}).slice(0, 29);
  reserved_target.flip(6);  // Target 101
  reserved_target.append(bits::crc16(reserved_target), 16);
  EXPECT_EQ(decode(reserved_target).error().code, ErrorCode::unsupported);
}

TEST(command, text_for_traces) {
  EXPECT_EQ(to_string(Command{queries()[4].query}),
            "Query DR=64/3 M=4 TRext=1 Sel=all S1 target=A Q=4");
  EXPECT_EQ(to_string(Command{Ack{0xABCD}}), "ACK ABCD");
  EXPECT_EQ(to_string(Command{QueryAdjust{Session::s2, UpDn::up}}), "QueryAdjust S2 Q+1");
  EXPECT_EQ(to_string(Command{QueryRep{Session::s2}}), "QueryRep S2");
  EXPECT_EQ(to_string(Command{Nak{}}), "NAK");
  EXPECT_EQ(to_string(Command{ReqRn{0x12}}), "Req_RN 0012");
  EXPECT_EQ(to_string(Command{Select{}}), "Select target=SL action=0 bank=EPC pointer=0 mask=");
}

}  // namespace
}  // namespace plugtest::gen2
