#include "drivers/modules_core/printed_text.h"

#include "drivers/modules_core/virtual_module.h"

#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

TEST(PrintedText, is_a_line_of_eight_characters_at_least) {
  EXPECT_EQ(printed_text(text_bytes("\x01\xfe\r\nReader V2.3\r\nready\r\n")), "Reader V2.3");
  EXPECT_EQ(printed_text(text_bytes("Reader V")), std::nullopt) << "the line has no end";
  EXPECT_EQ(printed_text(text_bytes("ready\r\n")), std::nullopt) << "noise may look like this";
  EXPECT_EQ(printed_text({}), std::nullopt);
}

TEST(PrintedText, in_the_middle_of_an_inventory_tells_of_a_restart) {
  const auto why = restart_told_by(text_bytes("\xbb\x02Reader V2.3\n"));
  ASSERT_TRUE(why);
  EXPECT_EQ(why->code, ErrorCode::protocol);
  EXPECT_NE(why->message.find("'Reader V2.3'"), std::string::npos) << why->message;
  EXPECT_FALSE(restart_told_by(text_bytes("\xbb\x02\xff\xff")));
}

}  // namespace
}  // namespace plugtest::drivers
