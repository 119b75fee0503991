#include "protocols/total/command.h"

#include <vector>

#include <gmock/gmock.h>

namespace plugtest::total {
namespace {

using bits::BitString;
using testing::HasSubstr;

std::vector<Command> commands() {
  BitString data{0x123456789ABC, 48};
  data.append(0xFEDCBA987654, 48);
  return {{CommandCode::lock, 2, 1, {}},
          {CommandCode::write, 3, 2, data},
          {CommandCode::read, 0, 15, {}},
          {CommandCode::suspend, 0, 0, {}},
          {CommandCode::resume, 0, 0, {}}};
}

TEST(total_command, every_command_comes_back) {
  const Profile profile = default_profile();
  for (const Command& command : commands()) {
    const auto frame = encode(profile, command);
    EXPECT_EQ(decode_command(profile, frame), command) << to_string(command);
    for (std::size_t size = 0; size < frame.size(); ++size) {
      EXPECT_FALSE(decode_command(profile, frame.slice(0, size)));
    }
    for (std::size_t bit = 4; bit < frame.size(); ++bit) {
      auto changed = frame;
      changed.flip(bit);
      EXPECT_FALSE(decode_command(profile, changed)) << to_string(command) << " bit " << bit;
    }
  }
}

TEST(total_command, unknown_codes_are_named) {
  const auto decoded = decode_command(default_profile(), BitString(0x9000000, 28));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::unsupported);
  EXPECT_THAT(decoded.error().message, HasSubstr("command 9, expected 2 (lock)"));
}

TEST(total_command, lasts_as_long_as_its_bits_at_4_kbit_s) {
  EXPECT_EQ(command_duration(default_profile(), {CommandCode::read, 0, 1, {}}),
            std::chrono::milliseconds(7));
}

TEST(total_command, the_code_is_as_wide_as_the_profile_says) {
  Profile profile = default_profile();
  profile.command_code_bits = 3;
  const auto frame = encode(profile, {CommandCode::resume, 0, 0, {}});
  EXPECT_EQ(frame.size(), 27U);
  EXPECT_EQ(frame.value(0, 3), 7U);
  for (const Command& command : commands()) {
    EXPECT_EQ(decode_command(profile, encode(profile, command)), command) << to_string(command);
  }
  EXPECT_EQ(command_duration(profile, {CommandCode::read, 0, 1, {}}),
            std::chrono::microseconds(6750));
  EXPECT_EQ(decode_command(profile, BitString(0, 26)).error().message,
            "a Type D command has at least 27 bits, got 26");
}

}  // namespace
}  // namespace plugtest::total
