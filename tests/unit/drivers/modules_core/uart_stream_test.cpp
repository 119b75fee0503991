#include "drivers/modules_core/uart_stream.h"

#include "tests/doubles/async_bench.h"
#include "tests/unit/drivers/modules_core/memory_stream.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

using std::chrono::microseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Bytes = std::vector<std::uint8_t>;

class UartStreamTest : public testing::Test {
 protected:
  void make(const UartOptions& options) {
    uart_ = make_uart_stream(bench_.runtime, std::make_unique<test::MemoryStream>(line_), options);
    uart_->start(
        [this](std::span<const std::uint8_t> bytes) {
          heard_.emplace_back(bytes.begin(), bytes.end());
        },
        [this](const Error& why) { closed_ = why; });
  }

  /// Lets lab time go to its next events, up to `span` from here.
  void pass(Nanos span) {
    const HostTime end = bench_.clock.now() + span;
    bool over = false;
    api::Timer timer(bench_.clock);
    timer.set(end, [&] { over = true; });
    ASSERT_TRUE(bench_.run_lab([&] { return over; }));
  }

  test::AsyncBench bench_;
  test::MemoryStream::Log line_;
  std::unique_ptr<UartStream> uart_;
  std::vector<Bytes> heard_;
  std::optional<Error> closed_;
};

/// 8N1: ten bits a character.
TEST_F(UartStreamTest, a_piece_passes_when_its_last_character_has) {
  make({.line = {.baud = 9'600}});
  uart_->write(Bytes(96));
  EXPECT_EQ(uart_->waiting(), 96U);
  pass(std::chrono::milliseconds(99));
  EXPECT_THAT(line_.written, IsEmpty());
  pass(std::chrono::milliseconds(2));
  EXPECT_THAT(line_.written, ElementsAre(SizeIs(96))) << "96 characters of 10 bits: 100 ms";
  EXPECT_EQ(uart_->waiting(), 0U);
}

TEST_F(UartStreamTest, parity_and_a_second_stop_bit_take_their_time) {
  make({.line = {.baud = 9'600, .parity = Parity::even, .stop_bits = StopBits::two}});
  uart_->write(Bytes(80));
  pass(std::chrono::milliseconds(99));
  EXPECT_THAT(line_.written, IsEmpty());
  pass(std::chrono::milliseconds(2));
  EXPECT_THAT(line_.written, SizeIs(1)) << "80 characters of 12 bits: 100 ms";
}

TEST_F(UartStreamTest, pieces_pass_one_after_the_other_and_both_ways_at_once) {
  make({.line = {.baud = 115'200}});
  uart_->write(Bytes(576, 1));
  uart_->write(Bytes(576, 2));
  line_.stream->hear(Bytes(576, 3));
  pass(std::chrono::milliseconds(51));
  EXPECT_THAT(line_.written, ElementsAre(testing::Each(1)));
  EXPECT_THAT(heard_, ElementsAre(testing::Each(3)));
  pass(std::chrono::milliseconds(50));
  EXPECT_THAT(line_.written, ElementsAre(testing::Each(1), testing::Each(2)));
}

TEST_F(UartStreamTest, what_does_not_fit_in_the_buffer_is_lost_as_a_whole) {
  make({.max_waiting_bytes = 10});
  uart_->write(Bytes(6, 1));
  uart_->write(Bytes(6, 2));
  uart_->write(Bytes(4, 3));
  pass(std::chrono::milliseconds(10));
  EXPECT_THAT(line_.written, ElementsAre(Bytes(6, 1), Bytes(4, 3)));
}

TEST_F(UartStreamTest, ends_at_different_speeds_hear_garbage_of_the_same_length) {
  std::uint32_t host = 9'600;
  make({.line = {.baud = 115'200}, .host_line = [&] { return SerialLine{.baud = host}; }});
  const Bytes sent = {1, 2, 3, 4};
  uart_->write(sent);
  line_.stream->hear(sent);
  pass(std::chrono::milliseconds(10));
  ASSERT_THAT(line_.written, ElementsAre(SizeIs(4)));
  EXPECT_NE(line_.written[0], sent);
  ASSERT_THAT(heard_, ElementsAre(SizeIs(4)));
  EXPECT_NE(heard_[0], sent);
  host = 117'000;  // 1.6 % off: both ends find the middle of every bit
  uart_->write(sent);
  pass(std::chrono::milliseconds(10));
  EXPECT_EQ(line_.written.back(), sent);
}

TEST_F(UartStreamTest, a_device_that_loses_its_power_has_sent_half_of_a_piece) {
  make({});
  uart_->write(Bytes{1, 2, 3, 4});
  uart_->write(Bytes{5, 6});
  uart_->break_off();
  uart_->write(Bytes{7});
  pass(std::chrono::milliseconds(10));
  EXPECT_THAT(line_.written, ElementsAre(Bytes{1, 2}, Bytes{7}));
}

TEST_F(UartStreamTest, nothing_comes_after_the_end) {
  make({});
  uart_->write(Bytes{1});
  line_.stream->hear(Bytes{2});
  uart_->close();
  pass(std::chrono::milliseconds(10));
  EXPECT_TRUE(line_.closed);
  EXPECT_THAT(line_.written, IsEmpty());
  EXPECT_THAT(heard_, IsEmpty());
}

TEST_F(UartStreamTest, the_loss_of_the_line_is_told_at_once) {
  make({});
  line_.stream->hear(Bytes{2});
  line_.stream->lose({ErrorCode::link_lost, "unplugged"});
  ASSERT_TRUE(closed_);
  EXPECT_EQ(closed_->code, ErrorCode::link_lost);
  pass(std::chrono::milliseconds(10));
  EXPECT_THAT(heard_, IsEmpty()) << "what was on the line is gone";
}

}  // namespace
}  // namespace plugtest::drivers
