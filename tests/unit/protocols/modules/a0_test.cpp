#include "protocols/modules/a0_command.h"
#include "protocols/modules/a0_format.h"
#include "protocols/modules/a0_status.h"
#include "protocols/modules/password_data.h"
#include "tests/unit/protocols/modules/scanning.h"

#include <gmock/gmock.h>

namespace plugtest::modules::a0 {
namespace {

using testing::HasSubstr;

const Format k_format;

Bytes hex(std::string_view text) { return bits::parse_hex(text).value(); }

Bytes as_bytes(std::span<const std::uint8_t> data) { return {data.begin(), data.end()}; }

/// Captured by others from modules and their hosts.
const Bytes k_ask_firmware = hex("A0 03 01 72 EA");
const Bytes k_firmware = hex("A0 05 01 72 01 09 DE");
const Bytes k_set_antenna = hex("A0 04 01 74 00 E7");
const Bytes k_antenna_set = hex("A0 04 01 74 10 D7");
const Bytes k_inventory = hex("A0 04 01 89 01 D1");
const Bytes k_tag = hex("A0 13 01 89 8C 30 00 30 08 33 B2 DD D9 01 40 00 00 00 01 37 BB");
const Bytes k_other_tag = hex("A0 13 01 89 74 30 00 E2 00 40 74 85 0A 01 03 16 30 70 E1 36 29");
const Bytes k_summary = hex("A0 0A 01 89 00 00 11 00 00 00 05 B6");
const Bytes k_session_inventory = hex("A0 06 01 8B 01 00 01 CC");
const Bytes k_session_tag = hex("A0 13 01 8B 10 30 00 30 09 66 37 81 DB 02 97 48 76 FC 6A 67 2B");
const Bytes k_match = hex("A0 11 01 85 00 0C 11 22 33 44 55 66 77 88 99 00 AA BB 5B");
const Bytes k_matched = hex("A0 04 01 85 10 C6");

const std::vector<Bytes>& golden() {
  static const std::vector<Bytes> frames = {
      k_ask_firmware, k_firmware, k_set_antenna,       k_antenna_set, k_inventory, k_tag,
      k_other_tag,    k_summary,  k_session_inventory, k_session_tag, k_match,     k_matched};
  return frames;
}

TEST(a0, every_golden_frame_is_found_and_written_again_as_it_was) {
  for (const Bytes& frame : golden()) {
    ASSERT_EQ(frames_of(scan(k_format, frame)), only(frame)) << bits::to_hex(frame);
    const auto view = decode(frame);
    ASSERT_TRUE(view) << to_string(view.error());
    EXPECT_EQ(view->address, 1);
    EXPECT_EQ(encode(view->address, view->command, view->data), frame);
  }
}

TEST(a0, the_fields_of_the_golden_frames) {
  EXPECT_EQ(parse_firmware(decode(k_firmware)->data).value(), (Firmware{1, 9}));
  EXPECT_EQ(decode(k_set_antenna)->command, Command::set_antenna);
  EXPECT_EQ(status_of(decode(k_antenna_set)->data), 0x10);

  const auto tag = parse_tag_report(decode(k_tag)->data);
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag->frequency, 0x8C >> 2);
  EXPECT_EQ(tag->antenna, 1);
  EXPECT_EQ(tag->pc, 0x3000);
  EXPECT_EQ(bits::to_hex(tag->epc), "300833b2ddd9014000000001");
  EXPECT_EQ(tag->rssi, 0x37);
  const auto other = parse_tag_report(decode(k_other_tag)->data);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->frequency, 0x74 >> 2);
  EXPECT_EQ(bits::to_hex(other->epc), "e2004074850a0103163070e1");
  EXPECT_EQ(other->rssi, 0x36);

  ASSERT_TRUE(is_summary(decode(k_summary)->data));
  EXPECT_EQ(parse_summary(decode(k_summary)->data).value(), (Summary{1, 17, 5}));
  EXPECT_EQ(parse_session_inventory(decode(k_session_inventory)->data).value(),
            (SessionInventory{1, 0, 1}));
  const auto session_tag = parse_tag_report(decode(k_session_tag)->data);
  ASSERT_TRUE(session_tag);
  EXPECT_EQ(bits::to_hex(session_tag->epc), "3009663781db02974876fc6a");
  EXPECT_EQ(session_tag->rssi, 0x67);

  const auto match = parse_match(decode(k_match)->data);
  ASSERT_TRUE(match);
  EXPECT_EQ(bits::to_hex(*match), "11223344556677889900aabb");
  EXPECT_EQ(status_of(decode(k_matched)->data), 0x10);
}

TEST(a0, what_was_parsed_is_written_again_as_it_was) {
  const auto data = [](const Bytes& frame) { return as_bytes(decode(frame)->data); };
  EXPECT_EQ(firmware_data(*parse_firmware(decode(k_firmware)->data)), data(k_firmware));
  EXPECT_EQ(tag_report_data(*parse_tag_report(decode(k_tag)->data)), data(k_tag));
  EXPECT_EQ(summary_data(*parse_summary(decode(k_summary)->data)), data(k_summary));
  EXPECT_EQ(session_inventory_data(*parse_session_inventory(decode(k_session_inventory)->data)),
            data(k_session_inventory));
  EXPECT_EQ(match_data(*parse_match(decode(k_match)->data)), data(k_match));
}

TEST(a0, a_wrong_check_byte_is_refused_with_the_right_one) {
  // Printed in a project's description; its check byte is wrong.
  const Bytes wrong = hex("A0 0A 01 89 00 00 1D 00 00 00 01 BC");
  const auto refused = decode(wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::check_failed);
  EXPECT_EQ(refused.error().where.byte_offset, 11U);
  EXPECT_THAT(refused.error().message, HasSubstr("ae would be right"));
  const auto found = scan(k_format, wrong);
  ASSERT_FALSE(found.empty());
  EXPECT_FALSE(found[0].is_frame);
  EXPECT_EQ(found[0].reason, SkipReason::bad_check);

  Bytes corrected = wrong;
  corrected.back() = 0xAE;
  EXPECT_EQ(parse_summary(decode(corrected)->data).value(), (Summary{1, 29, 1}));
}

TEST(a0, what_is_no_frame_is_named) {
  EXPECT_EQ(decode(hex("A0 03 01")).error().code, ErrorCode::truncated);
  EXPECT_EQ(decode(hex("A1 03 01 72 EA")).error().where.byte_offset, 0U);
  EXPECT_EQ(decode(hex("A0 04 01 72 EA")).error().where.byte_offset, 1U);
  EXPECT_EQ(scan(k_format, hex("A0 02 5E"))[0].reason, SkipReason::bad_length);
  EXPECT_EQ(parse_tag_report(hex("8C 30 00 30 37")).error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_firmware(hex("01")).error().code, ErrorCode::truncated);
  EXPECT_EQ(parse_firmware(hex("01 02 03")).error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_region(hex("04 00 00")).error().code, ErrorCode::unsupported);
}

TEST(a0, a_stream_may_be_split_anywhere) { expect_any_split(k_format, golden()); }

/// A sum of eight bits lets one in 256 false frames pass, so in front of a frame garbage may
/// swallow its first bytes; with garbage that does not, every frame is found.
TEST(a0, frames_are_found_behind_garbage) {
  for (const Bytes& frame : golden()) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const Bytes garbage = {static_cast<std::uint8_t>(byte)};
      const auto found = scan(k_format, joined(std::vector{garbage, frame}));
      ASSERT_EQ(found.back().bytes, frame) << "behind " << byte;
      ASSERT_TRUE(found.back().is_frame);
      ASSERT_EQ(frames_of(found).size(), 1U);
    }
    for (const Bytes& other : golden()) {
      for (std::size_t size = 1; size < other.size(); ++size) {
        const Bytes begun(other.begin(), other.begin() + static_cast<std::ptrdiff_t>(size));
        const Bytes stream = joined(std::vector{begun, frame});
        const auto found = scan(k_format, stream);
        // The false frame, if there is one, has a right sum; then that is what must be found.
        const bool swallowed =
            stream.size() >= std::size_t{2} + other[1] && size >= 2 &&
            decode(std::span(stream).first(std::size_t{2} + other[1])).has_value();
        if (swallowed) {
          ASSERT_TRUE(found[0].is_frame);
        } else {
          ASSERT_EQ(found.back().bytes, frame) << bits::to_hex(stream);
          ASSERT_TRUE(found.back().is_frame);
        }
      }
    }
  }
}

TEST(a0, heads_inside_a_frame_mean_nothing) {
  TagReport report;
  const Bytes epc = hex("A0A0 03A0 0401 A003 A0A0 BB7E");
  report.pc = 0x3000;
  report.epc = epc;
  report.rssi = 0xA0;
  const Bytes frame = encode(0xA0, Command::real_time_inventory, tag_report_data(report));
  EXPECT_EQ(frames_of(scan(k_format, frame)), only(frame));
  expect_any_split(k_format, std::vector{frame, k_tag, frame});
}

TEST(a0, access_commands_say_the_same_on_the_other_side) {
  const Read plain{.bank = 2, .word_pointer = 0, .word_count = 6, .password = {}};
  EXPECT_EQ(bits::to_hex(read_data(plain)), "020006");
  EXPECT_EQ(parse_read(read_data(plain)).value(), plain);
  const Read secret{.bank = 0, .word_pointer = 2, .word_count = 2, .password = 0xCAFEBABE};
  EXPECT_EQ(bits::to_hex(read_data(secret)), "000202cafebabe");
  EXPECT_EQ(parse_read(read_data(secret)).value(), secret);
  const Write write{.password = 1, .bank = 3, .word_pointer = 4, .words = {0xBEEF, 0x0102}};
  EXPECT_EQ(bits::to_hex(write_data(write)), "00000001030402beef0102");
  EXPECT_EQ(parse_write(write_data(write)).value(), write);
  const Lock lock{
      .password = 2, .region = Lock::Region::user, .action = Lock::Action::lock_forever};
  EXPECT_EQ(bits::to_hex(lock_data(lock)), "000000020103");
  EXPECT_EQ(parse_lock(lock_data(lock)).value(), lock);
  EXPECT_FALSE(parse_lock(hex("00000000 0601")));
  EXPECT_EQ(parse_password(password_data(0xDEADBEEF)).value(), 0xDEADBEEFU);
  EXPECT_EQ(bits::to_hex(match_data({})), "01");
  EXPECT_TRUE(parse_match(match_data({})).value().empty());
}

TEST(a0, access_replies_name_the_tag_and_what_came_of_it) {
  const Bytes epc = hex("300833b2ddd9014000000001");
  const Bytes words = hex("E280 1160");
  AccessReply read;
  read.pc = 0x3000;
  read.epc = epc;
  read.crc = 0xBEEF;
  read.words = words;
  read.antenna = 3;
  const Bytes data = access_reply_data(read, true);
  EXPECT_EQ(bits::to_hex(data),
            "0001143000300833b2ddd9014000000001beefe280116004"
            "0201");
  const auto back = parse_access_reply(data, true);
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(as_bytes(back->epc), epc);
  EXPECT_EQ(as_bytes(back->words), words);
  EXPECT_EQ(back->crc, 0xBEEF);
  EXPECT_EQ(back->antenna, 3);
  AccessReply written = read;
  written.words = {};
  written.status = 0x33;
  const Bytes refused = access_reply_data(written, false);
  const auto failed = parse_access_reply(refused, false);
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->status, 0x33);
  EXPECT_EQ(as_bytes(failed->epc), epc);
  EXPECT_FALSE(parse_access_reply(hex("0001 02 3000 04 02 01"), true)) << "less than a tag";
}

TEST(a0, statuses_have_words) {
  EXPECT_EQ(status_text(0x10), "success");
  EXPECT_EQ(status_text(0x36), "there is no tag");
  EXPECT_EQ(status_text(0x99), "status 99, which is not known");
  EXPECT_TRUE(is_tag_status(0x36));
  EXPECT_FALSE(is_tag_status(0x22));
  EXPECT_EQ(to_string(Command::session_inventory), "session-inventory");
  EXPECT_EQ(to_string(static_cast<Command>(0x01)), "unnamed");
}

}  // namespace
}  // namespace plugtest::modules::a0
