#include "protocols/modules/chafon_command.h"
#include "protocols/modules/chafon_format.h"
#include "protocols/modules/chafon_status.h"
#include "tests/unit/protocols/modules/scanning.h"

#include <gmock/gmock.h>

namespace plugtest::modules::chafon {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const Format k_format;

Bytes hex(std::string_view text) { return bits::parse_hex(text).value(); }
Bytes as_bytes(std::span<const std::uint8_t> data) { return {data.begin(), data.end()}; }

/// From the tests of a public client library, recorded from readers.
const Bytes k_one_tag18 = hex("1300010301 0c 000000000000000000000313 3f39");
const Bytes k_two_tags18 =
    hex("2000010302 0c 000000000000000000000313 0c 000000000000000000000314 9ac9");
const Bytes k_one_tag288 = hex("150001030101 0c 3039606303c74380001a0559 40 f93e");
const Bytes k_short_tag288 = hex("0d0001030101 04 00323038 6d a3d2");
const Bytes k_information = hex("11002100 0016 0c 03 4e 00 1e 0a 01 000000 e651");
/// Computed from the manual.
const Bytes k_ask_information = hex("04ff21 1995");
const Bytes k_ask_inventory = hex("0dff01 04 00 01 0000 00 00 80 14 0d93");

const std::vector<Bytes>& golden() {
  static const std::vector<Bytes> frames = {k_one_tag18,    k_two_tags18,  k_one_tag288,
                                            k_short_tag288, k_information, k_ask_information,
                                            k_ask_inventory};
  return frames;
}

TEST(chafon, every_golden_frame_is_found_and_written_again_as_it_was) {
  for (const Bytes& frame : golden()) {
    ASSERT_EQ(frames_of(scan(k_format, frame)), only(frame)) << bits::to_hex(frame);
    const bool request = frame[1] == 0xFF;
    const auto view = decode(frame, request ? Side::host : Side::reader);
    ASSERT_TRUE(view) << to_string(view.error());
    EXPECT_EQ(request ? encode_request(view->address, view->command, view->data)
                      : encode_reply(view->address, view->command, view->status, view->data),
              frame);
  }
}

TEST(chafon, tags_of_the_older_readers_have_no_antenna_and_no_rssi) {
  const auto view = decode(k_two_tags18, Side::reader);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->address, 0);
  EXPECT_EQ(view->command, Command::inventory);
  EXPECT_EQ(view->status, 0x03);
  const auto reply = parse_inventory_reply(view->data, Variant::reader18);
  ASSERT_TRUE(reply) << to_string(reply.error());
  ASSERT_THAT(reply->tags, SizeIs(2));
  EXPECT_EQ(bits::to_hex(reply->tags[0].epc), "000000000000000000000313");
  EXPECT_EQ(bits::to_hex(reply->tags[1].epc), "000000000000000000000314");
  EXPECT_FALSE(reply->antenna());
  EXPECT_FALSE(reply->tags[0].rssi);
  EXPECT_EQ(inventory_reply_data(*reply, Variant::reader18), as_bytes(view->data));
}

TEST(chafon, tags_of_the_newer_readers_have_both) {
  const auto view = decode(k_one_tag288, Side::reader);
  ASSERT_TRUE(view);
  const auto reply = parse_inventory_reply(view->data, Variant::reader288);
  ASSERT_TRUE(reply) << to_string(reply.error());
  ASSERT_THAT(reply->tags, SizeIs(1));
  EXPECT_EQ(reply->antenna(), 1);
  EXPECT_EQ(bits::to_hex(reply->tags[0].epc), "3039606303c74380001a0559");
  EXPECT_EQ(reply->tags[0].rssi, 0x40);
  EXPECT_EQ(inventory_reply_data(*reply, Variant::reader288), as_bytes(view->data));
  const auto shorter =
      parse_inventory_reply(decode(k_short_tag288, Side::reader)->data, Variant::reader288);
  ASSERT_TRUE(shorter);
  EXPECT_EQ(bits::to_hex(shorter->tags[0].epc), "00323038");
  EXPECT_EQ(shorter->tags[0].rssi, 0x6D);
}

TEST(chafon, one_variant_is_not_the_other) {
  EXPECT_FALSE(parse_inventory_reply(decode(k_one_tag288, Side::reader)->data, Variant::reader18));
  EXPECT_FALSE(parse_inventory_reply(decode(k_one_tag18, Side::reader)->data, Variant::reader288));
}

TEST(chafon, the_reader_information_field_by_field) {
  const auto view = decode(k_information, Side::reader);
  ASSERT_TRUE(view);
  const auto told = parse_reader_information(view->data);
  ASSERT_TRUE(told) << to_string(told.error());
  EXPECT_EQ(told->major, 0x00);
  EXPECT_EQ(told->minor, 0x16);
  EXPECT_EQ(told->type, 0x0C);
  EXPECT_EQ(told->protocols, 0x03);
  EXPECT_TRUE(told->type_c());
  EXPECT_EQ(told->band, 4) << "EU";
  EXPECT_EQ(told->max_frequency, 14);
  EXPECT_EQ(told->min_frequency, 0);
  EXPECT_EQ(told->power_dbm, 30);
  EXPECT_EQ(told->scan_time_100ms, 10);
  EXPECT_EQ(told->antennas, 0x01);
  EXPECT_EQ(told->rest, hex("000000"));
  EXPECT_EQ(reader_information_data(*told), as_bytes(view->data));
  const auto older = parse_reader_information(view->data.first(8));
  ASSERT_TRUE(older);
  EXPECT_TRUE(older->is_short);
  EXPECT_EQ(reader_information_data(*older), as_bytes(view->data.first(8)));
  EXPECT_EQ(first_channel_hz(Band::eu) + 14 * channel_step_hz(Band::eu), 867'900'000);
}

TEST(chafon, an_inventory_command_field_by_field) {
  const auto view = decode(k_ask_inventory, Side::host);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->address, k_any_address);
  const auto asked = parse_inventory(view->data);
  ASSERT_TRUE(asked) << to_string(asked.error());
  EXPECT_EQ(asked->q, 4);
  EXPECT_EQ(asked->session, 0);
  ASSERT_TRUE(asked->mask);
  EXPECT_EQ(asked->mask->bits, 0);
  ASSERT_TRUE(asked->where);
  EXPECT_EQ(*asked->where, (InventoryPlace{0, 1, 20}));
  EXPECT_EQ(inventory_data(*asked), as_bytes(view->data));
}

TEST(chafon, every_form_of_an_inventory_command_says_the_same_on_the_other_side) {
  const Mask mask{.bank = 1, .bit_pointer = 32, .bits = 12, .bytes = {0x30, 0x00}};
  for (const auto& asked :
       {Inventory{.q = 5, .session = 2, .mask = {}, .where = {}},
        Inventory{.q = 5, .session = 2, .mask = {}, .where = InventoryPlace{1, 16, 3}},
        Inventory{.q = 5, .session = 0xFF, .mask = mask, .where = {}},
        Inventory{.q = 5, .session = 2, .mask = mask, .where = InventoryPlace{}}}) {
    const auto back = parse_inventory(inventory_data(asked));
    ASSERT_TRUE(back) << to_string(back.error());
    EXPECT_EQ(*back, asked);
  }
  EXPECT_EQ(parse_inventory(hex("04 00 00 90 14")).error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_inventory(hex("04 00 01 0000 00 00 06")).error().code, ErrorCode::unsupported);
}

TEST(chafon, fast_id_and_phase_lengthen_a_tag) {
  const Bytes both = hex("300833b2ddd9014000000001e28011602000000000000001");
  InventoryReply reply;
  reply.antennas = std::uint8_t{0x08};
  reply.tags.push_back({.epc = both,
                        .with_tid = true,
                        .rssi = std::uint8_t{0x50},
                        .phase = 0x00010002U,
                        .frequency_khz = 866'300U});
  const auto data = inventory_reply_data(reply, Variant::reader288);
  const auto back = parse_inventory_reply(data, Variant::reader288);
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(back->antenna(), 4);
  EXPECT_TRUE(back->tags[0].with_tid);
  EXPECT_EQ(as_bytes(back->tags[0].epc), both);
  EXPECT_EQ(back->tags[0].phase, 0x00010002U);
  EXPECT_EQ(back->tags[0].frequency_khz, 866'300U);
  reply.antennas = std::uint8_t{0x03};
  EXPECT_FALSE(reply.antenna()) << "two antennas are not one";
}

TEST(chafon, a_wrong_crc_is_refused) {
  // Of the same library's tests: the CRC belongs to another frame.
  const Bytes wrong = hex("1500010301010c0000000000000000000003136bb1a6");
  const auto refused = decode(wrong, Side::reader);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::check_failed);
  EXPECT_EQ(refused.error().where.byte_offset, 20U);
  const auto found = scan(k_format, wrong);
  EXPECT_EQ(found[0].reason, SkipReason::bad_check);
  EXPECT_TRUE(frames_of(found).empty());
}

TEST(chafon, what_is_no_frame_is_named) {
  EXPECT_EQ(decode(hex("04ff21 19"), Side::host).error().code, ErrorCode::truncated);
  EXPECT_EQ(decode(hex("05ff21 1995"), Side::host).error().where.byte_offset, 0U);
  EXPECT_EQ(decode(k_ask_information, Side::reader).error().code, ErrorCode::truncated)
      << "a reply has a status";
  EXPECT_EQ(scan(k_format, hex("03 03 03"))[0].reason, SkipReason::noise);
}

TEST(chafon, a_stream_may_be_split_anywhere) { expect_any_split(k_format, golden()); }

TEST(chafon, frames_are_found_behind_any_garbage) {
  expect_any_garbage_in_front(k_format, golden(), golden());
}

TEST(chafon, access_commands_say_the_same_on_the_other_side) {
  const Target by_epc{.epc = hex("300833b2ddd9014000000001"), .mask = {}};
  const Target by_mask{
      .epc = {}, .mask = Mask{.bank = 2, .bit_pointer = 0, .bits = 16, .bytes = {0xE2, 0x80}}};
  for (const Target& target : {by_epc, by_mask, Target{}}) {
    const Read read{target, 2, 0, 6, 0xCAFEBABE};
    EXPECT_EQ(parse_read(read_data(read)).value(), read);
    const Write write{target, 3, 4, {0xBEEF, 1}, 7};
    EXPECT_EQ(parse_write(write_data(write)).value(), write);
    const Kill kill{target, 0xDEADBEEF};
    EXPECT_EQ(parse_kill(kill_data(kill)).value(), kill);
    const Lock lock{target, Lock::Region::user, Lock::Action::lock_forever, 1};
    EXPECT_EQ(parse_lock(lock_data(lock)).value(), lock);
  }
  EXPECT_EQ(bits::to_hex(read_data({by_epc, 2, 0, 6, 0xCAFEBABE})),
            "06300833b2ddd9014000000001020006cafebabe");
  EXPECT_EQ(bits::to_hex(lock_data({by_mask, Lock::Region::epc, Lock::Action::lock, 0})),
            "ff0202000000000200001"
            "0e280");
  EXPECT_EQ(parse_read(hex("10")).error().code, ErrorCode::malformed) << "16 words of EPC";
}

TEST(chafon, real_time_reports_say_the_same_on_the_other_side) {
  const Bytes epc = hex("300833b2ddd9014000000001");
  const RealTimeTag tag{0x02, epc, 0x4A};
  const auto data = real_time_tag_data(tag);
  const auto back = parse_real_time_tag(data);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->antennas, 0x02);
  EXPECT_EQ(as_bytes(back->epc), epc);
  EXPECT_EQ(back->rssi, 0x4A);
}

TEST(chafon, statuses_have_words) {
  EXPECT_EQ(status_text(0xFB), "no tag can be operated on");
  EXPECT_EQ(status_text(0x77), "status 77, which is not known");
  EXPECT_TRUE(is_tag_status(0xFC));
  EXPECT_FALSE(is_tag_status(0xF8));
  EXPECT_FALSE(ends_inventory(0x03));
  EXPECT_TRUE(ends_inventory(0x02));
  EXPECT_TRUE(ends_inventory(0xF8));
  EXPECT_EQ(to_string(Command::reader_information), "reader-information");
}

TEST(chafon, a_band_shares_the_top_bits_of_its_frequency_bytes) {
  const auto data = frequencies_data({static_cast<std::uint8_t>(*band_named("eu")), 14, 0});
  EXPECT_EQ(data, (std::vector<std::uint8_t>{0x4E, 0x00}));
  EXPECT_EQ(parse_frequencies(data)->max, last_channel(Band::eu));
  EXPECT_EQ(parse_frequencies(data)->band, 4);
  EXPECT_FALSE(parse_frequencies(std::span(data).first(1)));
  EXPECT_FALSE(band_named("mars"));
  // The first and the last channel of each band lie inside what its country allows.
  EXPECT_EQ(first_channel_hz(Band::us) + last_channel(Band::us) * channel_step_hz(Band::us),
            927'250'000);
  EXPECT_EQ(first_channel_hz(Band::eu) + last_channel(Band::eu) * channel_step_hz(Band::eu),
            867'900'000);
}

}  // namespace
}  // namespace plugtest::modules::chafon
