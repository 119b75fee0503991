#include "reports/text.h"

#include <gtest/gtest.h>

namespace plugtest::reports {
namespace {

TEST(Clean, KeepsOrdinaryText) {
  EXPECT_EQ(clean("Müller & Söhne <中国邮政> 😀"), "Müller & Söhne <中国邮政> 😀");
  EXPECT_EQ(clean(""), "");
  EXPECT_EQ(clean("two\nlines\tand\r"), "two lines and ");
}

TEST(Clean, ReplacesWhatATerminalOrXmlWouldTrip) {
  EXPECT_EQ(clean("\x1b[31m"), "\uFFFD[31m");
  EXPECT_EQ(clean(std::string_view("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(clean("\x7f\u0085"), "\uFFFD\uFFFD");      // DEL, C1
  EXPECT_EQ(clean("\u202Ex\u2066"), "\uFFFDx\uFFFD");  // direction overrides
  EXPECT_EQ(clean("\xEF\xBF\xBF"), "\uFFFD");          // U+FFFF
}

TEST(Clean, ReplacesEachByteThatIsNoUtf8) {
  EXPECT_EQ(clean("\xff\xfe"), "\uFFFD\uFFFD");
  EXPECT_EQ(clean("\xc3"), "\uFFFD");                                // cut off
  EXPECT_EQ(clean("\xc0\xaf"), "\uFFFD\uFFFD");                      // overlong
  EXPECT_EQ(clean("\xe0\x80\xaf"), "\uFFFD\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(clean("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");            // surrogate
  EXPECT_EQ(clean("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond Unicode
  EXPECT_EQ(clean("\xe4\xb8z"), "\uFFFD\uFFFDz");
}

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("中国"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("✓ 18/18"), 7U);
}

TEST(Shortened, CutsAtAColumn) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdefg", 6), "abcde…");
  EXPECT_EQ(shortened("中国邮政", 6), "中国…");
  EXPECT_EQ(shortened("abc", 0), "");
}

}  // namespace
}  // namespace plugtest::reports
