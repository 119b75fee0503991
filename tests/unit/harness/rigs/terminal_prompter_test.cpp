#include "harness/rigs/terminal_prompter.h"

#include "harness/rigs/terminal.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/rigs/rig_bench.h"

#include <array>
#include <fstream>
#include <optional>
#include <sstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace plugtest::rigs {
namespace {

using std::chrono::seconds;

/// A prompter that reads from a pipe; time moves only when the test says so.
class TerminalPrompterTest : public testing::Test {
 protected:
  TerminalPrompterTest() {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    input_ = ends[0];
    typing_ = ends[1];
    terminal_.emplace(out_, input_);
    prompter_ = make_terminal_prompter(bench_.runtime, *terminal_);
  }
  ~TerminalPrompterTest() override {
    prompter_.reset();
    bench_.io.poll();
    terminal_.reset();
    close(input_);
    hang_up();
  }

  void type(const std::string& text) {
    ASSERT_EQ(write(typing_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void hang_up() {
    if (typing_ >= 0) close(typing_);
    typing_ = -1;
  }

  /// Bytes arrive, then what is due at this moment happens.
  void settle() {
    bench_.io.restart();
    bench_.io.poll();
    while (bench_.clock.next() == bench_.clock.now()) bench_.clock.advance();
  }

  RigBench bench_;
  std::ostringstream out_;
  int input_ = -1;
  int typing_ = -1;
  std::optional<Terminal> terminal_;
  std::unique_ptr<api::Prompter> prompter_;
  Outcome<std::string> answer_;
};

TEST_F(TerminalPrompterTest, ShowsTheQuestionAndTakesALine) {
  prompter_->ask("load", "Ready?", seconds(10), answer_.done());
  EXPECT_EQ(out_.str(), "Ready?\n");
  type("ye");
  settle();
  EXPECT_FALSE(answer_.over());
  type("s\r\n");
  settle();
  ASSERT_TRUE(answer_.over());
  EXPECT_EQ(answer_.result->value(), "yes");
}

TEST_F(TerminalPrompterTest, TakesPipedLinesInTurn) {
  type("one\ntwo\n");
  prompter_->ask("load", "?", seconds(10), answer_.done());
  settle();
  ASSERT_TRUE(answer_.over());
  EXPECT_EQ(answer_.result->value(), "one");
  Outcome<std::string> second;
  prompter_->ask("load", "?", seconds(10), second.done());
  EXPECT_FALSE(second.over()) << "never from inside the call";
  settle();
  ASSERT_TRUE(second.over());
  EXPECT_EQ(second.result->value(), "two");
}

TEST_F(TerminalPrompterTest, TimesOutAndStillReadsTheNextAnswer) {
  prompter_->ask("load", "?", seconds(10), answer_.done());
  settle();
  ASSERT_TRUE(bench_.clock.advance());
  EXPECT_EQ(answer_.code(), ErrorCode::timed_out);
  EXPECT_EQ(bench_.elapsed(), seconds(10));
  Outcome<std::string> second;
  prompter_->ask("load", "?", seconds(10), second.done());
  type("late\n");
  settle();
  ASSERT_TRUE(second.over());
  EXPECT_EQ(second.result->value(), "late");
}

TEST_F(TerminalPrompterTest, TheEndOfTheInputIsAnError) {
  prompter_->ask("load", "?", seconds(10), answer_.done());
  hang_up();
  settle();
  ASSERT_EQ(answer_.code(), ErrorCode::not_found);
  EXPECT_EQ(answer_.result->error().message, "the input ended before an answer to 'load'");
  Outcome<std::string> second;
  prompter_->ask("pass-end", "?", seconds(10), second.done());
  settle();
  EXPECT_EQ(second.code(), ErrorCode::not_found);
}

TEST_F(TerminalPrompterTest, CanBeCancelled) {
  prompter_->cancel();  // nothing pending
  prompter_->ask("load", "?", seconds(10), answer_.done());
  prompter_->cancel();
  EXPECT_FALSE(answer_.over());
  settle();
  EXPECT_EQ(answer_.code(), ErrorCode::cancelled);
}

TEST_F(TerminalPrompterTest, CutsAnEndlessLine) {
  prompter_->ask("load", "?", seconds(10), answer_.done());
  type(std::string(5000, 'x'));
  settle();
  ASSERT_TRUE(answer_.over());
  EXPECT_EQ(answer_.result->value().size(), 4096U);
}

TEST_F(TerminalPrompterTest, CanGoWhileAQuestionIsPendingAndLeavesTheInputAsItWas) {
  prompter_->ask("load", "?", seconds(10), answer_.done());
  settle();
  EXPECT_NE(fcntl(input_, F_GETFL) & O_NONBLOCK, 0);
  prompter_.reset();
  terminal_.reset();
  EXPECT_EQ(fcntl(input_, F_GETFL) & O_NONBLOCK, 0);
  type("x\n");
  settle();
  bench_.run();
  EXPECT_FALSE(answer_.over());
}

TEST_F(TerminalPrompterTest, TwoShareATerminalAndLoseNoLineToEachOther) {
  const auto other = make_terminal_prompter(bench_.runtime, *terminal_);
  prompter_->ask("load", "belt?", seconds(10), answer_.done());
  settle();
  ASSERT_TRUE(bench_.clock.advance());
  ASSERT_EQ(answer_.code(), ErrorCode::timed_out);
  // The first one may still be told that there is something to read; it is not for it.
  Outcome<std::string> second;
  other->ask("load", "door?", seconds(10), second.done());
  type("for the door\nfor the belt\n");
  settle();
  ASSERT_TRUE(second.over());
  EXPECT_EQ(second.result->value(), "for the door");
  Outcome<std::string> third;
  prompter_->ask("load", "belt?", seconds(10), third.done());
  settle();
  ASSERT_TRUE(third.over());
  EXPECT_EQ(third.result->value(), "for the belt");
}

TEST_F(TerminalPrompterTest, WhatWasTypedForAPrompterThatHasGoneIsLeftToTheNext) {
  type("one\ntwo\nthr");
  prompter_->ask("load", "?", seconds(10), answer_.done());
  settle();
  prompter_ = make_terminal_prompter(bench_.runtime, *terminal_);
  Outcome<std::string> second;
  prompter_->ask("load", "?", seconds(10), second.done());
  settle();
  ASSERT_TRUE(second.over());
  EXPECT_EQ(second.result->value(), "two");
  Outcome<std::string> third;
  prompter_->ask("load", "?", seconds(10), third.done());
  type("ee\n");
  settle();
  ASSERT_TRUE(third.over());
  EXPECT_EQ(third.result->value(), "three");
}

TEST(TerminalPrompter, TakesTheLinesOfAFile) {
  const doubles::TemporaryFolder folder;
  std::ofstream(folder / "typed") << "one\n\n";
  const int input = open((folder / "typed").c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(input, 0);
  {
    RigBench bench;
    std::ostringstream out;
    Terminal terminal(out, input);
    const auto prompter = make_terminal_prompter(bench.runtime, terminal);
    for (const char* expected : {"one", ""}) {
      Outcome<std::string> answer;
      prompter->ask("load", "?", seconds(10), answer.done());
      bench.run();
      ASSERT_TRUE(answer.over() && *answer.result);
      EXPECT_EQ(answer.result->value(), expected);
    }
    Outcome<std::string> none;
    prompter->ask("load", "?", seconds(10), none.done());
    bench.run();
    EXPECT_EQ(none.code(), ErrorCode::not_found);
  }
  close(input);
}

TEST(TerminalPrompter, AClosedInputHasNoAnswers) {
  RigBench bench;
  std::ostringstream out;
  Terminal terminal(out, -1);
  const auto prompter = make_terminal_prompter(bench.runtime, terminal);
  Outcome<std::string> answer;
  prompter->ask("load", "?", seconds(10), answer.done());
  bench.run();
  EXPECT_EQ(answer.code(), ErrorCode::not_found);
}

}  // namespace
}  // namespace plugtest::rigs
