// One line to a module: questions and answers, what comes unasked, and what is no frame. In the A0
// protocol, because its frames are short.

#include "drivers/modules_core/module_link.h"

#include "protocols/modules/a0_command.h"
#include "protocols/modules/a0_format.h"
#include "tests/doubles/async_bench.h"
#include "tests/unit/drivers/modules_core/memory_stream.h"

#include <array>
#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

using modules::a0::Command;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Bytes = std::vector<std::uint8_t>;

Bytes frame(Command command, std::uint8_t byte) {
  return modules::a0::encode(1, command, std::array{byte});
}

ModuleRequest question(Command command, unsigned tries = 2) {
  return {.name = "question",
          .bytes = frame(command, 0),
          .is_answer =
              [command](std::span<const std::uint8_t> bytes) {
                const auto view = modules::a0::decode(bytes);
                return view && view->command == command;
              },
          .timeout = seconds(1),
          .tries = tries};
}

class ModuleLinkTest : public testing::Test {
 protected:
  void SetUp() override {
    link_ = std::make_unique<ModuleLink>(bench_.runtime,
                                         std::make_unique<test::MemoryStream>(line_), format_);
    link_->start({.on_frame =
                      [this](std::span<const std::uint8_t> bytes) {
                        frames_.emplace_back(bytes.begin(), bytes.end());
                      },
                  .on_garbage =
                      [this](const std::string& what, std::span<const std::uint8_t> bytes) {
                        garbage_.push_back(what);
                        garbage_bytes_ += bytes.size();
                      },
                  .on_down = [this](const Error& why) { downs_.push_back(why); }});
  }

  void ask(const ModuleRequest& request) {
    link_->request(request,
                   [this](Result<Bytes> answer) { answers_.push_back(std::move(answer)); });
  }

  void pass(Nanos span) {
    bool over = false;
    api::Timer timer(bench_.clock);
    timer.set_after(span, [&] { over = true; });
    ASSERT_TRUE(bench_.run_lab([&] { return over; }));
  }

  modules::a0::Format format_;
  test::AsyncBench bench_;
  test::MemoryStream::Log line_;
  std::unique_ptr<ModuleLink> link_;
  std::vector<Bytes> frames_;
  std::vector<std::string> garbage_;
  std::size_t garbage_bytes_ = 0;
  std::vector<Error> downs_;
  std::vector<Result<Bytes>> answers_;
};

TEST_F(ModuleLinkTest, asks_one_question_at_a_time) {
  ask(question(Command::get_power));
  ask(question(Command::get_antenna));
  EXPECT_THAT(line_.written, SizeIs(1));
  line_.stream->hear(frame(Command::get_power, 30));
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0], frame(Command::get_power, 30));
  EXPECT_THAT(line_.written, SizeIs(2));
}

TEST_F(ModuleLinkTest, tells_what_comes_unasked) {
  ask(question(Command::get_power));
  line_.stream->hear(frame(Command::get_antenna, 1));
  EXPECT_THAT(frames_, ElementsAre(frame(Command::get_antenna, 1)));
  EXPECT_THAT(answers_, IsEmpty());
}

TEST_F(ModuleLinkTest, asks_again_and_gives_up) {
  ask(question(Command::get_power, 3));
  pass(milliseconds(2900));
  EXPECT_THAT(line_.written, SizeIs(3));
  EXPECT_THAT(answers_, IsEmpty());
  pass(milliseconds(200));
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0].error().code, ErrorCode::timed_out);
  EXPECT_THAT(downs_, IsEmpty()) << "what follows from that is the dialogue's to say";
}

TEST_F(ModuleLinkTest, parts_of_a_long_answer_keep_the_question_alive) {
  ModuleRequest request = question(Command::get_power, 1);
  request.is_part = [](std::span<const std::uint8_t> bytes) {
    return modules::a0::decode(bytes)->command == Command::real_time_inventory;
  };
  ask(request);
  for (std::uint8_t i = 0; i < 5; ++i) {
    pass(milliseconds(700));
    line_.stream->hear(frame(Command::real_time_inventory, i));
  }
  EXPECT_THAT(answers_, IsEmpty()) << "3.5 s, and never one of silence";
  pass(milliseconds(700));
  line_.stream->hear(frame(Command::get_antenna, 0));
  pass(milliseconds(400));
  ASSERT_THAT(answers_, SizeIs(1)) << "another frame is no part of it";
  EXPECT_EQ(answers_[0].error().code, ErrorCode::timed_out);
}

TEST_F(ModuleLinkTest, loses_the_damaged_frame_and_no_other) {
  Bytes stream;
  for (std::uint8_t i = 0; i < 9; ++i) {
    Bytes one = frame(Command::real_time_inventory, i);
    if (i % 3 == 1) one[4] ^= 0x40U;
    stream.insert(stream.end(), one.begin(), one.end());
  }
  line_.stream->hear(stream);
  EXPECT_THAT(frames_, SizeIs(6));
  EXPECT_EQ(garbage_bytes_, 3 * frame(Command::real_time_inventory, 0).size());
  EXPECT_THAT(garbage_[0], HasSubstr("no frame (bad-check)"));
}

TEST_F(ModuleLinkTest, gives_up_half_a_frame_when_the_line_falls_silent) {
  const Bytes whole = frame(Command::real_time_inventory, 1);
  line_.stream->hear(std::span(whole).first(3));
  pass(milliseconds(200));
  EXPECT_THAT(garbage_, IsEmpty()) << "the rest may still come";
  pass(milliseconds(100));
  EXPECT_THAT(garbage_, ElementsAre(HasSubstr("3 bytes that are no frame (cut-off)")));
  line_.stream->hear(whole);
  EXPECT_THAT(frames_, ElementsAre(whole));
}

TEST_F(ModuleLinkTest, says_when_bytes_came_and_none_was_an_answer) {
  ask(question(Command::get_power, 1));
  line_.stream->hear("nonsense");
  pass(seconds(2));
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0].error().code, ErrorCode::protocol);
  EXPECT_THAT(answers_[0].error().message, HasSubstr("8 bytes that are no frame (noise)"));
}

TEST_F(ModuleLinkTest, ends_when_nothing_but_garbage_comes) {
  const Bytes garbage(256, 0x11);
  for (int i = 0; i < 9; ++i) line_.stream->hear(garbage);
  ASSERT_THAT(downs_, SizeIs(1));
  EXPECT_EQ(downs_[0].code, ErrorCode::protocol);
  EXPECT_THAT(downs_[0].message, HasSubstr("at another speed"));
  EXPECT_TRUE(line_.closed);
  ask(question(Command::get_power));
  bench_.poll();
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0].error().code, ErrorCode::protocol);
}

TEST_F(ModuleLinkTest, frames_between_garbage_keep_it_up) {
  const Bytes garbage(512, 0x11);
  for (std::uint8_t i = 0; i < 20; ++i) {
    line_.stream->hear(garbage);
    line_.stream->hear(frame(Command::real_time_inventory, i));
  }
  EXPECT_THAT(frames_, SizeIs(20));
  EXPECT_THAT(downs_, IsEmpty());
}

TEST_F(ModuleLinkTest, open_questions_end_with_the_link) {
  ask(question(Command::get_power));
  ask(question(Command::get_antenna));
  line_.stream->lose({ErrorCode::link_lost, "unplugged"});
  ASSERT_THAT(answers_, SizeIs(2));
  EXPECT_EQ(answers_[0].error().code, ErrorCode::link_lost);
  EXPECT_EQ(answers_[1].error().code, ErrorCode::link_lost);
  EXPECT_THAT(downs_, SizeIs(1));
}

TEST_F(ModuleLinkTest, its_owner_may_destroy_it_from_inside_a_call) {
  link_ = std::make_unique<ModuleLink>(bench_.runtime, std::make_unique<test::MemoryStream>(line_),
                                       format_);
  int calls = 0;
  link_->start({.on_frame =
                    [&](std::span<const std::uint8_t>) {
                      ++calls;
                      link_.reset();
                    },
                .on_garbage = {},
                .on_down = [this](const Error& why) { downs_.push_back(why); }});
  const Bytes one = frame(Command::real_time_inventory, 1);
  Bytes two = one;
  two.insert(two.end(), one.begin(), one.end());
  line_.stream->hear(two);
  EXPECT_EQ(calls, 1);
  EXPECT_THAT(downs_, IsEmpty());
}

}  // namespace
}  // namespace plugtest::drivers
