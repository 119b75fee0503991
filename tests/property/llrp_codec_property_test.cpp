// Value -> bytes -> value for any message that the table allows; damaged bytes end cleanly.

#include "protocols/llrp/codec.h"
#include "tests/unit/protocols/llrp/random_message.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace plugtest::llrp {
namespace {

std::size_t any_below(std::size_t bound) {
  // Ranges grow with the size of a test case; positions shall be anywhere from the first case on.
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, bound));
}

/// A message of each type, in each version that knows it.
std::vector<Message> any_messages() {
  testing::Random random(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
  std::vector<Message> messages;
  for (const TypeDef* type : all_messages()) {
    for (const Version version : {Version::v1_0_1, Version::v1_1, Version::v2_0}) {
      if (!type->versions.contains(version)) continue;
      messages.push_back(testing::random_message(*type, version, random));
    }
  }
  return messages;
}

/// The bytes of a message of any type, one to five of them changed.
std::vector<std::uint8_t> damaged_bytes() {
  auto messages = any_messages();
  auto bytes = encode(messages[any_below(messages.size())]);
  for (std::size_t changes = 1 + any_below(5); changes > 0; --changes) {
    bytes[any_below(bytes.size())] = *rc::gen::arbitrary<std::uint8_t>();
  }
  return bytes;
}

TEST(LlrpCodecProperty, WhatIsEncodedDecodesToTheSame) {
  EXPECT_TRUE(rc::check([] {
    for (const Message& message : any_messages()) {
      const auto decoded = decode(encode(message), DecodeMode::strict);
      RC_ASSERT(decoded.has_value());
      RC_ASSERT(*decoded == message);
    }
  }));
}

TEST(LlrpCodecProperty, WhatIsToleratedEncodesToTheSame) {
  EXPECT_TRUE(rc::check([] {
    const auto bytes = damaged_bytes();
    if (const auto decoded = decode(bytes, DecodeMode::tolerant)) {
      RC_ASSERT(encode(*decoded) == bytes);
    }
  }));
}

/// Every parameter by itself, at the top of a message where tolerant decoding takes any.
TEST(LlrpCodecProperty, EveryParameterGoesThereAndBack) {
  EXPECT_TRUE(rc::check([] {
    testing::Random random(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
    for (const TypeDef* type : all_parameters()) {
      for (const Version version : {Version::v1_0_1, Version::v1_1, Version::v2_0}) {
        if (!type->versions.contains(version)) continue;
        Message message(MessageType::ro_access_report, 1, version);
        message.body.append(testing::random_element(*type, version, random));
        const auto bytes = encode(message);
        const auto decoded = decode(bytes, DecodeMode::tolerant);
        RC_ASSERT(decoded.has_value());
        RC_ASSERT(*decoded == message);
        RC_ASSERT(encode(*decoded) == bytes);
      }
    }
  }));
}

/// Bytes -> value -> bytes where the bytes come from a strict decoder's own view.
TEST(LlrpCodecProperty, WhatIsAcceptedStrictlyEncodesToTheSame) {
  EXPECT_TRUE(rc::check([] {
    const auto bytes = damaged_bytes();
    if (const auto decoded = decode(bytes, DecodeMode::strict)) {
      RC_ASSERT(encode(*decoded) == bytes);
    }
  }));
}

TEST(LlrpCodecProperty, StrictAcceptsNoMoreThanTolerant) {
  EXPECT_TRUE(rc::check([] {
    const auto bytes = damaged_bytes();
    const auto strict = decode(bytes, DecodeMode::strict);
    const auto tolerant = decode(bytes, DecodeMode::tolerant);
    if (strict) {
      RC_ASSERT(tolerant.has_value());
      RC_ASSERT(*strict == *tolerant);
      RC_ASSERT(tolerant->problems.empty());
    }
  }));
}

TEST(LlrpCodecProperty, RefusalsCanBeAnswered) {
  EXPECT_TRUE(rc::check([] {
    const auto strict = decode(damaged_bytes(), DecodeMode::strict);
    if (!strict) {
      Message answer(MessageType::error_message, 1);
      answer.body.add(status(strict.error()));
      RC_ASSERT(decode(encode(answer), DecodeMode::strict).value() == answer);
    }
  }));
}

}  // namespace
}  // namespace plugtest::llrp
