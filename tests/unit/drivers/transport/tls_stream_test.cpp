#include "tests/unit/drivers/transport/tls_bench.h"

#include <optional>

#include <boost/asio/io_context.hpp>

namespace plugtest::drivers {
namespace {

using testing::HasSubstr;

Bytes pattern(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7U);
  return bytes;
}

TEST_F(TlsTest, carries_bytes_both_ways_and_keeps_the_ledger) {
  open();
  const Bytes hello = {1, 2, 3};
  const Bytes big = pattern(1'000'000);
  client_.stream->write(hello);
  client_.stream->write(big);
  server_.stream->write(hello);
  EXPECT_FALSE(bench_.ledger.settled());
  ASSERT_TRUE(bench_.run_until([&] { return bench_.ledger.settled(); }))
      << bench_.ledger.describe();
  Bytes expected = hello;
  expected.insert(expected.end(), big.begin(), big.end());
  EXPECT_EQ(server_.received, expected);
  EXPECT_EQ(client_.received, hello);
  EXPECT_EQ(client_.stream->outgoing(), server_.stream->outgoing().reversed());
}

/// The first word is the server's and may come along with the end of the handshake; the owner
/// starts only later.
TEST_F(TlsTest, what_the_server_says_at_once_waits_for_the_client_to_listen) {
  auto made = listen_tls(
      bench_.runtime, "127.0.0.1", 0, server_with({}), k_patience, {},
      [this](std::unique_ptr<ByteStream> stream) {
        stream->write(Bytes{0x04, 0x3F});
        server_.stream = std::move(stream);
        server_.begin();
      },
      nullptr);
  ASSERT_TRUE(made);
  listener_ = std::move(*made);
  auto stream = connect(trusting_client());
  ASSERT_TRUE(stream);
  client_.stream = std::move(*stream);
  ASSERT_TRUE(bench_.run_until([&] { return server_.stream != nullptr; }));
  bench_.poll();
  EXPECT_TRUE(client_.received.empty());
  client_.begin();
  EXPECT_TRUE(client_.received.empty()) << "never from inside start()";
  ASSERT_TRUE(bench_.run_until([&] { return client_.received.size() == 2; }));
}

/// In lock-step nothing of a TLS dialogue may take lab time: a timer that is due at once strikes
/// after the handshake and the answer, not in between.
TEST_F(TlsTest, a_dialogue_takes_no_lab_time) {
  listen(server_with({}));
  const HostTime begin = bench_.clock.now();
  bool struck = false;
  const auto timer = bench_.clock.call_at(begin + Nanos(1), [&] { struck = true; });
  auto stream = bench_.wait_lab<std::unique_ptr<ByteStream>>([&](auto done) {
    attempt_ = connect_tls(bench_.runtime, "127.0.0.1", listener_->port(), k_patience,
                           trusting_client(), "localhost", {}, std::move(done));
  });
  ASSERT_TRUE(stream) << to_string(stream.error());
  client_.stream = std::move(*stream);
  client_.begin();
  ASSERT_TRUE(bench_.run_lab([&] { return server_.stream != nullptr; }));
  client_.stream->write(pattern(300'000));
  ASSERT_TRUE(bench_.run_lab([&] { return server_.received.size() == 300'000; }));
  server_.stream->write(pattern(300'000));
  ASSERT_TRUE(bench_.run_lab([&] { return client_.received.size() == 300'000; }));
  client_.stream->close();
  ASSERT_TRUE(bench_.run_lab([&] { return !server_.closed.empty(); }));
  EXPECT_FALSE(struck);
  EXPECT_EQ(bench_.clock.now(), begin);
  ASSERT_TRUE(bench_.run_lab([&] { return struck; })) << bench_.ledger.describe();
  EXPECT_TRUE(bench_.ledger.settled());
  bench_.clock.cancel(timer);
}

TEST_F(TlsTest, a_close_delivers_what_was_written_before_and_is_seen_by_the_peer) {
  open();
  const Bytes last = pattern(500'000);
  client_.stream->write(last);
  client_.stream->close();
  client_.stream->close();
  client_.stream->write(last);
  ASSERT_TRUE(bench_.run_until([&] { return !server_.closed.empty(); }));
  EXPECT_EQ(server_.received, last);
  ASSERT_EQ(server_.closed.size(), 1U);
  EXPECT_EQ(server_.closed[0].code, ErrorCode::link_lost);
  EXPECT_TRUE(client_.closed.empty()) << "who closes is not told";
  EXPECT_TRUE(bench_.ledger.settled()) << bench_.ledger.describe();
}

TEST_F(TlsTest, a_stream_may_be_closed_and_destroyed_from_its_own_callback) {
  listen(server_with({}));
  auto stream = connect(trusting_client());
  ASSERT_TRUE(stream);
  client_.stream = std::move(*stream);
  client_.stream->start([&](std::span<const std::uint8_t>) { client_.stream.reset(); },
                        [](const Error&) { ADD_FAILURE(); });
  ASSERT_TRUE(bench_.run_until([&] { return server_.stream != nullptr; }));
  server_.stream->write(pattern(100'000));
  ASSERT_TRUE(bench_.run_until([&] { return !server_.closed.empty(); }));
}

TEST_F(TlsTest, a_peer_that_does_not_read_ends_the_stream_at_the_bound) {
  start_server_ = false;
  open({.max_queued_bytes = 100'000});
  const Bytes chunk(50'000, 1);
  for (int i = 0; i < 1000 && client_.closed.empty(); ++i) {
    client_.stream->write(chunk);
    bench_.poll();
  }
  ASSERT_EQ(client_.closed.size(), 1U);
  EXPECT_EQ(client_.closed[0].code, ErrorCode::timed_out);
  EXPECT_THAT(client_.closed[0].message, HasSubstr("does not read"));
}

class Tap final : public api::WireTap {
 public:
  void on_link(HostTime) override { ++links; }
  void on_bytes(api::Direction direction, HostTime when,
                std::span<const std::uint8_t> bytes) override {
    times.push_back(when);
    auto& side = direction == api::Direction::to_reader ? to_reader : from_reader;
    side.insert(side.end(), bytes.begin(), bytes.end());
  }
  Bytes to_reader;
  Bytes from_reader;
  std::vector<HostTime> times;
  int links = 0;
};

TEST_F(TlsTest, the_tap_hears_clear_text_and_nothing_of_the_handshake) {
  Tap tap;
  listen(server_with({}));
  open({.wire_tap = &tap});
  client_.stream->write(Bytes{1, 2});
  server_.stream->write(Bytes{3});
  ASSERT_TRUE(bench_.run_until([&] { return bench_.ledger.settled(); }));
  EXPECT_EQ(tap.links, 1);
  EXPECT_EQ(tap.to_reader, (Bytes{1, 2}));
  EXPECT_EQ(tap.from_reader, (Bytes{3}));
  EXPECT_THAT(tap.times, testing::Each(bench_.clock.now()));
  client_.stream.reset();  // before the tap goes
}

TEST_F(TlsTest, a_forgotten_attempt_calls_nobody_at_any_stage) {
  listen(server_with({}));
  for (int handlers = 0; handlers < 8; ++handlers) {
    bool called = false;
    attempt_ = connect_tls(bench_.runtime, "127.0.0.1", listener_->port(), k_patience,
                           trusting_client(), "localhost", {},
                           [&](const Result<std::unique_ptr<ByteStream>>&) { called = true; });
    bench_.io.restart();
    for (int i = 0; i < handlers; ++i) bench_.io.run_one_for(std::chrono::milliseconds(20));
    const bool before = called;
    attempt_.reset();
    bench_.poll();
    EXPECT_EQ(called, before) << "after " << handlers << " handlers";
  }
  server_.stream.reset();
  listener_.reset();
  ASSERT_TRUE(bench_.run_until([&] { return bench_.ledger.settled(); }))
      << bench_.ledger.describe();
  EXPECT_FALSE(bench_.clock.next()) << "no timer is left behind";
}

TEST_F(TlsTest, a_refused_connection_is_unreachable_as_with_tcp) {
  listen(server_with({}));
  const auto port = listener_->port();
  listener_.reset();
  const auto stream = bench_.wait<std::unique_ptr<ByteStream>>([&](auto done) {
    attempt_ = connect_tls(bench_.runtime, "127.0.0.1", port, k_patience, trusting_client(), "", {},
                           std::move(done));
  });
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, ErrorCode::unreachable);
  EXPECT_TRUE(bench_.ledger.settled());
}

}  // namespace
}  // namespace plugtest::drivers
