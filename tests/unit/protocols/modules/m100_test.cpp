#include "protocols/modules/m100_command.h"
#include "protocols/modules/m100_format.h"
#include "protocols/modules/password_data.h"
#include "tests/unit/protocols/modules/scanning.h"

#include <gmock/gmock.h>

namespace plugtest::modules::m100 {
namespace {

using testing::HasSubstr;

const Format k_format;

Bytes hex(std::string_view text) { return bits::parse_hex(text).value(); }
Bytes as_bytes(std::span<const std::uint8_t> data) { return {data.begin(), data.end()}; }

/// Printed as examples in "Communication Protocol" V2.1.
const Bytes k_ask_information = hex("BB 00 03 00 01 00 04 7E");
const Bytes k_single_poll = hex("BB 00 22 00 00 22 7E");
const Bytes k_tag = hex("BB 02 22 00 11 C9 3400 30751FEB705C5904E3D50D70 3A76 EF 7E");
const Bytes k_no_tag = hex("BB 01 FF 00 01 15 16 7E");
const Bytes k_multi_poll = hex("BB 00 27 00 03 22 27 10 83 7E");
const Bytes k_stop = hex("BB 00 28 00 00 28 7E");
const Bytes k_stopped = hex("BB 01 28 00 01 00 2A 7E");
const Bytes k_select = hex("BB 00 0C 00 13 01 00000020 60 00 30751FEB705C5904E3D50D70 AD 7E");
const Bytes k_selected = hex("BB 01 0C 00 01 00 0E 7E");
const Bytes k_access_failed = hex("BB 01 FF 00 10 16 0E 3400 30751FEB705C5904E3D50D70 75 7E");
const Bytes k_read = hex("BB 00 39 00 09 0000FFFF 03 0000 0002 45 7E");
const Bytes k_write = hex("BB 00 49 00 0D 0000FFFF 03 0000 0002 12345678 6D 7E");
const Bytes k_lock = hex("BB 00 82 00 07 0000FFFF 020080 09 7E");
const Bytes k_kill = hex("BB 00 65 00 04 0000FFFF 67 7E");
const Bytes k_query = hex("BB 00 0E 00 02 1020 40 7E");
const Bytes k_region = hex("BB 00 07 00 01 01 09 7E");
const Bytes k_power = hex("BB 00 B6 00 02 07D0 8F 7E");

const std::vector<Bytes>& golden() {
  static const std::vector<Bytes> frames = {
      k_ask_information, k_single_poll, k_tag,           k_no_tag, k_multi_poll, k_stop, k_stopped,
      k_select,          k_selected,    k_access_failed, k_read,   k_write,      k_lock, k_kill,
      k_query,           k_region,      k_power};
  return frames;
}

Data parameters(const Bytes& frame) { return decode(frame)->parameters; }

TEST(m100, every_golden_frame_is_found_and_written_again_as_it_was) {
  for (const Bytes& frame : golden()) {
    ASSERT_EQ(frames_of(scan(k_format, frame)), only(frame)) << bits::to_hex(frame);
    const auto view = decode(frame);
    ASSERT_TRUE(view) << to_string(view.error());
    EXPECT_EQ(encode(view->type, view->command, view->parameters), frame);
  }
}

TEST(m100, a_notice_field_by_field) {
  const auto view = decode(k_tag);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->type, Type::notice);
  EXPECT_EQ(view->command, Command::single_poll);
  const auto report = parse_tag_report(view->parameters);
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(report->rssi_dbm, -55);
  EXPECT_EQ(report->pc, 0x3400);
  EXPECT_EQ(bits::to_hex(report->epc), "30751feb705c5904e3d50d70");
  EXPECT_EQ(report->crc, 0x3A76);
  EXPECT_EQ(tag_report_data(*report), as_bytes(view->parameters));
  EXPECT_EQ(parse_tag_report(hex("C9 3400 30")).error().code, ErrorCode::truncated);
}

TEST(m100, errors_tell_the_tag_where_there_was_one) {
  const auto none = parse_error(parameters(k_no_tag));
  ASSERT_TRUE(none);
  EXPECT_EQ(none->code, 0x15);
  EXPECT_TRUE(none->of_tag());
  EXPECT_FALSE(none->pc);
  const auto access = parse_error(parameters(k_access_failed));
  ASSERT_TRUE(access) << to_string(access.error());
  EXPECT_EQ(access->code, 0x16);
  EXPECT_EQ(access->pc, 0x3400);
  EXPECT_EQ(bits::to_hex(access->epc), "30751feb705c5904e3d50d70");
  EXPECT_EQ(error_data(*access), as_bytes(parameters(k_access_failed)));
  EXPECT_EQ(parse_error(hex("A3"))->tag_error(), 3) << "of a read: memory overrun";
  EXPECT_EQ(parse_error(hex("B4"))->tag_error(), 4) << "of a write: memory locked";
  EXPECT_TRUE(parse_error(hex("D0"))->of_tag());
  EXPECT_FALSE(parse_error(hex("17"))->of_tag());
  EXPECT_EQ(failure_text(0xB4), "the tag answered with error code 4");
  EXPECT_EQ(failure_text(0x77), "error 77, which is not known");
}

TEST(m100, commands_field_by_field) {
  EXPECT_EQ(parse_multi_poll(parameters(k_multi_poll)).value(), 10'000);
  EXPECT_EQ(multi_poll_data(10'000), as_bytes(parameters(k_multi_poll)));

  const auto select = parse_select(parameters(k_select));
  ASSERT_TRUE(select) << to_string(select.error());
  EXPECT_EQ(select->target, 0);
  EXPECT_EQ(select->action, 0);
  EXPECT_EQ(select->bank, 1);
  EXPECT_EQ(select->bit_pointer, 32U);
  EXPECT_EQ(select->mask_bits, 96);
  EXPECT_FALSE(select->truncate);
  EXPECT_EQ(bits::to_hex(select->mask), "30751feb705c5904e3d50d70");
  EXPECT_EQ(select_data(*select), as_bytes(parameters(k_select)));

  const Read read{.password = 0xFFFF, .bank = 3, .word_pointer = 0, .word_count = 2};
  EXPECT_EQ(parse_read(parameters(k_read)).value(), read);
  EXPECT_EQ(read_data(read), as_bytes(parameters(k_read)));
  const Write write{.password = 0xFFFF, .bank = 3, .word_pointer = 0, .words = {0x1234, 0x5678}};
  EXPECT_EQ(parse_write(parameters(k_write)).value(), write);
  EXPECT_EQ(write_data(write), as_bytes(parameters(k_write)));
  const Lock lock{.password = 0xFFFF, .payload = 0x020080};
  EXPECT_EQ(parse_lock(parameters(k_lock)).value(), lock);
  EXPECT_EQ(lock_data(lock), as_bytes(parameters(k_lock)));
  EXPECT_EQ(parse_password(parameters(k_kill)).value(), 0xFFFFU);
  EXPECT_EQ(password_data(0xFFFF), as_bytes(parameters(k_kill)));

  const Query query{.pilot = true, .session = 0, .target = 0, .q = 4};
  EXPECT_EQ(parse_query(parameters(k_query)).value(), query);
  EXPECT_EQ(query_data(query), as_bytes(parameters(k_query)));
  const Query other{1, 3, false, 3, 2, 1, 15};
  EXPECT_EQ(parse_query(query_data(other)).value(), other);

  EXPECT_EQ(parse_region(parameters(k_region)).value(), Region::china900);
  EXPECT_FALSE(parse_region(hex("05")));
  EXPECT_EQ(parse_power_mdbm(parameters(k_power)).value(), 20'000);
  EXPECT_EQ(power_data(20'000), as_bytes(parameters(k_power)));
  EXPECT_EQ(channel_hz(Region::eu, 2), 865'500'000);

  const InformationAnswer told{Information::software, "V2.3.5"};
  const auto bytes = information_data(told);
  EXPECT_EQ(parse_information(bytes)->text, "V2.3.5");
  EXPECT_EQ(parse_information(bytes)->which, Information::software);
}

TEST(m100, answers_to_access_name_the_tag) {
  const Bytes epc = hex("30751FEB705C5904E3D50D70");
  const Bytes words = hex("12345678");
  const AccessAnswer answer{0x3400, epc, words};
  const auto data = access_answer_data(answer);
  EXPECT_EQ(bits::to_hex(data), "0e340030751feb705c5904e3d50d7012345678");
  const auto back = parse_access_answer(data);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->pc, 0x3400);
  EXPECT_EQ(as_bytes(back->epc), epc);
  EXPECT_EQ(as_bytes(back->rest), words);
  EXPECT_FALSE(parse_access_answer(hex("01 34")));
  EXPECT_FALSE(parse_access_answer(hex("0e 3400")));
}

TEST(m100, a_frame_without_its_length_is_refused) {
  // Stands in a public list of command bytes: the length is one byte short.
  const Bytes wrong = hex("BB 00 0D 00 0D 7E");
  EXPECT_EQ(decode(wrong).error().code, ErrorCode::truncated);
  EXPECT_TRUE(frames_of(scan(k_format, wrong)).empty());
  const auto found = scan(k_format, joined(std::vector{wrong, k_tag, k_stopped}));
  EXPECT_EQ(frames_of(found), (std::vector{k_tag, k_stopped})) << "what follows is not lost";
}

TEST(m100, what_is_no_frame_is_named) {
  // In the same list: the password was changed, and the check byte was not.
  const Bytes bad_check = hex("BB 00 65 00 04 0000FF70 67 7E");
  const auto refused = decode(bad_check);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::check_failed);
  EXPECT_THAT(refused.error().message, HasSubstr("d8 would be right"));
  EXPECT_EQ(scan(k_format, bad_check)[0].reason, SkipReason::bad_check);
  EXPECT_EQ(scan(k_format, hex("BB 00 28 00 00 28 7F"))[0].reason, SkipReason::bad_length);
  EXPECT_EQ(scan(k_format, hex("BB 00 28 02 01 00"))[0].reason, SkipReason::bad_length);
  EXPECT_EQ(decode(hex("BB 03 28 00 00 2B 7E")).error().where.byte_offset, 1U);
  EXPECT_EQ(decode(hex("BB 00 28 00 01 28 7E")).error().where.byte_offset, 3U);
  EXPECT_EQ(decode(hex("BB 00 28 00 00 28 7F")).error().where.byte_offset, 6U);
}

TEST(m100, a_stream_may_be_split_anywhere) { expect_any_split(k_format, golden()); }

TEST(m100, frames_are_found_behind_any_garbage) {
  expect_any_garbage_in_front(k_format, golden(), golden());
}

TEST(m100, head_and_end_inside_a_frame_mean_nothing) {
  const Bytes epc = hex("BB01 7E7E BB02 2200 7EBB A003");
  TagReport report;
  report.rssi_dbm = -69;  // bb
  report.pc = 0x7E7E;
  report.epc = epc;
  report.crc = 0x7EBB;
  const Bytes frame = encode(Type::notice, Command::single_poll, tag_report_data(report));
  expect_any_split(k_format, std::vector{frame, k_no_tag, frame});
  const auto back = parse_tag_report(parameters(frame));
  ASSERT_TRUE(back);
  EXPECT_EQ(as_bytes(back->epc), epc);
}

}  // namespace
}  // namespace plugtest::modules::m100
