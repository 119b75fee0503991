// Connecting to peers that are no proper readers.

#include "drivers/llrp/translator.h"
#include "drivers/transport/tcp.h"
#include "protocols/llrp/codec.h"
#include "tests/unit/drivers/llrp/driver_bench.h"

#include <memory>
#include <vector>

namespace plugtest::drivers {
namespace {

using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using testing::HasSubstr;
using testing::IsEmpty;
using Bytes = std::vector<std::uint8_t>;

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
    auto reader =
        reader_at(bench_.runtime, "llrp://127.0.0.1:" + std::to_string((*listener)->port()));
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
