// The A0 driver and its virtual module, over TCP and over a pty.

#include "drivers/a0/a0_reader.h"
#include "drivers/a0/a0_translator.h"
#include "drivers/a0/virtual_a0.h"
#include "protocols/bits/hex.h"
#include "tests/doubles/module_driver_bench.h"

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using model::ReaderFault;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class A0DriverTest : public test::ModuleDriverBench {
 protected:
  A0DriverTest() : ModuleDriverBench(make_virtual_a0, make_a0_reader) {}
};
INSTANTIATE_TEST_SUITE_P(A0, A0DriverTest, test::k_attachments, test::attachment_name);

TEST_P(A0DriverTest, tells_who_it_is) {
  options_.ask_serial = true;
  open();
  const auto identity = identify();
  ASSERT_TRUE(identity) << to_string(identity.error());
  EXPECT_EQ(identity->firmware, "1.9");
  EXPECT_EQ(identity->vendor, "") << "the protocol does not tell it";
  EXPECT_THAT(identity->serial, SizeIs(24));
}

TEST_P(A0DriverTest, finds_out_how_many_ports_there_are) {
  radio_.mutable_capabilities().antenna_count = 2;
  open();
  const auto can = capabilities();
  ASSERT_TRUE(can) << to_string(can.error());
  EXPECT_EQ(can->antenna_count, 2);
  EXPECT_THAT(can->protocols, ElementsAre(model::AirProtocol::type_c));
  EXPECT_FALSE(can->has_clock);
}

TEST_P(A0DriverTest, sets_power_and_reads_it_back) {
  open();
  model::ReaderSettings settings;
  settings.antennas = {1, 2};
  settings.power_mdbm = 25'700;
  const auto applied = configure(settings);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(applied->power_mdbm, 25'000) << "in steps of 1 dB, and never more than asked";
  settings.antennas = {5};
  EXPECT_EQ(configure(settings).error().code, ErrorCode::refused);
  settings.antennas = {1};
  settings.protocols = {model::AirProtocol::type_d};
  EXPECT_EQ(configure(settings).error().code, ErrorCode::refused);
  settings.protocols = {model::AirProtocol::type_c};
  settings.power_mdbm = 33'000;
  const auto too_much = configure(settings);
  ASSERT_FALSE(too_much);
  EXPECT_THAT(too_much.error().message, HasSubstr("output power"));
}

TEST_P(A0DriverTest, polls_every_antenna_and_tells_every_tag) {
  for (std::uint8_t i = 0; i < 3; ++i) {
    radio_.script.push_back({std::chrono::milliseconds(i + 1), test::ScriptedRadio::tag(i)});
  }
  open();
  model::ReaderSettings settings;
  settings.antennas = {1, 3};
  settings.session = 2;
  ASSERT_TRUE(configure(settings));
  const auto done = inventory();
  ASSERT_TRUE(done) << to_string(done.error());
  EXPECT_THAT(listener_.uiis(), SizeIs(3));
  EXPECT_GT(radio_.starts, 10) << "round after round";
  ASSERT_TRUE(radio_.last_inventory);
  EXPECT_EQ(radio_.last_inventory->session, 2);
  EXPECT_THAT(radio_.last_inventory->antennas, testing::AnyOf(ElementsAre(1), ElementsAre(3)));
  const auto& first = listener_.observations.at(0);
  EXPECT_EQ(first.inventory_id, 7U);
  EXPECT_EQ(first.rssi_index, 79) << "-50 dBm on the virtual module's scale";
  EXPECT_FALSE(first.rssi_mdbm) << "an index is no level";
  EXPECT_FALSE(first.first_seen) << "no clock";
  EXPECT_EQ(first.pc_word, 0x3000);
  EXPECT_EQ(first.antenna, 1);
  EXPECT_FALSE(radio_.running()) << "stopped is stopped";
  EXPECT_FALSE(reader_->clock_offset());
  EXPECT_TRUE(close());
  EXPECT_THAT(listener_.downs, IsEmpty());
}

TEST_P(A0DriverTest, an_empty_field_is_no_fault) {
  open();
  EXPECT_TRUE(inventory());
  EXPECT_THAT(listener_.observations, IsEmpty());
  EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_P(A0DriverTest, inventories_do_not_mix) {
  radio_.script_tags(5);
  open();
  ASSERT_TRUE(inventory(1));
  const std::size_t first = listener_.observations.size();
  ASSERT_GT(first, 0U);
  ASSERT_TRUE(inventory(2));
  ASSERT_GT(listener_.observations.size(), first);
  for (std::size_t i = 0; i < listener_.observations.size(); ++i) {
    EXPECT_EQ(listener_.observations[i].inventory_id, i < first ? 1U : 2U);
  }
}

TEST_P(A0DriverTest, a_refused_start_is_told) {
  radio_.planted = {{ReaderFault::refuses_start, 0}};
  open();
  const auto started = start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::refused);
  EXPECT_THAT(started.error().message, HasSubstr("the inventory failed"));
}

TEST_P(A0DriverTest, reports_that_get_lost_are_missing_and_doubled_ones_are_there_twice) {
  radio_.script_tags(20);
  radio_.planted = {{ReaderFault::lost_reports, 2}};
  open();
  ASSERT_TRUE(inventory(7, std::chrono::milliseconds(20)));
  EXPECT_LT(listener_.observations.size(), 20U);
}

TEST_P(A0DriverTest, a_module_that_falls_silent_is_a_lost_link) {
  radio_.planted = {{ReaderFault::stalls, 200}};
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::timed_out);
}

TEST_P(A0DriverTest, operations_it_does_not_have_are_refused_before_anything_is_done) {
  open();
  model::AccessOrder order;
  order.operations = {{.kind = model::AccessRequest::Kind::block_erase}};
  EXPECT_EQ(access(order).error().code, ErrorCode::refused);
  order.operations = {{.kind = model::AccessRequest::Kind::lock, .payload = 0x80200 >> 1}};
  EXPECT_EQ(access(order).error().code, ErrorCode::refused) << "half a part of the tag";
  order.operations = {};
  order.filter = model::TagFilter{.bank = 2, .bit_pointer = 0, .mask = bits::BitString(1, 1)};
  EXPECT_EQ(access(order).error().code, ErrorCode::refused) << "a filter on the TID";
  EXPECT_EQ(radio_.starts, 0);
}

TEST_P(A0DriverTest, no_tag_is_no_error) {
  open();
  model::AccessOrder order;
  order.operations = {{.kind = model::AccessRequest::Kind::read, .bank = 2, .word_count = 2}};
  order.search = std::chrono::milliseconds(300);
  const auto tag = access(order);
  ASSERT_TRUE(tag) << to_string(tag.error());
  EXPECT_FALSE(*tag);
}

TEST(A0Translator, only_tag_reports_say_something) {
  const auto bytes =
      bits::parse_hex("A0 13 01 89 8C 30 00 30 08 33 B2 DD D9 01 40 00 00 00 01 37 BB").value();
  const auto tag = translate_a0(modules::a0::decode(bytes).value(), {});
  ASSERT_TRUE(tag && *tag);
  EXPECT_EQ((*tag)->uii.to_hex(), "300833b2ddd9014000000001");
  EXPECT_EQ((*tag)->channel_index, 36);
  const auto summary = bits::parse_hex("A0 0A 01 89 00 00 11 00 00 00 05 B6").value();
  const auto nothing = translate_a0(modules::a0::decode(summary).value(), {});
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(*nothing);
}

}  // namespace
}  // namespace plugtest::drivers
