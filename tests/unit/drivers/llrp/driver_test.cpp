// The driver against the virtual reader over TCP, in lock-step on lab time.

#include "tests/unit/drivers/llrp/driver_bench.h"

#include <string>
#include <vector>

namespace plugtest::drivers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

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

}  // namespace
}  // namespace plugtest::drivers
