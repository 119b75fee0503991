// The client's side of a connection against peers that behave in every way but the right one.

#include "drivers/llrp/llrp_link.h"
#include "protocols/llrp/codec.h"
#include "tests/doubles/async_bench.h"

#include <memory>
#include <optional>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using llrp::Message;
using llrp::MessageType;
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

TEST_F(LinkTest, many_requests_are_open_and_answered_in_any_order) {
  constexpr std::uint32_t k_requests = 200;
  std::vector<std::uint32_t> answered(k_requests, 0);
  for (std::uint32_t i = 0; i < k_requests; ++i) {
    link_->request(Message(MessageType::start_rospec), k_patience,
                   [&answered, i](const Result<Message>& answer) {
                     ASSERT_TRUE(answer);
                     answered[i] = answer->id;
                   });
  }
  // 77 and 200 have no common factor: every id once, far from the order of the requests.
  for (std::uint32_t i = 0; i < k_requests; ++i) {
    feed(response(MessageType::start_rospec_response, 1 + i * 77 % k_requests,
                  llrp::success_status()));
  }
  for (std::uint32_t i = 0; i < k_requests; ++i) EXPECT_EQ(answered[i], i + 1);
  EXPECT_THAT(downs_, IsEmpty());
}

TEST_F(LinkTest, a_custom_message_is_answered_by_a_custom_message) {
  link_->request(Message(MessageType::custom_message), k_patience,
                 [this](Result<Message> answer) { answers_.push_back(std::move(answer)); });
  const auto unasked = llrp::encode(Message(MessageType::custom_message, 900));
  feed(unasked);
  EXPECT_THAT(answers_, IsEmpty());
  EXPECT_THAT(messages_, ElementsAre(unasked));
  feed(llrp::encode(Message(MessageType::custom_message, 1)));
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_TRUE(answers_[0]);
}

TEST_F(LinkTest, a_wait_ends_by_time_or_with_the_link) {
  std::vector<ErrorCode> ends;
  const auto on_over = [&](const Result<Message>& over) { ends.push_back(over.error().code); };
  link_->wait(std::chrono::seconds(1), on_over);
  const auto given_up = link_->wait(std::chrono::seconds(1), on_over);
  link_->wait(std::chrono::seconds(9), on_over);
  link_->stop_waiting(given_up);
  bench_.clock.advance();
  EXPECT_THAT(ends, ElementsAre(ErrorCode::timed_out));
  stream_->on_closed({ErrorCode::link_lost, "the peer closed the connection"});
  EXPECT_THAT(ends, ElementsAre(ErrorCode::timed_out, ErrorCode::link_lost));
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

}  // namespace
}  // namespace plugtest::drivers
