// The driver of M100 modules and their virtual one, over TCP and over a pty.

#include "drivers/m100/m100_reader.h"
#include "drivers/m100/m100_translator.h"
#include "drivers/m100/virtual_m100.h"
#include "protocols/bits/hex.h"
#include "tests/doubles/module_driver_bench.h"

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using model::ReaderFault;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class M100DriverTest : public test::ModuleDriverBench {
 protected:
  M100DriverTest() : ModuleDriverBench(make_virtual_m100, make_m100_reader) {}
};
INSTANTIATE_TEST_SUITE_P(M100, M100DriverTest, test::k_attachments, test::attachment_name);

TEST_P(M100DriverTest, tells_who_it_is) {
  open();
  const auto identity = identify();
  ASSERT_TRUE(identity) << to_string(identity.error());
  EXPECT_EQ(identity->vendor, "plugtest");
  EXPECT_EQ(identity->model, "M100 virtual");
  EXPECT_EQ(identity->firmware, "V2.3");
  EXPECT_EQ(capabilities()->antenna_count, 1);
}

TEST_P(M100DriverTest, sets_power_and_session_and_reads_them_back) {
  open();
  model::ReaderSettings settings;
  settings.antennas = {1};
  settings.power_mdbm = 25'700;
  settings.session = 3;
  settings.tag_population = 30;
  const auto applied = configure(settings);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(applied->power_mdbm, 25'500) << "the module's steps are half a dB";
  EXPECT_EQ(applied->session, 3);
  ASSERT_TRUE(start());
  EXPECT_EQ(radio_.last_inventory->session, 3);
  EXPECT_EQ(radio_.last_inventory->tag_population, 32) << "Q 5";
  ASSERT_TRUE(stop());
  settings.antennas = {1, 2};
  EXPECT_EQ(configure(settings).error().code, ErrorCode::refused);
}

TEST_P(M100DriverTest, streams_every_tag_from_the_first_poll_on) {
  radio_.script_tags(5);
  open();
  const auto done = inventory();
  ASSERT_TRUE(done) << to_string(done.error());
  EXPECT_THAT(listener_.observations, SizeIs(5)) << "the one that answered the start is among them";
  EXPECT_EQ(radio_.starts, 1) << "one command for all of it";
  const auto& first = listener_.observations.at(0);
  EXPECT_EQ(first.inventory_id, 7U);
  EXPECT_EQ(first.rssi_mdbm, -50'000);
  EXPECT_FALSE(first.rssi_index);
  EXPECT_FALSE(first.antenna) << "the module has one, and does not name it";
  EXPECT_EQ(first.pc_word, 0x3000);
  EXPECT_EQ(first.crc, 0x1234);
  EXPECT_FALSE(first.first_seen);
  EXPECT_FALSE(radio_.running());
  EXPECT_TRUE(close());
  EXPECT_THAT(listener_.downs, IsEmpty());
}

TEST_P(M100DriverTest, an_empty_field_is_no_fault_and_inventories_do_not_mix) {
  open();
  EXPECT_TRUE(inventory(1));
  EXPECT_THAT(listener_.observations, IsEmpty());
  EXPECT_THAT(listener_.events, IsEmpty());
  radio_.script_tags(2);
  EXPECT_TRUE(inventory(2));
  ASSERT_FALSE(listener_.observations.empty());
  for (const auto& one : listener_.observations) EXPECT_EQ(one.inventory_id, 2U);
}

TEST_P(M100DriverTest, a_refused_start_is_told) {
  radio_.planted = {{ReaderFault::refuses_start, 0}};
  open();
  const auto started = start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::refused);
  EXPECT_THAT(started.error().message, HasSubstr("no such command"));
}

TEST_P(M100DriverTest, the_inventory_of_an_earlier_host_is_ended) {
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(radio_.running());
  reader_->cancel();
  ASSERT_TRUE(pass_time(std::chrono::milliseconds(200)));
  const auto again = connect();
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_FALSE(radio_.running());
}

TEST_P(M100DriverTest, no_tag_is_no_error) {
  open();
  model::AccessOrder order;
  order.operations = {{.kind = model::AccessRequest::Kind::read, .bank = 2, .word_count = 2}};
  order.search = std::chrono::milliseconds(300);
  const auto tag = access(order);
  ASSERT_TRUE(tag) << to_string(tag.error());
  EXPECT_FALSE(*tag);
}

TEST(M100Translator, only_notices_say_something) {
  const auto bytes =
      bits::parse_hex("BB 02 22 00 11 C9 3400 30751FEB705C5904E3D50D70 3A76 EF 7E").value();
  const auto tag = translate_m100(modules::m100::decode(bytes).value(), {});
  ASSERT_TRUE(tag && *tag);
  EXPECT_EQ((*tag)->uii.to_hex(), "30751feb705c5904e3d50d70");
  EXPECT_EQ((*tag)->rssi_mdbm, -55'000);
  EXPECT_EQ((*tag)->crc, 0x3A76);
  const auto none = bits::parse_hex("BB 01 FF 00 01 15 16 7E").value();
  EXPECT_FALSE(*translate_m100(modules::m100::decode(none).value(), {}));
}

}  // namespace
}  // namespace plugtest::drivers
