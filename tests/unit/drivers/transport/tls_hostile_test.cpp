#include "drivers/transport/tls_context.h"
#include "drivers/transport/tls_session.h"
#include "tests/unit/drivers/transport/tls_bench.h"

#include <array>
#include <random>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace plugtest::drivers {
namespace {

using boost::asio::ip::tcp;
using testing::AnyOf;
using testing::HasSubstr;

/// A plain socket at one end of what should be TLS.
class TlsHostileTest : public TlsTest {
 protected:
  tcp::endpoint server_address() const {
    return {boost::asio::ip::make_address("127.0.0.1"), listener_->port()};
  }

  /// A server that says `greeting` to whoever comes, and no more.
  void serve(const Bytes& greeting, bool hang_up = false) {
    TcpOptions options;
    options.outgoing = api::Direction::from_reader;
    auto made = listen_tcp(bench_.runtime, "127.0.0.1", 0, options,
                           [this, greeting, hang_up](std::unique_ptr<ByteStream> stream) {
                             server_.stream = std::move(stream);
                             server_.begin();
                             server_.stream->write(greeting);
                             if (hang_up) server_.stream->close();
                           });
    ASSERT_TRUE(made);
    listener_ = std::move(*made);
  }
};

TEST_F(TlsHostileTest, a_reader_without_tls_is_told_apart) {
  // READER_EVENT_NOTIFICATION, the first that an LLRP reader says.
  serve({0x04, 0x3F, 0x00, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, 0x01});
  EXPECT_THAT(refusal(trusting_client()), HasSubstr("does not speak TLS"));
}

TEST_F(TlsHostileTest, a_web_server_is_told_apart) {
  const std::string answer = "HTTP/1.1 400 Bad Request\r\n\r\n";
  serve(Bytes(answer.begin(), answer.end()));
  EXPECT_THAT(refusal(trusting_client()), HasSubstr("does not speak TLS"));
}

TEST_F(TlsHostileTest, a_peer_that_hangs_up_in_the_handshake_is_unreachable) {
  serve({}, true);
  EXPECT_THAT(refusal(trusting_client()), HasSubstr("in the middle of the TLS handshake"));
}

TEST_F(TlsHostileTest, a_silent_server_ends_the_attempt_in_time) {
  serve({});
  const auto stream = bench_.wait_lab<std::unique_ptr<ByteStream>>([&](auto done) {
    attempt_ = connect_tls(bench_.runtime, "127.0.0.1", listener_->port(), k_patience,
                           trusting_client(), "localhost", {}, std::move(done));
  });
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, ErrorCode::timed_out);
  EXPECT_THAT(stream.error().message, HasSubstr("is this a TLS port?"));
}

TEST_F(TlsHostileTest, silent_clients_are_turned_away_in_time_and_are_bounded_in_number) {
  listen(server_with({}));
  std::vector<std::unique_ptr<ByteStream>> silent;
  std::vector<std::unique_ptr<TcpConnect>> attempts;
  for (std::size_t i = 0; i < k_max_tls_handshakes + 1; ++i) {
    auto stream = bench_.wait<std::unique_ptr<ByteStream>>([&](auto done) {
      attempts.push_back(connect_tcp(bench_.runtime, "127.0.0.1", listener_->port(), k_patience, {},
                                     std::move(done)));
    });
    ASSERT_TRUE(stream);
    (*stream)->start([](std::span<const std::uint8_t>) {}, [](const Error&) {});
    silent.push_back(std::move(*stream));
  }
  ASSERT_TRUE(bench_.run_until([&] { return !turned_away_.empty(); }));
  EXPECT_THAT(turned_away_[0].message, HasSubstr("64 TLS handshakes are under way"));
  ASSERT_TRUE(bench_.run_lab([&] { return turned_away_.size() == silent.size(); }));
  EXPECT_THAT(turned_away_.back().message, HasSubstr("takes too long"));
  EXPECT_TRUE(connect(trusting_client())) << "there is room again";
}

TEST_F(TlsHostileTest, garbage_from_clients_disturbs_nobody_else) {
  listen(server_with({}));
  std::mt19937 dice(7);
  std::vector<tcp::socket> sockets;
  for (int i = 0; i < 40; ++i) {
    sockets.emplace_back(bench_.io).connect(server_address());
    Bytes garbage(static_cast<std::size_t>(1 + i * 50));
    for (auto& byte : garbage) byte = static_cast<std::uint8_t>(dice());
    if (i % 2 == 1) garbage[0] = 22;  // looks like a handshake record
    boost::system::error_code ignored;
    boost::asio::write(sockets.back(), boost::asio::buffer(garbage), ignored);
    sockets.back().shutdown(tcp::socket::shutdown_send, ignored);
  }
  ASSERT_TRUE(bench_.run_until([&] { return turned_away_.size() == sockets.size(); }))
      << turned_away_.size();
  EXPECT_TRUE(connect(trusting_client()));
}

/// Both ends of a handshake in memory.
struct Pair {
  TlsSession client;
  TlsSession server;

  /// Moves bytes both ways until nothing moves; false when one side has failed.
  bool settle() {
    for (int round = 0; round < 10; ++round) {
      if (!client.handshake()) return false;
      server.feed(client.take_output());
      if (!server.handshake()) return false;
      client.feed(server.take_output());
    }
    return true;
  }
};

TEST_F(TlsHostileTest, every_changed_byte_of_a_record_is_noticed) {
  const auto server = server_with({});
  const auto client = trusting_client();
  for (std::size_t at = 0; at < 60; ++at) {
    Pair pair{{client, "localhost"}, {server, ""}};
    ASSERT_TRUE(pair.settle());
    pair.client.write(Bytes(20, 0x55));
    auto record = pair.client.take_output();
    if (at >= record.size()) break;
    record[at] ^= 0x01U;
    pair.server.feed(record);
    std::array<std::uint8_t, 100> clear{};
    const auto got = pair.server.read(clear);
    // A longer length waits for more; anything else is an error; never is clear text handed on.
    if (got) {
      EXPECT_EQ(*got, 0U) << at;
    } else {
      EXPECT_EQ(got.error().code, ErrorCode::protocol) << at;
      EXPECT_FALSE(got.error().message.empty());
    }
  }
}

TEST_F(TlsHostileTest, a_handshake_survives_being_cut_at_every_byte) {
  const auto server = server_with({});
  Pair pair{{trusting_client(), "localhost"}, {server, ""}};
  const auto drip = [](TlsSession& from, TlsSession& to) {
    for (const std::uint8_t byte : from.take_output()) {
      to.feed({&byte, 1});
      ASSERT_TRUE(to.handshake());
    }
  };
  ASSERT_TRUE(pair.client.handshake());
  for (int round = 0; round < 5; ++round) {
    drip(pair.client, pair.server);
    drip(pair.server, pair.client);
  }
  EXPECT_EQ(pair.client.handshake(), Result<bool>(true));
  EXPECT_EQ(pair.server.handshake(), Result<bool>(true));
}

/// The version is of our making only where both sides are ours; so an old peer is made by hand.
TEST_F(TlsHostileTest, tls_1_1_is_refused) {
  const auto old = trusting_client();
  SSL_CTX_set_security_level(old->handle(), 0);
  SSL_CTX_set_min_proto_version(old->handle(), TLS1_1_VERSION);
  SSL_CTX_set_max_proto_version(old->handle(), TLS1_1_VERSION);
  Pair pair{{old, "localhost"}, {server_with({}), ""}};
  ASSERT_TRUE(pair.client.handshake());
  pair.server.feed(pair.client.take_output());
  const auto refused = pair.server.handshake();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("1.2 is the least"));
  pair.client.feed(pair.server.take_output());
  const auto told = pair.client.handshake();
  ASSERT_FALSE(told);
}

TEST_F(TlsHostileTest, tls_1_2_is_good_enough) {
  const auto server = server_with({});
  SSL_CTX_set_max_proto_version(server->handle(), TLS1_2_VERSION);
  listen(server);
  EXPECT_TRUE(connect(trusting_client()));
}

/// With TLS 1.2 the client hears during the handshake that it needs a certificate.
TEST_F(TlsHostileTest, with_tls_1_2_a_missing_certificate_fails_the_handshake) {
  const auto server = loaded(load_tls_server(
      {.identity = identity(authority_.issue({})), .client_ca_file = authority_.ca_file()}));
  SSL_CTX_set_max_proto_version(server->handle(), TLS1_2_VERSION);
  listen(server);
  EXPECT_THAT(refusal(trusting_client()), HasSubstr("wants a client certificate"));
}

}  // namespace
}  // namespace plugtest::drivers
