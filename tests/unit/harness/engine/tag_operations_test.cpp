#include "harness/engine/tag_operations.h"

#include "protocols/identity/s10.h"
#include "protocols/identity/text_form.h"

#include <gtest/gtest.h>

namespace plugtest::engine {
namespace {

using model::AccessRequest;
using model::AccessResult;
using model::AirProtocol;
using model::TagOperation;

model::Piece piece() {
  model::Piece one;
  one.id = model::PieceId("P1");
  one.uii = *identity::Uii::from_hex("3034257bf7194e4000001a85");
  return one;
}

Result<std::optional<model::AccessedTag>> answered(AccessResult::Outcome outcome,
                                                   std::vector<std::uint16_t> words = {}) {
  model::AccessedTag tag;
  tag.results.resize(1);
  tag.results[0].outcome = outcome;
  tag.results[0].words = std::move(words);
  return tag;
}

TagOperation operation(TagOperation::Kind kind, std::uint8_t bank = 3) {
  TagOperation one;
  one.kind = kind;
  one.bank = bank;
  return one;
}

/// Gen2 v1.2.0, 6.3.2.12.3.5: ten bits of mask and ten of action, in pairs for kill password,
/// access password, UII, TID and User.
TEST(TagOperations, LocksByTheStandardsMaskAndAction) {
  TagOperations operations(1);
  const auto payload = [&](TagOperation::Kind kind, std::uint8_t bank) {
    return operations.order(operation(kind, bank), piece(), AirProtocol::type_c, 0)
        .operations[0]
        .payload;
  };
  EXPECT_EQ(payload(TagOperation::Kind::lock, 0), 0b0010000000'0010000000U);
  EXPECT_EQ(payload(TagOperation::Kind::lock, 1), 0b0000100000'0000100000U);
  EXPECT_EQ(payload(TagOperation::Kind::permalock, 1), 0b0000110000'0000110000U);
  EXPECT_EQ(payload(TagOperation::Kind::permalock, 3), 0b0000000011'0000000011U);
}

TEST(TagOperations, ATagIsFoundByItsUii) {
  TagOperations operations(1);
  const auto order =
      operations.order(operation(TagOperation::Kind::read), piece(), AirProtocol::type_c, 0);
  ASSERT_TRUE(order.filter);
  EXPECT_EQ(order.filter->bank, 1);
  EXPECT_EQ(order.filter->bit_pointer, 32U);
  EXPECT_EQ(order.filter->mask.size(), 96U);
  EXPECT_EQ(order.filter->mask.value(0, 16), 0x3034U);
}

TEST(TagOperations, AWrittenIdentifierIsAValidS10AndTheTagIsFoundByItFromThenOn) {
  TagOperations operations(7);
  TagOperation write = operation(TagOperation::Kind::write, 1);
  write.word_pointer = 2;
  write.own_s10 = true;
  const auto words = operations.order(write, piece(), AirProtocol::type_c, 0).operations[0].data;
  ASSERT_EQ(words.size(), 6U);
  std::vector<std::uint8_t> bytes;
  for (const std::uint16_t word : words) {
    bytes.push_back(static_cast<std::uint8_t>(word >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(word));
  }
  const auto text = identity::unpack_six_bit(*identity::Uii::from_bits(bytes, 96));
  ASSERT_TRUE(text);
  EXPECT_TRUE(identity::parse_s10(*text)) << *text;

  EXPECT_EQ(operations.judge(write, piece(), answered(AccessResult::Outcome::success)),
            std::nullopt);
  TagOperation read = operation(TagOperation::Kind::read, 1);
  read.own_s10 = true;
  const auto order = operations.order(read, piece(), AirProtocol::type_c, 0);
  EXPECT_EQ(order.operations[0].word_count, 6);
  EXPECT_EQ(order.filter->mask.value(0, 16), words[0]);
  EXPECT_EQ(operations.judge(read, piece(), answered(AccessResult::Outcome::success, words)),
            std::nullopt);
  EXPECT_NE(operations.judge(read, piece(), answered(AccessResult::Outcome::success, {1})),
            std::nullopt);
  EXPECT_NE(operations.order(write, piece(), AirProtocol::type_c, 1).operations[0].data, words)
      << "every pass writes another one";
}

TEST(TagOperations, WhatIsToBeRefusedMustBeRefusedByTheTag) {
  TagOperations operations(1);
  TagOperation write = operation(TagOperation::Kind::write);
  write.words = {1};
  write.refused = true;
  const auto verdict = [&](AccessResult::Outcome outcome) {
    return operations.judge(write, piece(), answered(outcome));
  };
  EXPECT_EQ(verdict(AccessResult::Outcome::tag_error), std::nullopt);
  EXPECT_EQ(verdict(AccessResult::Outcome::wrong_password), std::nullopt);
  EXPECT_EQ(verdict(AccessResult::Outcome::no_response), std::nullopt);
  EXPECT_EQ(verdict(AccessResult::Outcome::success), "write of P1 was to be refused: it succeeded");
  EXPECT_NE(verdict(AccessResult::Outcome::reader_error), std::nullopt);
  EXPECT_EQ(operations.judge(write, piece(), std::optional<model::AccessedTag>{}),
            "write of P1: the tag was not found");
}

}  // namespace
}  // namespace plugtest::engine
