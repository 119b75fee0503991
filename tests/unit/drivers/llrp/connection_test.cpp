// Connections as they begin, end, are taken over and taken up again.

#include "protocols/llrp/codec.h"
#include "tests/unit/drivers/llrp/driver_bench.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace plugtest::drivers {
namespace {

using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using llrp::Version;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DriverTest, keepalives_hold_the_link_for_as_long_as_it_is_needed) {
  open();
  ASSERT_TRUE(pass_time(std::chrono::minutes(5)));
  EXPECT_THAT(listener_.downs, IsEmpty());
  EXPECT_TRUE(inventory());
}

TEST_F(DriverTest, closes_in_order_and_connects_again) {
  open();
  ASSERT_TRUE(close());
  ASSERT_TRUE(close()) << "closing what is closed is no error";
  ASSERT_TRUE(connect(*reader_));
  radio_.script_tags(1);
  ASSERT_TRUE(inventory());
  EXPECT_THAT(listener_.observations, SizeIs(1));
  EXPECT_THAT(listener_.downs, IsEmpty());
}

TEST_F(DriverTest, takes_leftover_rospecs_away) {
  open();
  ASSERT_TRUE(start(7));
  reader_.reset();  // without stop: the ROSpec stays in the reader, and active
  reader_ = make_reader(listener_);
  ASSERT_TRUE(connect(*reader_));
  EXPECT_FALSE(radio_.running());
  EXPECT_TRUE(start(7));
}

TEST_F(DriverTest, a_second_client_is_refused_and_the_first_one_told) {
  open();
  test::RecordingListener other;
  auto second = make_reader(other);
  const auto connected = connect(*second);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::refused);
  EXPECT_THAT(connected.error().message, HasSubstr("another client already"));
  EXPECT_THAT(listener_.events, Each(HasSubstr("another client tried")));
  EXPECT_THAT(other.events, ElementsAre(HasSubstr("tried again")));
  EXPECT_TRUE(inventory());
}

TEST_F(DriverTest, calls_on_no_connection_end) {
  listen();
  reader_ = make_reader(listener_);
  for (const auto& result : {start(), stop(), drain()}) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::link_lost);
  }
  EXPECT_TRUE(close());
}

TEST_F(DriverTest, an_unreachable_reader_is_told) {
  listen();
  reader_ = make_reader(listener_);
  endpoint_.reset();
  const auto connected = connect(*reader_);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::unreachable);
}

TEST_F(DriverTest, cancel_ends_an_attempt_to_connect) {
  listen();
  reader_ = make_reader(listener_);
  const auto connected = bench_.wait<void>([&](auto done) {
    reader_->connect(k_patience, std::move(done));
    reader_->cancel();
  });
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::cancelled);
  EXPECT_TRUE(connect(*reader_));
}

TEST_F(DriverTest, an_endpoint_that_goes_away_is_a_lost_link) {
  open();
  endpoint_.reset();
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::link_lost);
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("closes the connection")));
}

// --- version

TEST_F(PeerTest, a_reader_of_1_0_1_is_spoken_to_in_1_0_1) {
  open();
  ASSERT_FALSE(peer_.requests.empty());
  EXPECT_TRUE(peer_.requests.front().is(MessageType::get_supported_version));
  EXPECT_EQ(peer_.requests.front().version, Version::v1_1);
  EXPECT_EQ(peer_.requests.back().version, Version::v1_0_1);
  EXPECT_EQ(peer_.connections, 1U);
  EXPECT_THAT(listener_.events, IsEmpty()) << "the usual case is not worth a word";
}

TEST_F(PeerTest, a_reader_of_1_1_is_set_to_it) {
  peer_.speaks_1_1 = true;
  open();
  const Message* set = peer_.last(MessageType::set_protocol_version);
  ASSERT_NE(set, nullptr);
  EXPECT_EQ(set->body.get_unsigned("ProtocolVersion"), 2U);
  for (const Message& request : peer_.requests) EXPECT_EQ(request.version, Version::v1_1);
}

TEST_F(PeerTest, a_reader_that_is_set_to_1_1_already_is_left_so) {
  peer_.speaks_1_1 = true;
  peer_.on_request = [](const Message& request) -> std::optional<Message> {
    if (!request.is(MessageType::get_supported_version)) return std::nullopt;
    Message answer(MessageType::get_supported_version_response, 0, Version::v1_1);
    answer.body.set("CurrentVersion", 2U).set("SupportedVersion", 3U).add(llrp::success_status());
    return answer;
  };
  open();
  EXPECT_EQ(peer_.count(MessageType::set_protocol_version), 0U);
  EXPECT_EQ(peer_.requests.back().version, Version::v1_1);
}

TEST_F(PeerTest, the_address_says_which_version) {
  peer_.speaks_1_1 = true;
  open("?version=1.0.1");
  EXPECT_EQ(peer_.count(MessageType::get_supported_version), 0U);
  EXPECT_EQ(peer_.requests.back().version, Version::v1_0_1);
}

TEST_F(PeerTest, a_version_that_the_reader_does_not_speak_is_refused) {
  make_driver("?version=1.1");
  const auto connected = connect(*reader_);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::refused);
  EXPECT_THAT(connected.error().message, HasSubstr("version=1.1"));
}

TEST_F(PeerTest, a_reader_that_keeps_silent_about_versions_speaks_1_0_1) {
  peer_.silent_to = {MessageType::get_supported_version};
  open();
  EXPECT_EQ(peer_.requests.back().version, Version::v1_0_1);
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("does not answer GET_SUPPORTED_VERSION")));
}

TEST_F(PeerTest, a_reader_that_hangs_up_over_versions_is_called_again) {
  peer_.on_request = [this](const Message& request) -> std::optional<Message> {
    if (request.is(MessageType::get_supported_version)) peer_.hang_up();
    return std::nullopt;
  };
  open();
  EXPECT_EQ(peer_.connections, 2U);
  EXPECT_EQ(peer_.count(MessageType::get_supported_version), 1U);
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("cannot negotiate")));
  EXPECT_THAT(listener_.downs, IsEmpty());
}

TEST_F(PeerTest, a_reader_that_cannot_be_reached_again_after_that_is_explained) {
  peer_.on_request = [this](const Message& request) -> std::optional<Message> {
    if (request.is(MessageType::get_supported_version)) peer_.hang_up();
    if (request.is(MessageType::get_reader_capabilities)) peer_.hang_up();
    return std::nullopt;
  };
  make_driver();
  const auto connected = connect(*reader_);
  ASSERT_FALSE(connected);
  EXPECT_THAT(connected.error().message,
              AllOf(HasSubstr("cannot negotiate a version"), HasSubstr("?version=1.0.1")));
}

TEST_F(PeerTest, a_reader_that_says_nothing_after_the_question_is_called_again_without_it) {
  peer_.silent_connections = 1;
  open();
  EXPECT_EQ(peer_.connections, 2U);
  EXPECT_EQ(peer_.count(MessageType::get_supported_version), 1U);
  EXPECT_EQ(peer_.requests.back().version, Version::v1_0_1);
  EXPECT_THAT(listener_.events, Contains(HasSubstr("has not answered anything since")));
}

// --- taking over

TEST_F(PeerTest, a_connection_that_stands_in_the_reader_is_waited_for) {
  peer_.greetings = {2, 1};
  open();
  EXPECT_EQ(peer_.connections, 3U);
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("tried again until the time is up")));
}

TEST_F(PeerTest, waiting_for_it_ends_with_the_time) {
  peer_.greetings = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
  make_driver();
  const auto connected = connect(*reader_);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::refused);
  EXPECT_THAT(connected.error().message, HasSubstr("another client already; tried 3 times"));
}

TEST_F(PeerTest, leftovers_of_earlier_clients_are_deleted) {
  open();
  const Message* rospecs = peer_.last(MessageType::delete_rospec);
  const Message* accesses = peer_.last(MessageType::delete_accessspec);
  ASSERT_TRUE(rospecs != nullptr && accesses != nullptr);
  EXPECT_EQ(rospecs->body.get_unsigned("ROSpecID"), 0U);
  EXPECT_EQ(accesses->body.get_unsigned("AccessSpecID"), 0U);
}

TEST_F(PeerTest, a_reader_that_has_none_to_delete_is_no_obstacle) {
  peer_.on_request = [](const Message& request) -> std::optional<Message> {
    if (!request.is(MessageType::delete_accessspec)) return std::nullopt;
    Message answer(MessageType::delete_accessspec_response);
    answer.body.add(llrp::status(llrp::StatusCode::m_field_error, "no AccessSpec"));
    return answer;
  };
  open();
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("no AccessSpec")));
}

// --- taking up again

TEST_F(DriverTest, what_a_reader_saw_without_a_client_comes_after_the_reconnect) {
  radio_.planted = {{model::ReaderFault::drops_link, 200}};
  radio_.script_tags(3);
  radio_.script.push_back({std::chrono::milliseconds(400), test::ScriptedRadio::tag(9)});
  open();
  ASSERT_TRUE(start());
  const ReaderTime begin = radio_.reader_time(bench_.clock.now());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_THAT(listener_.observations, IsEmpty());
  ASSERT_TRUE(pass_time(std::chrono::milliseconds(500)));
  const auto again = connect(*reader_);
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_THAT(listener_.events, Contains(HasSubstr("inventory 7 is still there")));
  ASSERT_TRUE(stop());
  ASSERT_TRUE(drain());
  EXPECT_THAT(listener_.uiis(), SizeIs(4));
  for (const auto& seen : listener_.observations) {
    EXPECT_EQ(seen.inventory_id, 7U);
    ASSERT_TRUE(seen.first_seen);
    if (seen.uii == test::ScriptedRadio::tag(9).uii) {
      EXPECT_GE(*seen.first_seen - begin, std::chrono::milliseconds(399))
          << "seen while nobody was connected, and stamped so";
    }
  }
}

TEST_F(PeerTest, an_inventory_that_the_reader_has_lost_is_told) {
  open();
  ASSERT_TRUE(start());
  peer_.hang_up();
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  ASSERT_TRUE(connect(*reader_));
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("inventory 7 is gone")));
  EXPECT_EQ(peer_.count(MessageType::get_rospecs), 1U);
  EXPECT_TRUE(start(8));
}

TEST_F(PeerTest, holding_is_asked_of_readers_that_can) {
  peer_.abilities().set("SupportsEventAndReportHolding", 1U);
  open();
  const Message* set = peer_.last(MessageType::set_reader_config);
  ASSERT_NE(set, nullptr);
  const auto* hold = set->body.find(ParamType::events_and_reports);
  ASSERT_NE(hold, nullptr);
  EXPECT_TRUE(hold->get_flag("HoldEventsAndReportsUponReconnect"));
  EXPECT_EQ(peer_.count(MessageType::enable_events_and_reports), 1U);
}

TEST_F(PeerTest, holding_is_not_even_named_to_readers_that_cannot) {
  peer_.abilities().set("SupportsEventAndReportHolding", 0U);
  open();
  const Message* set = peer_.last(MessageType::set_reader_config);
  ASSERT_NE(set, nullptr);
  EXPECT_EQ(set->body.find(ParamType::events_and_reports), nullptr);
}

// --- keepalives

TEST_F(PeerTest, a_reader_without_keepalives_is_asked_for_a_sign_of_life) {
  open();
  ASSERT_TRUE(pass_time(std::chrono::seconds(30)));
  EXPECT_THAT(listener_.downs, IsEmpty());
  EXPECT_GE(peer_.count(MessageType::get_reader_config), 5U);
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("does not send the keepalives")));
}

TEST_F(PeerTest, silence_ends_the_link) {
  open();
  peer_.silent_to = {MessageType::get_reader_config};
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::timed_out);
}

// --- the reader calls

class CallTest : public PeerTest {
 protected:
  /// Begins to connect; the port on which the driver listens, which is any free one.
  std::uint16_t listen(std::map<std::string, std::string> query = {}) {
    const api::ReaderUri uri{.text = "llrp+listen://127.0.0.1",
                             .family = "llrp",
                             .transport = "listen",
                             .host = "127.0.0.1",
                             .port = 0,
                             .path = "",
                             .query = std::move(query)};
    auto made = make_llrp_reader(bench_.runtime, uri, {});
    EXPECT_TRUE(made);
    reader_ = std::move(*made);
    reader_->set_listener(listener_);
    reader_->connect(k_patience, [this](Result<void> result) { connected_ = std::move(result); });
    const std::string& text = listener_.events.at(0);
    return static_cast<std::uint16_t>(std::stoi(text.substr(text.rfind(' ') + 1)));
  }

  std::optional<Result<void>> connected_;
};

TEST_F(CallTest, a_reader_that_calls_is_as_good_as_one_that_is_called) {
  peer_.call(listen());
  ASSERT_TRUE(bench_.run_lab([&] { return connected_.has_value(); }));
  ASSERT_TRUE(*connected_) << to_string(connected_->error());
  EXPECT_TRUE(inventory());
  EXPECT_TRUE(close());
}

TEST_F(CallTest, only_the_peer_that_is_expected_may_call) {
  peer_.call(listen({{"peer", "192.0.2.7"}}));
  ASSERT_TRUE(bench_.run_lab([&] { return connected_.has_value(); }));
  ASSERT_FALSE(*connected_);
  EXPECT_EQ(connected_->error().code, ErrorCode::timed_out);
  EXPECT_THAT(listener_.events,
              Contains(HasSubstr("turned away a call from 127.0.0.1: only 192.0.2.7 may call")));
}

TEST_F(CallTest, nobody_calls) {
  listen();
  ASSERT_TRUE(bench_.run_lab([&] { return connected_.has_value(); }));
  ASSERT_FALSE(*connected_);
  EXPECT_EQ(connected_->error().code, ErrorCode::timed_out);
  EXPECT_THAT(connected_->error().message, HasSubstr("did not call"));
}

TEST_F(CallTest, an_address_that_is_not_ours_is_told) {
  auto made = reader_at(bench_.runtime, "llrp+listen://192.0.2.1:5084");
  ASSERT_TRUE(made);
  (*made)->set_listener(listener_);
  const auto connected = connect(**made);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::configuration);
}

}  // namespace
}  // namespace plugtest::drivers
