#include "tools/cli/line_input.h"

#include <stop_token>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace plugtest::cli {
namespace {

class LineInputTest : public testing::Test {
 protected:
  void SetUp() override {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    from_ = ends[0];
    to_ = ends[1];
  }
  void TearDown() override {
    close(from_);
    hang_up();
  }
  void type(const std::string& text) {
    ASSERT_EQ(write(to_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void hang_up() {
    if (to_ >= 0) close(to_);
    to_ = -1;
  }

  int from_ = -1;
  int to_ = -1;
  std::stop_source stop_;
};

TEST_F(LineInputTest, gives_line_by_line_without_blanks_and_blank_lines) {
  type("one\r\n\n  two  \nthree");
  hang_up();
  LineInput lines(from_);
  EXPECT_EQ(lines.next(stop_.get_token()), "one");
  EXPECT_EQ(lines.next(stop_.get_token()), "two");
  EXPECT_EQ(lines.next(stop_.get_token()), "three");
  EXPECT_EQ(lines.next(stop_.get_token()), std::nullopt);
}

TEST_F(LineInputTest, cuts_what_is_too_long_and_goes_on_with_the_next_line) {
  LineInput lines(from_);
  type(std::string(6000, 'x') + "\nnext\n");
  hang_up();
  EXPECT_EQ(lines.next(stop_.get_token()), std::string(LineInput::k_longest_line, 'x'));
  EXPECT_EQ(lines.next(stop_.get_token()), "next");
}

TEST_F(LineInputTest, waits_no_longer_than_until_a_stop) {
  type("half");
  LineInput lines(from_);
  stop_.request_stop();
  EXPECT_EQ(lines.next(stop_.get_token()), std::nullopt);
}

}  // namespace
}  // namespace plugtest::cli
