#include "drivers/transport/serial.h"

#include "drivers/transport/pty.h"
#include "tests/doubles/async_bench.h"
#include "tests/unit/drivers/transport/stream_end.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <unistd.h>

namespace plugtest::drivers {
namespace {

using test::Bytes;
using testing::HasSubstr;

constexpr Nanos k_patience = std::chrono::seconds(5);

Bytes all_values() {
  Bytes bytes(256);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return bytes;
}

class SerialTest : public testing::Test {
 protected:
  SerialTest() {
    auto port = open_pty(bench_.runtime);
    if (!port) throw std::runtime_error(to_string(port.error()));
    device_.stream = std::move(*port);
    device_.begin();
  }

  Result<std::unique_ptr<LineStream>> connect(const SerialOptions& options = {}) {
    return connect_to(device_.stream->path(), options);
  }
  Result<std::unique_ptr<LineStream>> connect_to(const std::string& path,
                                                 const SerialOptions& options = {}) {
    return bench_.wait<std::unique_ptr<LineStream>>([&](auto done) {
      attempt_ = connect_serial(bench_.runtime, path, options, k_patience, std::move(done));
    });
  }

  void open(const SerialOptions& options = {}) {
    auto stream = connect(options);
    ASSERT_TRUE(stream) << to_string(stream.error());
    host_ = {};
    host_.stream = std::move(*stream);
    host_.begin();
  }

  bool settle() {
    return bench_.run_until([&] { return bench_.ledger.settled(); });
  }

  test::AsyncBench bench_;
  test::StreamEnd<PtyPort> device_;
  test::StreamEnd<LineStream> host_;
  std::unique_ptr<SerialConnect> attempt_;
};

TEST_F(SerialTest, carries_every_byte_value_both_ways_and_keeps_the_ledger) {
  open();
  EXPECT_EQ(host_.stream->outgoing(), device_.stream->outgoing().reversed());
  EXPECT_GT(host_.stream->outgoing().from, 65'535U) << "no TCP port can have this name";
  host_.stream->write(all_values());
  device_.stream->write(all_values());
  EXPECT_FALSE(bench_.ledger.settled());
  ASSERT_TRUE(settle()) << bench_.ledger.describe();
  EXPECT_EQ(device_.received, all_values());
  EXPECT_EQ(host_.received, all_values());
}

TEST_F(SerialTest, more_than_the_systems_buffer_holds_is_carried_whole) {
  open();
  Bytes big(300'000);
  for (std::size_t i = 0; i < big.size(); ++i) big[i] = static_cast<std::uint8_t>(i * 31 >> 3);
  host_.stream->write(big);
  device_.stream->write(big);
  ASSERT_TRUE(settle()) << bench_.ledger.describe();
  EXPECT_EQ(device_.received, big);
  EXPECT_EQ(host_.received, big);
}

TEST_F(SerialTest, the_device_sees_how_the_host_set_the_line) {
  for (const std::uint32_t baud : {9600U, 57'600U, 250'000U, 921'600U}) {
    open({.line = {.baud = baud}});
    EXPECT_EQ(device_.stream->host_line().baud, baud);
    host_.stream.reset();
  }
  open({.line = {.baud = 19'200, .stop_bits = StopBits::two}});
  const SerialLine line = device_.stream->host_line();
  EXPECT_EQ(to_string(line), "19200 8N2");
  ASSERT_TRUE(host_.stream->set_line({.baud = 115'200}));
  EXPECT_EQ(device_.stream->host_line(), SerialLine{});
}

TEST_F(SerialTest, a_line_that_the_device_cannot_make_is_refused_in_words) {
  const auto seven = connect({.line = {.data_bits = 7}});  // a pty has 8 bits, no parity
  ASSERT_FALSE(seven);
  EXPECT_EQ(seven.error().code, ErrorCode::configuration);
  EXPECT_THAT(seven.error().message, HasSubstr("115200 7N1"));
  const auto even = connect({.line = {.parity = Parity::even}});
  ASSERT_FALSE(even);
  EXPECT_THAT(even.error().message, HasSubstr("115200 8E1; it made 115200 8N1 of it"));
  const auto none = connect({.line = {.baud = 0}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::configuration);
}

TEST_F(SerialTest, a_port_that_does_not_exist_is_named) {
  const auto stream = connect_to("/dev/ttyUSB-none");
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, ErrorCode::unreachable);
  EXPECT_THAT(stream.error().message, HasSubstr("there is no serial port /dev/ttyUSB-none"));
  EXPECT_TRUE(bench_.ledger.settled());
}

TEST_F(SerialTest, a_file_is_no_serial_port) {
  const auto stream = connect_to("/dev/null");
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, ErrorCode::configuration);
  EXPECT_EQ(stream.error().message, "/dev/null: it is no serial port");
}

TEST_F(SerialTest, a_port_belongs_to_one_and_the_next_is_told_who_holds_it) {
  open();
  const auto second = connect();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::unreachable);
  EXPECT_THAT(second.error().message,
              HasSubstr(device_.stream->path() + " is in use by test_transport (process " +
                        std::to_string(getpid()) + ")"));
  host_.stream.reset();
  EXPECT_TRUE(connect()) << "given back with the stream";
}

TEST_F(SerialTest, the_device_survives_hosts_that_come_and_go) {
  open();
  host_.stream->write(Bytes{1, 2, 3});
  host_.stream.reset();
  EXPECT_FALSE(bench_.ledger.settled()) << "the device has yet to read it";
  ASSERT_TRUE(settle()) << bench_.ledger.describe();
  EXPECT_EQ(device_.received, (Bytes{1, 2, 3}));
  open();
  device_.stream->write(Bytes{4});
  ASSERT_TRUE(settle());
  EXPECT_EQ(host_.received, Bytes{4});
  EXPECT_TRUE(device_.closed.empty());
}

TEST_F(SerialTest, what_a_device_says_to_nobody_is_lost) {
  device_.stream->write(Bytes(1'000'000, 1));  // more than any buffer
  EXPECT_TRUE(bench_.ledger.settled());
  open();
  device_.stream->write(Bytes{2});
  ASSERT_TRUE(settle()) << bench_.ledger.describe();
  EXPECT_EQ(host_.received, Bytes{2});
}

TEST_F(SerialTest, what_one_holder_left_unread_is_not_the_next_ones) {
  open();
  device_.stream->write(Bytes(300'000, 1));  // most of it waits in the device's own queue
  host_.stream.reset();
  EXPECT_TRUE(bench_.ledger.settled()) << bench_.ledger.describe();
  open();
  device_.stream->write(Bytes{2, 3});
  ASSERT_TRUE(settle()) << bench_.ledger.describe();
  EXPECT_EQ(host_.received, (Bytes{2, 3}));
}

TEST_F(SerialTest, an_unplugged_device_is_a_lost_link) {
  open();
  device_.stream->close();
  EXPECT_FALSE(bench_.ledger.settled()) << "the host has yet to notice";
  ASSERT_TRUE(bench_.run_until([&] { return !host_.closed.empty(); }));
  EXPECT_EQ(host_.closed[0].code, ErrorCode::link_lost);
  EXPECT_THAT(host_.closed[0].message, HasSubstr("/dev/pts/"));
  EXPECT_TRUE(bench_.ledger.settled()) << bench_.ledger.describe();
  host_.stream->write(Bytes{1});  // breaks nothing
  EXPECT_EQ(host_.stream->set_line({}).error().code, ErrorCode::link_lost);
}

TEST_F(SerialTest, a_device_that_does_not_read_ends_the_stream_at_the_bound) {
  auto silent = open_pty(bench_.runtime);
  ASSERT_TRUE(silent);
  auto stream = connect_to((*silent)->path(), {.max_queued_bytes = 100'000});
  ASSERT_TRUE(stream);
  host_.stream = std::move(*stream);
  host_.begin();
  for (int i = 0; i < 20 && host_.closed.empty(); ++i) {
    host_.stream->write(Bytes(50'000, 1));
    bench_.poll();
  }
  ASSERT_EQ(host_.closed.size(), 1U);
  EXPECT_EQ(host_.closed[0].code, ErrorCode::timed_out);
}

TEST_F(SerialTest, a_forgotten_attempt_calls_nobody) {
  attempt_ = connect_serial(bench_.runtime, device_.stream->path(), {}, k_patience,
                            [](const Result<std::unique_ptr<LineStream>>&) { ADD_FAILURE(); });
  EXPECT_FALSE(bench_.ledger.settled());
  attempt_.reset();
  EXPECT_TRUE(bench_.ledger.settled());
  EXPECT_FALSE(bench_.clock.next()) << "no timer is left behind";
  bench_.poll();
}

TEST_F(SerialTest, an_attempt_that_was_given_up_does_not_stand_in_the_way_of_the_next) {
  for (int i = 0; i < 20; ++i) {
    attempt_ = connect_serial(bench_.runtime, device_.stream->path(), {}, k_patience,
                              [](const Result<std::unique_ptr<LineStream>>&) { ADD_FAILURE(); });
    attempt_.reset();
    open();
    host_.stream.reset();
  }
}

TEST_F(SerialTest, an_attempt_ends_by_its_time_out) {
  std::optional<ErrorCode> code;
  attempt_ = connect_serial(bench_.runtime, device_.stream->path(), {}, k_patience,
                            [&](Result<std::unique_ptr<LineStream>> stream) {
                              if (!stream) code = stream.error().code;
                            });
  EXPECT_TRUE(bench_.clock.advance());  // strikes before the io_context runs
  bench_.poll();
  EXPECT_EQ(code, ErrorCode::timed_out);
  EXPECT_TRUE(bench_.ledger.settled());
}

TEST_F(SerialTest, a_stream_may_be_destroyed_from_its_own_callback) {
  auto stream = connect();
  ASSERT_TRUE(stream) << to_string(stream.error());
  bool called = false;
  host_.stream = std::move(*stream);
  host_.stream->start(
      [&](std::span<const std::uint8_t>) {
        called = true;
        host_.stream.reset();
      },
      [](const Error&) { ADD_FAILURE(); });
  device_.stream->write(Bytes{1});
  ASSERT_TRUE(bench_.run_until([&] { return called; }));
  EXPECT_TRUE(bench_.ledger.settled());
}

// A device that writes a byte every 100 us of lab time, and a host that stamps what it reads: in
// lock-step each byte is read at the very time it was written, whatever the machine does.
TEST_F(SerialTest, lab_time_waits_for_every_byte) {
  constexpr int count = 200;
  auto stream = connect();
  ASSERT_TRUE(stream);
  host_.stream = std::move(*stream);
  std::vector<HostTime> written;
  std::vector<HostTime> read;
  host_.stream->start(
      [&](std::span<const std::uint8_t> bytes) {
        read.insert(read.end(), bytes.size(), bench_.clock.now());
        host_.stream->write(bytes);  // an echo: the device hears it at the same time, too
      },
      [](const Error&) { ADD_FAILURE(); });
  api::Timer timer(bench_.clock);
  std::function<void()> tick = [&] {
    EXPECT_EQ(device_.received.size(), written.size());
    written.push_back(bench_.clock.now());
    device_.stream->write(Bytes{static_cast<std::uint8_t>(written.size())});
    timer.set_after(std::chrono::microseconds(100), tick);
  };
  timer.set_after(std::chrono::microseconds(100), tick);
  const auto ran = bench_.run_lab([&] { return read.size() == count; });
  ASSERT_TRUE(ran) << to_string(ran.error());
  EXPECT_EQ(read, written);
}

TEST(SerialOptions, ComeFromTheAddress) {
  const auto options = serial_options({{"baud", "9600"},
                                       {"parity", "even"},
                                       {"stop", "2"},
                                       {"data", "7"},
                                       {"flow", "rtscts"},
                                       {"dtr", "off"}});
  ASSERT_TRUE(options) << to_string(options.error());
  EXPECT_EQ(options->line,
            (SerialLine{9600, 7, Parity::even, StopBits::two, FlowControl::hardware}));
  EXPECT_EQ(to_string(options->line), "9600 7E2 RTS/CTS");
  EXPECT_EQ(bits_per_character(options->line), 11U);
  EXPECT_FALSE(options->dtr);
  EXPECT_TRUE(options->rts);
  EXPECT_EQ(serial_options({}, {.line = {.baud = 57'600}})->line.baud, 57'600U);
}

TEST(SerialOptions, WhatIsWrongIsNamed) {
  const auto message = [](const char* key, const char* value) {
    return serial_options({{key, value}}).error().message;
  };
  EXPECT_THAT(message("buad", "9600"), HasSubstr("did you mean 'baud'?"));
  EXPECT_THAT(message("parity", "evn"), HasSubstr("none, odd, even"));
  EXPECT_THAT(message("baud", "fast"), HasSubstr("baud=115200"));
  EXPECT_THAT(message("baud", "0"), HasSubstr("no speed"));
}

}  // namespace
}  // namespace plugtest::drivers
