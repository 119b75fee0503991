// Connections of the virtual reader over real sockets, in lock-step: who is the client, second
// connections, and a reader that calls (LLRP 1.1, 20.1).

#include "drivers/llrp/virtual_reader.h"

#include "drivers/transport/tcp.h"
#include "drivers/transport/tls.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/certificates.h"
#include "tests/doubles/scripted_radio.h"
#include "tests/doubles/temporary_folder.h"

#include <charconv>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using testing::ElementsAre;
using testing::SizeIs;

constexpr Nanos k_patience = std::chrono::seconds(5);

/// A client that says what the test says, and keeps what it hears.
class Client {
 public:
  void take(std::unique_ptr<ByteStream> stream) {
    stream_ = std::move(stream);
    stream_->start(
        [this](std::span<const std::uint8_t> bytes) {
          framer_.push(bytes);
          while (true) {
            const auto frame = framer_.next();
            if (!frame || !*frame) return;
            if (auto message = llrp::decode((*frame)->bytes, llrp::DecodeMode::strict)) {
              heard.push_back(std::move(*message));
            }
          }
        },
        [this](const Error&) { closed = true; });
  }

  void say(MessageType type, std::uint32_t id) { stream_->write(llrp::encode(Message(type, id))); }
  void say(const Message& message) { stream_->write(llrp::encode(message)); }
  /// The connection breaks without a word.
  void vanish() { stream_.reset(); }

  /// The names of ConnectionAttemptEvent.Status that were heard.
  std::vector<std::string> statuses() const {
    std::vector<std::string> all;
    for (const Message& message : heard) {
      if (!message.is(MessageType::reader_event_notification)) continue;
      const auto* event = message.body.find(ParamType::reader_event_notification_data,
                                            ParamType::connection_attempt_event);
      if (event != nullptr) all.emplace_back(event->get_name("Status"));
    }
    return all;
  }

  std::vector<Message> heard;
  bool closed = false;

 private:
  llrp::Framer framer_;
  std::unique_ptr<ByteStream> stream_;
};

class VirtualReaderTest : public testing::Test {
 protected:
  void serve(api::EndpointOptions options = {}) {
    auto made = make_virtual_llrp_reader(bench_.runtime, radio_, options);
    ASSERT_TRUE(made) << to_string(made.error());
    endpoint_ = std::move(*made);
  }

  std::uint16_t port() const {
    const std::string uri = endpoint_->uri();
    std::uint16_t number = 0;
    const char* begin = uri.data() + uri.rfind(':') + 1;
    std::from_chars(begin, uri.data() + uri.size(), number);
    return number;
  }

  void connect(Client& client) {
    std::unique_ptr<TcpConnect> attempt;
    auto stream = bench_.wait_lab<std::unique_ptr<ByteStream>>([&](auto done) {
      attempt = connect_tcp(bench_.runtime, "127.0.0.1", port(), k_patience, {}, std::move(done));
    });
    ASSERT_TRUE(stream) << to_string(stream.error());
    client.take(std::move(*stream));
  }

  void pass_time(Nanos span) {
    bool over = false;
    api::Timer timer(bench_.clock);
    timer.set_after(span, [&] { over = true; });
    ASSERT_TRUE(bench_.run_lab([&] { return over; }));
  }

  void hear(const Client& client, std::size_t messages) {
    ASSERT_TRUE(bench_.run_lab([&] { return client.heard.size() >= messages; }));
  }

  test::AsyncBench bench_;
  test::ScriptedRadio radio_{bench_.clock};
  std::unique_ptr<api::Endpoint> endpoint_;
};

TEST_F(VirtualReaderTest, the_first_message_is_the_readers_and_has_nothing_else) {
  serve();
  Client client;
  connect(client);
  hear(client, 1);
  EXPECT_THAT(client.statuses(), ElementsAre("success"));
  const auto& data = client.heard[0].body.children().front();
  EXPECT_THAT(data.children(), SizeIs(2)) << "a timestamp and the event";
}

TEST_F(VirtualReaderTest, a_second_client_is_told_no_and_the_first_hears_of_it) {
  serve();
  Client first;
  connect(first);
  hear(first, 1);
  Client second;
  connect(second);
  hear(second, 1);
  EXPECT_THAT(second.statuses(), ElementsAre("failed_client_initiated_connection_exists"));
  EXPECT_THAT(first.statuses(), ElementsAre("success", "another_connection_attempted"));
  ASSERT_TRUE(bench_.run_lab([&] { return second.closed; }));
  first.say(MessageType::get_rospecs, 9);
  hear(first, 3);
  EXPECT_TRUE(first.heard[2].is(MessageType::get_rospecs_response)) << "it is served as before";
}

TEST_F(VirtualReaderTest, a_second_client_takes_over_from_one_that_has_vanished) {
  serve();
  Client first;
  connect(first);
  hear(first, 1);
  Client second;
  connect(second);
  first.vanish();
  hear(second, 1);
  EXPECT_THAT(second.statuses(), ElementsAre("success"));
}

TEST_F(VirtualReaderTest, a_second_client_takes_over_from_one_that_acknowledges_nothing) {
  for (const bool odd : {false, true}) {
    model::LlrpProfile profile;
    if (odd) profile.quirks = {model::LlrpQuirk::keeps_dead_connection};
    serve({.llrp = profile});
    Client first;
    connect(first);
    hear(first, 1);
    Message keepalive(MessageType::set_reader_config, 5);
    keepalive.body.add(make(ParamType::keepalive_spec)
                           .set("KeepaliveTriggerType", 1U)
                           .set("PeriodicTriggerValue", 100U));
    first.say(keepalive);
    hear(first, 2);
    pass_time(std::chrono::milliseconds(350));
    Client second;
    connect(second);
    hear(second, 1);
    EXPECT_THAT(second.statuses(),
                ElementsAre(odd ? "failed_client_initiated_connection_exists" : "success"));
  }
}

TEST_F(VirtualReaderTest, a_reader_that_ends_says_so) {
  serve();
  Client client;
  connect(client);
  hear(client, 1);
  endpoint_.reset();
  ASSERT_TRUE(bench_.run_lab([&] { return client.closed; }));
  ASSERT_THAT(client.heard, SizeIs(2));
  EXPECT_NE(client.heard[1].body.find(ParamType::reader_event_notification_data,
                                      ParamType::connection_close_event),
            nullptr);
}

TEST_F(VirtualReaderTest, a_reader_may_call_its_client_again_and_again) {
  std::unique_ptr<Client> client;
  std::size_t calls = 0;
  auto listener =
      listen_tcp(bench_.runtime, "127.0.0.1", 0, {}, [&](std::unique_ptr<ByteStream> stream) {
        ++calls;
        client = std::make_unique<Client>();
        client->take(std::move(stream));
      });
  ASSERT_TRUE(listener) << to_string(listener.error());
  serve({.call = "127.0.0.1:" + std::to_string((*listener)->port())});
  ASSERT_TRUE(bench_.run_lab([&] { return client && client->heard.size() == 1; }));
  EXPECT_THAT(client->statuses(), ElementsAre("success"));
  client->say(MessageType::close_connection, 3);
  ASSERT_TRUE(bench_.run_lab([&] { return calls == 2 && client->heard.size() == 1; }));
  EXPECT_THAT(client->statuses(), ElementsAre("success"));
}

TEST_F(VirtualReaderTest, listens_with_tls_where_it_has_a_certificate) {
  const doubles::TemporaryFolder folder;
  test::CertificateAuthority authority(folder.path(), "lab");
  const auto files = authority.self_signed({});
  serve({.certificate_file = files.certificate, .key_file = files.key});
  EXPECT_TRUE(endpoint_->uri().starts_with("llrps://")) << endpoint_->uri();
  auto trust = load_tls_client({.ca_file = files.certificate});
  ASSERT_TRUE(trust) << to_string(trust.error());
  std::unique_ptr<TcpConnect> attempt;
  auto stream = bench_.wait_lab<std::unique_ptr<ByteStream>>([&](auto done) {
    attempt = connect_tls(bench_.runtime, "127.0.0.1", port(), k_patience, *trust, "", {},
                          std::move(done));
  });
  ASSERT_TRUE(stream) << to_string(stream.error());
  Client client;
  client.take(std::move(*stream));
  hear(client, 1);
  EXPECT_THAT(client.statuses(), ElementsAre("success"));
  client.say(MessageType::get_rospecs, 4);
  hear(client, 2);
}

TEST_F(VirtualReaderTest, a_certificate_that_is_not_there_is_a_matter_of_configuration) {
  const auto made =
      make_virtual_llrp_reader(bench_.runtime, radio_, {.certificate_file = "/nowhere/at/all.pem"});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::configuration);
}

TEST_F(VirtualReaderTest, whom_to_call_must_be_an_address) {
  for (const char* nobody : {"client", "client:", "client:0", "client:70000", "client:12x"}) {
    const auto made = make_virtual_llrp_reader(bench_.runtime, radio_, {.call = nobody});
    ASSERT_FALSE(made) << nobody;
    EXPECT_EQ(made.error().code, ErrorCode::configuration);
  }
}

}  // namespace
}  // namespace plugtest::drivers
