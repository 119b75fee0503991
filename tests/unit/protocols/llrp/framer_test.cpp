#include "protocols/llrp/framer.h"

#include "protocols/bits/hex.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::llrp {
namespace {

std::vector<std::uint8_t> hex(std::string_view text) { return bits::parse_hex(text).value(); }

using Frames = std::vector<std::vector<std::uint8_t>>;

Frames take_all(Framer& framer) {
  Frames frames;
  for (;;) {
    const auto frame = framer.next();
    EXPECT_TRUE(frame);
    if (!frame || !*frame) {
      return frames;
    }
    frames.emplace_back((*frame)->bytes.begin(), (*frame)->bytes.end());
  }
}

const std::vector<std::uint8_t>& stream() {
  static const auto bytes =
      hex("043e 0000000a 00000001"
          "0403 0000000b 00000002 80"
          "0448 0000000a 00000003");
  return bytes;
}

TEST(LlrpFramer, SplitAtEveryByte) {
  const Frames whole = [] {
    Framer framer;
    framer.push(stream());
    return take_all(framer);
  }();
  ASSERT_EQ(whole.size(), 3U);
  for (std::size_t cut = 0; cut <= stream().size(); ++cut) {
    Framer framer;
    Frames frames;
    const auto bytes = std::span<const std::uint8_t>(stream());
    for (const auto part : {bytes.first(cut), bytes.subspan(cut)}) {
      framer.push(part);
      for (auto& frame : take_all(framer)) {
        frames.push_back(frame);
      }
    }
    EXPECT_EQ(frames, whole) << cut;
    EXPECT_EQ(framer.pending(), 0U);
  }
}

TEST(LlrpFramer, OneByteAtATimeAndOffsets) {
  Framer framer;
  std::vector<std::uint64_t> offsets;
  for (const std::uint8_t byte : stream()) {
    framer.push({&byte, 1});
    const auto frame = framer.next();
    ASSERT_TRUE(frame);
    if (*frame) {
      offsets.push_back((*frame)->offset);
    }
  }
  EXPECT_EQ(offsets, (std::vector<std::uint64_t>{0, 10, 21}));
  EXPECT_EQ(framer.offset(), 31U);
}

TEST(LlrpFramer, BadLengthIsAnErrorThatStays) {
  Framer framer;
  framer.push(hex("043e 0000000a 00000001 043e 00000009 00000002"));
  ASSERT_TRUE(framer.next().value());
  for (int i = 0; i < 2; ++i) {
    const auto frame = framer.next();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::malformed);
    EXPECT_EQ(frame.error().where.byte_offset, 10U);
    EXPECT_EQ(frame.error().where.message_id, 2U);
  }
  framer.reset();
  framer.push(hex("043e 0000000a 00000003"));
  EXPECT_EQ(framer.next().value()->header.id, 3U);
  EXPECT_EQ(framer.offset(), 30U);
}

TEST(LlrpFramer, OversizedMessagesAreRefusedFromTheHeader) {
  Framer framer({.max_message_bytes = 100});
  framer.push(hex("043d 00000065 00000001"));
  EXPECT_FALSE(framer.next());
}

TEST(LlrpFramer, GarbageIsNoticedByItsVersion) {
  Framer framer;
  framer.push(hex("ffffffffffffffffffff"));
  EXPECT_EQ(framer.next().error().code, ErrorCode::unsupported);
  Framer lenient({.any_version = true});
  lenient.push(hex("1c3e 0000000a 00000001"));
  EXPECT_EQ(lenient.next().value()->header.version, 7);
}

}  // namespace
}  // namespace plugtest::llrp
