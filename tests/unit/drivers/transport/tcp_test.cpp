#include "drivers/transport/tcp.h"

#include "harness/lab/lock_step.h"
#include "harness/lab/virtual_clock.h"
#include "tests/doubles/async_bench.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

constexpr Nanos k_patience = std::chrono::seconds(5);

/// One end of a connection, with what it heard.
struct End {
  std::unique_ptr<ByteStream> stream;
  Bytes received;
  std::vector<Error> closed;

  void begin() {
    stream->start(
        [this](std::span<const std::uint8_t> bytes) {
          received.insert(received.end(), bytes.begin(), bytes.end());
        },
        [this](const Error& why) { closed.push_back(why); });
  }
};

class TcpTest : public testing::Test {
 protected:
  void listen(TcpOptions options = {}) {
    options.outgoing = api::Direction::from_reader;
    auto made = listen_tcp(bench_.runtime, "127.0.0.1", 0, options,
                           [this](std::unique_ptr<ByteStream> stream) {
                             server_.stream = std::move(stream);
                             if (start_server_) server_.begin();
                           });
    ASSERT_TRUE(made) << to_string(made.error());
    listener_ = std::move(*made);
  }

  Result<std::unique_ptr<ByteStream>> connect(const std::string& host, std::uint16_t port,
                                              TcpOptions options = {}) {
    return bench_.wait<std::unique_ptr<ByteStream>>([&](auto done) {
      attempt_ = connect_tcp(bench_.runtime, host, port, k_patience, options, std::move(done));
    });
  }

  void open(const TcpOptions& options = {}, const std::string& host = "127.0.0.1") {
    if (!listener_) listen();
    auto stream = connect(host, listener_->port(), options);
    ASSERT_TRUE(stream) << to_string(stream.error());
    client_.stream = std::move(*stream);
    client_.begin();
    ASSERT_TRUE(bench_.run_until([&] { return server_.stream != nullptr; }));
  }

  test::AsyncBench bench_;
  End server_;
  End client_;
  bool start_server_ = true;
  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<TcpConnect> attempt_;
};

TEST_F(TcpTest, carries_bytes_both_ways_and_keeps_the_ledger) {
  open();
  const Bytes hello = {1, 2, 3};
  Bytes big(1'000'000);
  for (std::size_t i = 0; i < big.size(); ++i) big[i] = static_cast<std::uint8_t>(i * 7U);
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
  EXPECT_EQ(client_.stream->outgoing().to, listener_->port());
}

TEST_F(TcpTest, a_close_delivers_what_was_written_before_and_is_seen_by_the_peer) {
  open();
  const Bytes last(500'000, 0x55);
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

TEST_F(TcpTest, whoever_ends_sending_is_still_sent_to) {
  open();
  const Bytes last(500'000, 0x55);
  server_.stream->write(last);
  EXPECT_TRUE(server_.stream->end_sending());
  EXPECT_TRUE(server_.stream->end_sending()) << "twice is as good as once";
  server_.stream->write(last);
  client_.stream->write({{1, 2, 3}});
  ASSERT_TRUE(bench_.run_until([&] { return !client_.closed.empty(); }));
  EXPECT_EQ(client_.received, last) << "nothing after the end";
  EXPECT_EQ(client_.closed[0].code, ErrorCode::link_lost);
  client_.stream.reset();
  ASSERT_TRUE(bench_.run_until([&] { return !server_.closed.empty(); }));
  EXPECT_EQ(server_.received, (Bytes{1, 2, 3}));
  EXPECT_TRUE(bench_.ledger.settled()) << bench_.ledger.describe();
}

TEST_F(TcpTest, destroying_a_stream_closes_it) {
  open();
  client_.stream.reset();
  ASSERT_TRUE(bench_.run_until([&] { return !server_.closed.empty(); }));
  EXPECT_TRUE(bench_.ledger.settled());
}

TEST_F(TcpTest, what_the_closed_side_is_still_sent_breaks_nothing) {
  open();
  client_.stream->close();
  server_.stream->write(Bytes(100, 1));
  ASSERT_TRUE(bench_.run_until([&] { return !server_.closed.empty(); }));
  EXPECT_TRUE(client_.received.empty());
  EXPECT_TRUE(bench_.ledger.settled()) << bench_.ledger.describe();
}

TEST_F(TcpTest, a_stream_may_be_closed_and_destroyed_from_its_own_callback) {
  listen();
  auto stream = connect("127.0.0.1", listener_->port());
  ASSERT_TRUE(stream);
  client_.stream = std::move(*stream);
  client_.stream->start([&](std::span<const std::uint8_t>) { client_.stream.reset(); },
                        [](const Error&) { ADD_FAILURE(); });
  ASSERT_TRUE(bench_.run_until([&] { return server_.stream != nullptr; }));
  server_.stream->write(Bytes{1});
  ASSERT_TRUE(bench_.run_until([&] { return !server_.closed.empty(); }));
}

TEST_F(TcpTest, a_peer_that_does_not_read_ends_the_stream_at_the_bound) {
  start_server_ = false;
  open({.max_queued_bytes = 100'000});
  const Bytes chunk(50'000, 1);
  bool called_inside = true;
  for (int i = 0; i < 1000 && client_.closed.empty(); ++i) {
    const auto before = client_.closed.size();
    client_.stream->write(chunk);
    called_inside = client_.closed.size() != before;
    EXPECT_FALSE(called_inside);
    bench_.poll();
  }
  ASSERT_EQ(client_.closed.size(), 1U);
  EXPECT_EQ(client_.closed[0].code, ErrorCode::timed_out);
  EXPECT_THAT(client_.closed[0].message, HasSubstr("does not read"));
}

TEST_F(TcpTest, a_refused_connection_is_unreachable) {
  listen();
  const auto port = listener_->port();
  listener_.reset();
  const auto stream = connect("127.0.0.1", port);
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, ErrorCode::unreachable);
  EXPECT_THAT(stream.error().message, HasSubstr("127.0.0.1:" + std::to_string(port)));
  EXPECT_TRUE(bench_.ledger.settled());
}

TEST_F(TcpTest, a_name_is_resolved) { open({}, "localhost"); }

TEST_F(TcpTest, an_unknown_name_is_unreachable) {
  const auto stream = connect("no-such-host.invalid", 5084);
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, ErrorCode::unreachable);
  EXPECT_THAT(stream.error().message, HasSubstr("no-such-host.invalid"));
}

TEST_F(TcpTest, a_time_out_ends_an_attempt_once) {
  listen();
  int calls = 0;
  std::optional<ErrorCode> code;
  attempt_ = connect_tcp(bench_.runtime, "127.0.0.1", listener_->port(), k_patience, {},
                         [&](Result<std::unique_ptr<ByteStream>> stream) {
                           ++calls;
                           if (!stream) code = stream.error().code;
                         });
  EXPECT_FALSE(bench_.ledger.settled());
  EXPECT_TRUE(bench_.clock.advance());  // the time-out strikes before the io_context runs
  bench_.poll();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(code, ErrorCode::timed_out);
}

TEST_F(TcpTest, a_forgotten_attempt_calls_nobody) {
  listen();
  for (const char* host : {"127.0.0.1", "localhost"}) {
    attempt_ = connect_tcp(bench_.runtime, host, listener_->port(), k_patience, {},
                           [](const Result<std::unique_ptr<ByteStream>>&) { ADD_FAILURE(); });
    attempt_.reset();
    EXPECT_TRUE(bench_.ledger.settled());
    EXPECT_FALSE(bench_.clock.next()) << "no timer is left behind";
  }
  bench_.poll();
}

TEST_F(TcpTest, a_reset_by_the_peer_is_a_lost_link) {
  listen();
  boost::asio::ip::tcp::socket raw(bench_.io);
  raw.connect({boost::asio::ip::make_address("127.0.0.1"), listener_->port()});
  ASSERT_TRUE(bench_.run_until([&] { return server_.stream != nullptr; }));
  raw.set_option(boost::asio::socket_base::linger(true, 0));
  raw.close();
  ASSERT_TRUE(bench_.run_until([&] { return !server_.closed.empty(); }));
  EXPECT_EQ(server_.closed[0].code, ErrorCode::link_lost);
}

TEST_F(TcpTest, a_listener_needs_a_numeric_address_and_a_free_port) {
  listen();
  const auto taken = listen_tcp(bench_.runtime, "127.0.0.1", listener_->port(), {}, {});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::configuration);
  const auto named = listen_tcp(bench_.runtime, "localhost", 0, {}, {});
  ASSERT_FALSE(named);
  EXPECT_THAT(named.error().message, HasSubstr("127.0.0.1"));
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

TEST_F(TcpTest, the_tap_hears_both_directions) {
  Tap tap;
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

}  // namespace
}  // namespace plugtest::drivers
