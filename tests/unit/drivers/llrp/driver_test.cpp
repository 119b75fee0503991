// The driver against the virtual reader over TCP, in lock-step on lab time.

#include "drivers/llrp/llrp_reader.h"
#include "drivers/llrp/virtual_reader.h"
#include "harness/api/uri.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"
#include "tests/doubles/scripted_radio.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using model::ReaderFault;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Nanos k_patience = std::chrono::seconds(5);

class DriverTest : public testing::Test {
 protected:
  void listen() {
    auto made = make_virtual_llrp_reader(bench_.runtime, radio_, {});
    ASSERT_TRUE(made) << to_string(made.error());
    endpoint_ = std::move(*made);
  }

  std::unique_ptr<api::Reader> make_reader(test::RecordingListener& listener) {
    const std::array<std::string, 1> schemes = {"llrp"};
    const auto uri = api::parse_reader_uri(endpoint_->uri(), schemes);
    EXPECT_TRUE(uri);
    auto reader = make_llrp_reader(bench_.runtime, *uri, options_);
    EXPECT_TRUE(reader);
    (*reader)->set_listener(listener);
    return std::move(*reader);
  }

  Result<void> connect(api::Reader& reader) {
    return bench_.wait_lab<void>([&](auto done) { reader.connect(k_patience, std::move(done)); });
  }

  void open() {
    listen();
    reader_ = make_reader(listener_);
    const auto connected = connect(*reader_);
    ASSERT_TRUE(connected) << to_string(connected.error());
  }

  Result<void> start(std::uint32_t id = 7) {
    return bench_.wait_lab<void>(
        [&](auto done) { reader_->start({.id = id}, k_patience, std::move(done)); });
  }
  Result<void> stop() {
    return bench_.wait_lab<void>([&](auto done) { reader_->stop(k_patience, std::move(done)); });
  }
  Result<void> drain() {
    return bench_.wait_lab<void>([&](auto done) { reader_->drain(k_patience, std::move(done)); });
  }
  Result<void> close() {
    return bench_.wait_lab<void>([&](auto done) { reader_->close(k_patience, std::move(done)); });
  }

  /// Lets lab time pass.
  Result<void> pass_time(Nanos span) {
    bool over = false;
    api::Timer timer(bench_.clock);
    timer.set_after(span, [&] { over = true; });
    return bench_.run_lab([&] { return over; });
  }

  /// One inventory of a second.
  Result<void> inventory(std::uint32_t id = 7) {
    if (auto done = start(id); !done) return done;
    if (auto done = pass_time(std::chrono::seconds(1)); !done) return done;
    if (auto done = stop(); !done) return done;
    return drain();
  }

  test::AsyncBench bench_;
  test::ScriptedRadio radio_{bench_.clock};
  test::RecordingListener listener_;
  api::ReaderOptions options_;
  std::unique_ptr<api::Endpoint> endpoint_;
  std::unique_ptr<api::Reader> reader_;
};

TEST_F(DriverTest, tells_who_the_reader_is) {
  options_.ask_serial = true;
  open();
  const auto identity = bench_.wait_lab<model::ReaderIdentity>(
      [&](auto done) { reader_->identify(k_patience, std::move(done)); });
  ASSERT_TRUE(identity) << to_string(identity.error());
  EXPECT_EQ(identity->vendor, "PEN 32473");
  EXPECT_THAT(identity->model, HasSubstr("model "));
  EXPECT_EQ(identity->firmware, "1.2.3");
  EXPECT_THAT(identity->serial, SizeIs(16));
}

TEST_F(DriverTest, asks_for_a_serial_number_only_when_it_is_wanted) {
  open();
  const auto identity = bench_.wait_lab<model::ReaderIdentity>(
      [&](auto done) { reader_->identify(k_patience, std::move(done)); });
  ASSERT_TRUE(identity) << to_string(identity.error());
  EXPECT_EQ(identity->serial, "");
}

TEST_F(DriverTest, tells_what_the_reader_can_do) {
  open();
  const auto capabilities = bench_.wait_lab<model::ReaderCapabilities>(
      [&](auto done) { reader_->capabilities(k_patience, std::move(done)); });
  ASSERT_TRUE(capabilities) << to_string(capabilities.error());
  EXPECT_EQ(capabilities->antenna_count, 4);
  EXPECT_EQ(capabilities->power_table_mdbm, radio_.capabilities().power_table_mdbm);
  EXPECT_EQ(capabilities->channels_hz, radio_.capabilities().channels_hz);
  EXPECT_THAT(capabilities->modes, ElementsAre("max-rate", "m4-320"));
  EXPECT_TRUE(capabilities->has_clock);
}

TEST_F(DriverTest, configures_and_reads_back) {
  open();
  const model::ReaderSettings asked{.antennas = {1, 3},
                                    .power_mdbm = 27'300,
                                    .session = 2,
                                    .tag_population = 50,
                                    .link_profile = "m4-320"};
  const auto applied = bench_.wait_lab<model::AppliedSettings>(
      [&](auto done) { reader_->configure(asked, k_patience, std::move(done)); });
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(applied->power_mdbm, 27'000) << "the nearest entry not above what was asked";
  EXPECT_EQ(applied->session, 2);
  EXPECT_EQ(applied->tag_population, 50);
  EXPECT_EQ(applied->link_profile, "m4-320");
  EXPECT_THAT(applied->antennas, ElementsAre(1, 3));
  ASSERT_TRUE(start());
  ASSERT_TRUE(radio_.last_inventory);
  EXPECT_THAT(radio_.last_inventory->antennas, ElementsAre(1, 3));
  EXPECT_THAT(radio_.last_inventory->power_mdbm, ElementsAre(27'000, 27'000));
  EXPECT_EQ(radio_.last_inventory->session, 2);
  EXPECT_EQ(radio_.last_inventory->tag_population, 50);
  EXPECT_EQ(radio_.last_inventory->mode, 1U);
}

TEST_F(DriverTest, refuses_settings_that_the_reader_does_not_have) {
  open();
  const auto refusal = [&](const model::ReaderSettings& settings) {
    const auto applied = bench_.wait_lab<model::AppliedSettings>(
        [&](auto done) { reader_->configure(settings, k_patience, std::move(done)); });
    EXPECT_FALSE(applied);
    if (applied) return std::string();
    EXPECT_EQ(applied.error().code, ErrorCode::refused);
    return applied.error().message;
  };
  model::ReaderSettings settings;
  settings.antennas = {5};
  EXPECT_THAT(refusal(settings), HasSubstr("no antenna port 5"));
  settings = {};
  settings.power_mdbm = 9'999;
  EXPECT_THAT(refusal(settings), HasSubstr("lowest is 10000"));
  settings = {};
  settings.link_profile = "m8-1";
  EXPECT_THAT(refusal(settings), HasSubstr("max-rate, m4-320"));
}

TEST_F(DriverTest, delivers_every_read_of_an_inventory) {
  radio_.clock_offset = std::chrono::milliseconds(-1234);
  radio_.script_tags(20);
  radio_.script.push_back({std::chrono::milliseconds(30), test::ScriptedRadio::tag(0)});
  radio_.script.back().read.rssi_mdbm = -41'600;
  open();
  const auto done = inventory();
  ASSERT_TRUE(done) << to_string(done.error());
  ASSERT_THAT(listener_.observations, SizeIs(20));
  EXPECT_EQ(listener_.largest_span, 20U) << "a message at a time";
  const auto& first = listener_.observations.front();
  EXPECT_EQ(first.uii, test::ScriptedRadio::tag(0).uii);
  EXPECT_EQ(first.inventory_id, 7U);
  EXPECT_EQ(first.antenna, 1);
  EXPECT_EQ(first.seen_count, 2U);
  EXPECT_EQ(first.rssi_mdbm, -42'000) << "the peak, in whole dBm as LLRP has it";
  EXPECT_EQ(first.pc_word, 0x3000);
  EXPECT_EQ(first.crc, 0x1234);
  EXPECT_EQ(first.channel_index, 1);
  EXPECT_EQ(*first.last_seen - *first.first_seen, std::chrono::milliseconds(29));
  EXPECT_EQ(reader_->clock_offset(), std::chrono::milliseconds(-1234));
  EXPECT_FALSE(radio_.running());
  EXPECT_THAT(listener_.downs, IsEmpty());
}

TEST_F(DriverTest, a_reader_of_both_standards_tells_of_both) {
  const std::vector both = {model::AirProtocol::type_c, model::AirProtocol::type_d};
  radio_.mutable_capabilities().protocols = both;
  radio_.script_tags(1);
  api::TagRead type_d;
  type_d.protocol = model::AirProtocol::type_d;
  type_d.uii =
      *identity::Uii::from_bits(std::vector<std::uint8_t>{0x45, 0x80, 0x00, 0x00, 0x19, 0x1b}, 48);
  type_d.phase_4096 = 1024;
  type_d.pages = {{.number = 0, .bits = bits::BitString(0x4580, 16)}};
  radio_.script.push_back({std::chrono::milliseconds(5), type_d});
  open();
  const auto capabilities = bench_.wait_lab<model::ReaderCapabilities>(
      [&](auto done) { reader_->capabilities(k_patience, std::move(done)); });
  ASSERT_TRUE(capabilities) << to_string(capabilities.error());
  EXPECT_EQ(capabilities->protocols, both);
  model::ReaderSettings asked;
  asked.protocols = both;
  const auto applied = bench_.wait_lab<model::AppliedSettings>(
      [&](auto done) { reader_->configure(asked, k_patience, std::move(done)); });
  ASSERT_TRUE(applied) << to_string(applied.error());
  const auto done = inventory();
  ASSERT_TRUE(done) << to_string(done.error());
  EXPECT_EQ(radio_.last_inventory->protocols, both);
  ASSERT_THAT(listener_.observations, SizeIs(2));
  EXPECT_EQ(listener_.observations[0].protocol, model::AirProtocol::type_c);
  EXPECT_EQ(listener_.observations[0].pc_word, 0x3000);
  const auto& second = listener_.observations[1];
  EXPECT_EQ(second.protocol, model::AirProtocol::type_d);
  EXPECT_EQ(second.uii, type_d.uii);
  EXPECT_EQ(second.phase_4096, 1024);
  EXPECT_EQ(second.pc_word, std::nullopt) << "there is no PC in Type D";
}

TEST_F(DriverTest, a_reader_of_type_c_alone_is_not_asked_for_type_d) {
  open();
  model::ReaderSettings asked;
  asked.protocols = {model::AirProtocol::type_d};
  const auto applied = bench_.wait_lab<model::AppliedSettings>(
      [&](auto done) { reader_->configure(asked, k_patience, std::move(done)); });
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::refused);
  EXPECT_THAT(applied.error().message, HasSubstr("type-d"));
}

TEST_F(DriverTest, runs_one_inventory_after_the_other) {
  radio_.script_tags(3);
  open();
  for (std::uint32_t id = 1; id <= 5; ++id) ASSERT_TRUE(inventory(id));
  EXPECT_THAT(listener_.observations, SizeIs(15));
  EXPECT_EQ(listener_.observations.back().inventory_id, 5U);
  EXPECT_EQ(radio_.starts, 5);
}

TEST_F(DriverTest, splits_large_reports_without_loss) {
  radio_.mutable_capabilities().report_buffer_tags = 3000;
  for (unsigned i = 0; i < 2500; ++i) {
    auto read = test::ScriptedRadio::tag(static_cast<std::uint8_t>(i));
    read.antenna = static_cast<std::uint16_t>(1 + i / 256);
    radio_.script.push_back({std::chrono::microseconds(i + 1), read});
  }
  open();
  ASSERT_TRUE(inventory());
  EXPECT_THAT(listener_.observations, SizeIs(2500));
}

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
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("another client tried")));
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

TEST_F(DriverTest, cancel_ends_the_call_with_cancelled) {
  open();
  const auto started = bench_.wait<void>([&](auto done) {
    reader_->start({.id = 1}, k_patience, std::move(done));
    reader_->cancel();
  });
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::cancelled);
  EXPECT_THAT(listener_.downs, IsEmpty());
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

TEST_F(DriverTest, the_reader_may_be_destroyed_from_its_own_callback) {
  open();
  bool called = false;
  reader_->start({.id = 1}, k_patience, [&](const Result<void>&) {
    reader_.reset();
    called = true;
  });
  ASSERT_TRUE(bench_.run_lab([&] { return called; }));
}

TEST_F(DriverTest, a_radio_that_cannot_start_is_a_refusal_with_its_words) {
  radio_.start_error = Error{ErrorCode::refused, "the region plan forbids it"};
  open();
  const auto started = start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::refused);
  EXPECT_THAT(started.error().message, HasSubstr("START_ROSPEC was refused: R_DeviceError"));
  EXPECT_THAT(started.error().message, HasSubstr("the region plan forbids it"));
  radio_.start_error.reset();
  EXPECT_TRUE(start()) << "the refused ROSpec was taken away";
}

TEST_F(DriverTest, an_endpoint_that_goes_away_is_a_lost_link) {
  open();
  endpoint_.reset();
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::link_lost);
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("closes the connection")));
}

// --- planted faults
// --------------------------------------------------------------------------------

TEST_F(DriverTest, fault_lost_reports) {
  radio_.planted = {{ReaderFault::lost_reports, 5}};
  radio_.script_tags(200);
  open();
  ASSERT_TRUE(inventory());
  EXPECT_THAT(listener_.observations, SizeIs(testing::AllOf(testing::Gt(140U), testing::Lt(180U))));
}

TEST_F(DriverTest, fault_duplicated_reports) {
  radio_.planted = {{ReaderFault::duplicated_reports, 5}};
  radio_.script_tags(200);
  open();
  ASSERT_TRUE(inventory());
  EXPECT_THAT(listener_.uiis(), SizeIs(200));
  EXPECT_THAT(listener_.observations, SizeIs(testing::AllOf(testing::Gt(220U), testing::Lt(260U))));
}

TEST_F(DriverTest, fault_wrong_uii) {
  radio_.planted = {{ReaderFault::wrong_uii, 5}};
  radio_.script_tags(200);
  open();
  ASSERT_TRUE(inventory());
  EXPECT_THAT(listener_.observations, SizeIs(200));
  std::size_t wrong = 0;
  for (unsigned i = 0; i < 200; ++i) {
    const auto expected = test::ScriptedRadio::tag(static_cast<std::uint8_t>(i)).uii;
    wrong += listener_.observations[i].uii == expected ? 0U : 1U;
  }
  EXPECT_GT(wrong, 20U);
  EXPECT_LT(wrong, 60U);
}

TEST_F(DriverTest, random_faults_are_the_same_in_every_run) {
  radio_.planted = {{ReaderFault::lost_reports, 3}};
  radio_.script_tags(100);
  open();
  ASSERT_TRUE(inventory());
  const auto once = listener_.uiis();
  listener_.observations.clear();
  reader_.reset();
  endpoint_.reset();
  listen();
  reader_ = make_reader(listener_);
  ASSERT_TRUE(connect(*reader_));
  ASSERT_TRUE(inventory());
  EXPECT_EQ(listener_.uiis(), once);
}

TEST_F(DriverTest, fault_refuses_start) {
  radio_.planted = {{ReaderFault::refuses_start, 0}};
  open();
  const auto started = start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::refused);
}

TEST_F(DriverTest, fault_stalls_is_timed_out) {
  radio_.planted = {{ReaderFault::stalls, 500}};
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(pass_time(std::chrono::seconds(1)));
  const auto stopped = stop();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::timed_out);
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::timed_out);
  EXPECT_THAT(listener_.downs.at(0).message, HasSubstr("keepalive"));
}

TEST_F(DriverTest, fault_garbage_is_a_protocol_error_with_its_place) {
  radio_.planted = {{ReaderFault::garbage, 500}};
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::protocol);
  EXPECT_TRUE(listener_.downs.at(0).where.byte_offset);
  const auto stopped = stop();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::link_lost);
  EXPECT_THAT(listener_.downs, SizeIs(1)) << "told once";
}

TEST_F(DriverTest, fault_drops_link_is_a_lost_link) {
  radio_.planted = {{ReaderFault::drops_link, 500}};
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::link_lost);
  reader_->cancel();
  EXPECT_TRUE(connect(*reader_)) << "a dropped link can be made again";
}

TEST_F(DriverTest, fault_wrong_message_id_is_a_protocol_error) {
  radio_.planted = {{ReaderFault::wrong_message_id, 0}};
  listen();
  reader_ = make_reader(listener_);
  const auto connected = connect(*reader_);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::protocol);
  EXPECT_THAT(connected.error().message, HasSubstr("which no request had"));
}

}  // namespace
}  // namespace plugtest::drivers
