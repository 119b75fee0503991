// The driver of UHFReader18 and 288 readers and their virtual one, over TCP and over a pty.

#include "drivers/chafon/chafon_reader.h"
#include "drivers/chafon/chafon_translator.h"
#include "drivers/chafon/virtual_chafon.h"
#include "protocols/bits/hex.h"
#include "tests/doubles/module_driver_bench.h"

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

namespace chafon = modules::chafon;
using model::ReaderFault;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ChafonDriverTest : public test::ModuleDriverBench {
 protected:
  ChafonDriverTest() : ModuleDriverBench(make_virtual_chafon, make_chafon_reader) {}
};
INSTANTIATE_TEST_SUITE_P(Chafon, ChafonDriverTest, test::k_attachments, test::attachment_name);

TEST_P(ChafonDriverTest, tells_what_it_is_and_can) {
  options_.ask_serial = true;
  open();
  const auto identity = identify();
  ASSERT_TRUE(identity) << to_string(identity.error());
  EXPECT_EQ(identity->model, "type ee");
  EXPECT_EQ(identity->firmware, "1.2");
  EXPECT_THAT(identity->serial, SizeIs(8));
  const auto can = capabilities();
  ASSERT_TRUE(can);
  EXPECT_EQ(can->antenna_count, 4);
  EXPECT_THAT(can->protocols, ElementsAre(model::AirProtocol::type_c));
  EXPECT_THAT(can->channels_hz, SizeIs(15));
  EXPECT_EQ(can->channels_hz.front(), 865'100'000);
}

TEST_P(ChafonDriverTest, stands_where_the_channels_are_those_of_its_band) {
  radio_.mutable_capabilities().channels_hz = {920'625'000, 924'375'000};
  open();
  const auto can = capabilities();
  ASSERT_TRUE(can);
  EXPECT_THAT(can->channels_hz, SizeIs(20));
  EXPECT_EQ(can->channels_hz.front(), 920'125'000);
}

TEST_P(ChafonDriverTest, sets_power_and_reads_it_back) {
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
  settings.power_mdbm = 3'000;
  const auto too_little = configure(settings);
  ASSERT_FALSE(too_little) << "the virtual reader begins at 10 dBm";
  EXPECT_THAT(too_little.error().message, HasSubstr("a parameter is wrong"));
}

TEST_P(ChafonDriverTest, polls_every_antenna_and_tells_every_tag) {
  radio_.script_tags(5);
  open();
  model::ReaderSettings settings;
  settings.antennas = {2, 4};
  settings.session = 2;
  settings.tag_population = 60;
  ASSERT_TRUE(configure(settings));
  const auto done = inventory();
  ASSERT_TRUE(done) << to_string(done.error());
  EXPECT_THAT(listener_.uiis(), SizeIs(5));
  EXPECT_GT(radio_.starts, 5) << "an inventory is over when no tag comes any more";
  ASSERT_TRUE(radio_.last_inventory);
  EXPECT_EQ(radio_.last_inventory->session, 2);
  EXPECT_EQ(radio_.last_inventory->tag_population, 64) << "Q 6";
  const auto& first = listener_.observations.at(0);
  EXPECT_EQ(first.inventory_id, 7U);
  EXPECT_EQ(first.antenna, 2) << "as the reader names it";
  EXPECT_EQ(first.rssi_index, 79);
  EXPECT_FALSE(first.rssi_mdbm) << "an index is no level";
  EXPECT_FALSE(first.pc_word);
  EXPECT_FALSE(first.first_seen);
  EXPECT_FALSE(radio_.running());
  EXPECT_TRUE(close());
  EXPECT_THAT(listener_.downs, IsEmpty());
}

TEST_P(ChafonDriverTest, an_empty_field_is_no_fault_and_inventories_do_not_mix) {
  open();
  EXPECT_TRUE(inventory(1));
  EXPECT_THAT(listener_.observations, IsEmpty());
  EXPECT_THAT(listener_.events, IsEmpty());
  radio_.script_tags(2);
  EXPECT_TRUE(inventory(2));
  ASSERT_FALSE(listener_.observations.empty());
  for (const auto& one : listener_.observations) EXPECT_EQ(one.inventory_id, 2U);
}

TEST_P(ChafonDriverTest, a_refused_start_is_told) {
  radio_.planted = {{ReaderFault::refuses_start, 0}};
  open();
  const auto started = start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::refused);
  EXPECT_THAT(started.error().message, HasSubstr("could not be executed"));
}

TEST_P(ChafonDriverTest, a_reader_that_falls_silent_is_a_lost_link) {
  radio_.planted = {{ReaderFault::stalls, 200}};
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::timed_out);
}

TEST_P(ChafonDriverTest, no_tag_is_no_error) {
  open();
  model::AccessOrder order;
  order.operations = {{.kind = model::AccessRequest::Kind::read, .bank = 2, .word_count = 2}};
  order.search = std::chrono::milliseconds(300);
  const auto tag = access(order);
  ASSERT_TRUE(tag) << to_string(tag.error());
  EXPECT_FALSE(*tag);
}

chafon::FrameView reply(const std::vector<std::uint8_t>& bytes) {
  return chafon::decode(bytes, chafon::Side::reader).value();
}

TEST(ChafonTranslator, finds_out_which_kind_of_reader_it_hears) {
  const auto older = bits::parse_hex("1300010301 0c 000000000000000000000313 3f39").value();
  const auto newer = bits::parse_hex("150001030101 0c 3039606303c74380001a0559 40 f93e").value();
  ChafonTranslator translator;
  auto tags = translator.translate(reply(older), {});
  ASSERT_TRUE(tags) << to_string(tags.error());
  ASSERT_THAT(*tags, SizeIs(1));
  EXPECT_EQ((*tags)[0].uii.to_hex(), "000000000000000000000313");
  EXPECT_FALSE((*tags)[0].antenna);
  EXPECT_FALSE((*tags)[0].rssi_index);
  EXPECT_EQ(translator.variant(), chafon::Variant::reader18);
  EXPECT_FALSE(translator.translate(reply(newer), {})) << "a reader does not change its kind";

  ChafonTranslator other;
  tags = other.translate(reply(newer), {});
  ASSERT_TRUE(tags);
  EXPECT_EQ((*tags)[0].antenna, 1);
  EXPECT_EQ((*tags)[0].rssi_index, 0x40);
  EXPECT_EQ(other.variant(), chafon::Variant::reader288);
}

TEST(ChafonTranslator, other_replies_say_nothing) {
  ChafonTranslator translator;
  const auto information =
      bits::parse_hex("11002100 0016 0c 03 4e 00 1e 0a 01 000000 e651").value();
  const auto tags = translator.translate(reply(information), {});
  ASSERT_TRUE(tags);
  EXPECT_THAT(*tags, IsEmpty());
}

}  // namespace
}  // namespace plugtest::drivers
