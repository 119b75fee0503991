// The client's side of a connection against peers that behave in every way but the right one.

#include "drivers/llrp/llrp_link.h"
#include "drivers/llrp/llrp_reader.h"
#include "drivers/llrp/translator.h"
#include "drivers/transport/tcp.h"
#include "protocols/llrp/codec.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"

#include <memory>
#include <optional>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Bytes = std::vector<std::uint8_t>;

constexpr Nanos k_patience = std::chrono::seconds(5);

/// The other end is the test.
class FakeStream final : public ByteStream {
 public:
  struct Shared {
    OnBytes on_bytes;
    OnClosed on_closed;
    Bytes written;
    bool closed = false;
  };
  explicit FakeStream(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  ~FakeStream() override { shared_->closed = true; }
  FakeStream(const FakeStream&) = delete;
  FakeStream& operator=(const FakeStream&) = delete;
  void start(OnBytes on_bytes, OnClosed on_closed) override {
    shared_->on_bytes = std::move(on_bytes);
    shared_->on_closed = std::move(on_closed);
  }
  void write(std::span<const std::uint8_t> bytes) override {
    shared_->written.insert(shared_->written.end(), bytes.begin(), bytes.end());
  }
  void close() override { shared_->closed = true; }
  api::FlowId outgoing() const override { return {1, 2}; }

 private:
  std::shared_ptr<Shared> shared_;
};

Bytes response(MessageType type, std::uint32_t id, const llrp::Element& status) {
  Message message(type, id);
  message.body.add(status);
  return llrp::encode(message);
}

class LinkTest : public testing::Test {
 protected:
  LinkTest() {
    link_ = std::make_unique<LlrpLink>(bench_.runtime, std::make_unique<FakeStream>(stream_));
    link_->start(
        [this](std::span<const std::uint8_t> bytes) {
          messages_.emplace_back(bytes.begin(), bytes.end());
        },
        [this](const Error& why) { downs_.push_back(why); });
  }

  /// START_ROSPEC, whose id is that of the first request.
  void ask() {
    link_->request(Message(MessageType::start_rospec), k_patience,
                   [this](Result<Message> answer) { answers_.push_back(std::move(answer)); });
  }

  void feed(const Bytes& bytes) { stream_->on_bytes(bytes); }

  test::AsyncBench bench_;
  std::shared_ptr<FakeStream::Shared> stream_ = std::make_shared<FakeStream::Shared>();
  std::unique_ptr<LlrpLink> link_;
  std::vector<Bytes> messages_;
  std::vector<Result<Message>> answers_;
  std::vector<Error> downs_;
};

TEST_F(LinkTest, gives_the_answer_to_its_request) {
  ask();
  ask();
  feed(response(MessageType::start_rospec_response, 2, llrp::success_status()));
  feed(response(MessageType::start_rospec_response, 1,
                llrp::status(llrp::StatusCode::m_field_error, "no such ROSpec")));
  ASSERT_THAT(answers_, SizeIs(2));
  EXPECT_TRUE(answers_[0]);
  ASSERT_FALSE(answers_[1]);
  EXPECT_EQ(answers_[1].error().code, ErrorCode::refused);
  EXPECT_EQ(answers_[1].error().message, "START_ROSPEC was refused: M_FieldError, no such ROSpec");
  EXPECT_THAT(downs_, IsEmpty());
}

TEST_F(LinkTest, takes_bytes_one_at_a_time) {
  ask();
  Bytes all = llrp::encode(Message(MessageType::keepalive, 50));
  const auto report = llrp::encode(Message(MessageType::ro_access_report, 51));
  all.insert(all.end(), report.begin(), report.end());
  const auto good = response(MessageType::start_rospec_response, 1, llrp::success_status());
  all.insert(all.end(), good.begin(), good.end());
  for (const auto byte : all) feed({byte});
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_TRUE(answers_[0]);
  EXPECT_THAT(messages_, ElementsAre(report));
  const auto acknowledged = llrp::encode(Message(MessageType::keepalive_ack, 2));
  ASSERT_GT(stream_->written.size(), acknowledged.size());
  EXPECT_TRUE(std::equal(acknowledged.rbegin(), acknowledged.rend(), stream_->written.rbegin()));
}

TEST_F(LinkTest, an_error_message_refuses) {
  ask();
  feed(response(MessageType::error_message, 1,
                llrp::status(llrp::StatusCode::m_unsupported_message, "not here")));
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0].error().code, ErrorCode::refused);
  EXPECT_THAT(answers_[0].error().message, HasSubstr("M_UnsupportedMessage, not here"));
}

TEST_F(LinkTest, an_answer_of_the_wrong_type_breaks_the_protocol) {
  ask();
  feed(response(MessageType::stop_rospec_response, 1, llrp::success_status()));
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0].error().code, ErrorCode::protocol);
  ASSERT_THAT(downs_, SizeIs(1));
  EXPECT_EQ(downs_[0].code, ErrorCode::protocol);
  EXPECT_TRUE(stream_->closed);
}

TEST_F(LinkTest, an_answer_without_status_breaks_the_protocol) {
  ask();
  feed(llrp::encode(Message(MessageType::start_rospec_response, 1)));
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0].error().code, ErrorCode::protocol);
}

TEST_F(LinkTest, a_late_answer_is_ignored_and_an_unasked_one_is_not) {
  ask();
  bench_.clock.advance();  // the time-out
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0].error().code, ErrorCode::timed_out);
  feed(response(MessageType::start_rospec_response, 1, llrp::success_status()));
  EXPECT_THAT(answers_, SizeIs(1));
  EXPECT_THAT(downs_, IsEmpty());
  feed(response(MessageType::start_rospec_response, 99, llrp::success_status()));
  ASSERT_THAT(downs_, SizeIs(1));
  EXPECT_EQ(downs_[0].code, ErrorCode::protocol);
  EXPECT_EQ(downs_[0].where.message_id, 99U);
}

TEST_F(LinkTest, garbage_names_its_offset) {
  ask();
  Bytes bytes = llrp::encode(Message(MessageType::keepalive, 50));
  bytes.insert(bytes.end(), 20, 0xFF);
  feed(bytes);
  ASSERT_THAT(downs_, SizeIs(1));
  EXPECT_EQ(downs_[0].code, ErrorCode::protocol);
  EXPECT_EQ(downs_[0].where.byte_offset, 10U);
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0].error(), downs_[0]);
}

TEST_F(LinkTest, a_length_beyond_all_bounds_is_refused_at_once) {
  feed({0x04, 61, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1});
  ASSERT_THAT(downs_, SizeIs(1));
  EXPECT_EQ(downs_[0].code, ErrorCode::protocol);
}

TEST_F(LinkTest, a_request_on_a_dead_link_gets_what_killed_it) {
  stream_->on_closed({ErrorCode::link_lost, "the peer closed the connection"});
  ask();
  EXPECT_THAT(answers_, IsEmpty()) << "never from inside the call";
  bench_.poll();
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(answers_[0].error().message, "the peer closed the connection");
}

TEST_F(LinkTest, may_be_destroyed_from_its_own_callbacks) {
  link_->request(Message(MessageType::start_rospec), k_patience,
                 [this](const Result<Message>&) { link_.reset(); });
  auto bytes = response(MessageType::start_rospec_response, 1, llrp::success_status());
  const auto report = llrp::encode(Message(MessageType::ro_access_report, 5));
  bytes.insert(bytes.end(), report.begin(), report.end());
  feed(bytes);
  EXPECT_THAT(messages_, IsEmpty());
}

// --- connecting to peers that are no proper readers
// ----------------------------------------------------

class GreetingTest : public testing::Test {
 protected:
  /// Connects to a peer that sends `greeting` and, when asked to, hangs up.
  Result<void> connect(const Bytes& greeting, bool hang_up = false) {
    auto listener =
        listen_tcp(bench_.runtime, "127.0.0.1", 0, {}, [&](std::unique_ptr<ByteStream> stream) {
          peer_ = std::move(stream);
          peer_->start([](std::span<const std::uint8_t>) {}, [](const Error&) {});
          peer_->write(greeting);
          if (hang_up) peer_->close();
        });
    EXPECT_TRUE(listener);
    const api::ReaderUri uri{.text = "llrp://127.0.0.1",
                             .family = "llrp",
                             .transport = "",
                             .host = "127.0.0.1",
                             .port = (*listener)->port(),
                             .path = "",
                             .query = {}};
    auto reader = make_llrp_reader(bench_.runtime, uri, {});
    EXPECT_TRUE(reader);
    (*reader)->set_listener(listener_);
    auto result =
        bench_.wait_lab<void>([&](auto done) { (*reader)->connect(k_patience, std::move(done)); });
    reader->reset();
    peer_.reset();
    bench_.poll();
    return result;
  }

  static Bytes event(llrp::Element content) {
    Message message(MessageType::reader_event_notification, 1);
    message.body.add(make(ParamType::reader_event_notification_data)
                         .add(make(ParamType::utc_timestamp).set("Microseconds", 1U))
                         .add(std::move(content)));
    return llrp::encode(message);
  }
  static Bytes attempt(unsigned status) {
    return event(make(ParamType::connection_attempt_event).set("Status", status));
  }

  test::AsyncBench bench_;
  test::RecordingListener listener_;
  std::unique_ptr<ByteStream> peer_;
};

TEST_F(GreetingTest, silence_is_timed_out) {
  const auto connected = connect({});
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::timed_out);
  EXPECT_THAT(connected.error().message, HasSubstr("ConnectionAttemptEvent"));
}

TEST_F(GreetingTest, a_greeting_without_answers_is_timed_out) {
  const auto connected = connect(attempt(0));
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::timed_out);
}

TEST_F(GreetingTest, every_failure_status_is_a_refusal_with_its_meaning) {
  for (const unsigned status : {1U, 2U, 3U, 4U, 77U}) {
    const auto connected = connect(attempt(status));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().code, ErrorCode::refused) << status;
    EXPECT_THAT(connected.error().message, HasSubstr(connection_status_text(status)));
  }
}

TEST_F(GreetingTest, another_first_message_breaks_the_protocol) {
  for (const auto& bytes : {event(make(ParamType::connection_close_event)), Bytes(40, 0xFF),
                            Bytes{'S', 'S', 'H', '-', '2', '.', '0', '-', 'x', 'y'}}) {
    const auto connected = connect(bytes);
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().code, ErrorCode::protocol) << to_string(connected.error());
  }
}

TEST_F(GreetingTest, hanging_up_is_a_lost_link) {
  const auto connected = connect({}, true);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::link_lost);
  EXPECT_THAT(listener_.downs, IsEmpty()) << "the call has told it";
}

}  // namespace
}  // namespace plugtest::drivers
