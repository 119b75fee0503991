#include "protocols/modules/mercury_command.h"
#include "protocols/modules/mercury_format.h"
#include "protocols/modules/mercury_report.h"
#include "protocols/modules/mercury_status.h"
#include "tests/unit/protocols/modules/scanning.h"

#include <tuple>

namespace plugtest::modules::mercury {
namespace {

const Format k_host(Side::host);
const Format k_module(Side::module);
const Format k_either(Side::either);

Bytes hex(std::string_view text) { return bits::parse_hex(text).value(); }

/// Printed as a comment of a client library: one tag of a continuous read.
const Bytes k_report = hex(
    "FF 28 22 00 00 10 00 1B 01 FF 01 01 C4 11 0E 16 40 00 00 01 27 00 00 05 00 00 0F 00 80 30 00 "
    "00 00 00 00 00 00 00 00 00 00 15 45 E9 4A 56 1D");
const Bytes k_write = hex("FF 0A 24 03 E8 00 00 00 00 00 03 00 EE 58 9D");
const Bytes k_start = hex("FF 10 2F 00 00 01 22 00 00 05 07 22 10 00 1B 03 E8 01 FF DD 2B");
const Bytes k_stop = hex("FF 03 2F 00 00 02 5E 86");

const std::vector<Bytes>& requests() {
  static const std::vector<Bytes> frames = {k_write,
                                            hex("FF 00 03 1D 0C"),
                                            hex("FF 02 93 00 05 51 7D"),
                                            hex("FF 02 93 00 07 51 7F"),
                                            hex("FF 02 93 00 08 51 70"),
                                            hex("FF 01 97 08 4B B5"),
                                            hex("FF 02 92 0A 8C 4B D5"),
                                            hex("FF 04 06 00 01 C2 00 A4 60"),
                                            k_start,
                                            k_stop};
  return frames;
}

std::vector<Bytes> replies() {
  return {k_report, encode_reply(Opcode::version, 0, version_data({})),
          encode_reply(Opcode::read_tag_multiple, 0x0400, {}),
          encode_reply(Opcode::set_region, 0x010B, {}),
          encode_reply(Opcode::read_tag_data, 0, hex("10 00 00 FF FF FF"))};
}

TEST(mercury, every_golden_frame_is_found_and_written_again_as_it_was) {
  for (const Bytes& frame : requests()) {
    ASSERT_EQ(frames_of(scan(k_host, frame)), only(frame)) << bits::to_hex(frame);
    const auto view = decode(frame);
    ASSERT_TRUE(view);
    EXPECT_FALSE(view->from_module);
    EXPECT_EQ(encode_request(view->opcode, view->data), frame);
  }
  ASSERT_EQ(frames_of(scan(k_module, k_report)), only(k_report));
  const auto view = decode(k_report);
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->from_module);
  EXPECT_EQ(encode_reply(view->opcode, view->status, view->data), k_report);
}

TEST(mercury, the_printed_tag_report_field_by_field) {
  const auto view = decode(k_report);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->opcode, Opcode::read_tag_multiple);
  EXPECT_EQ(view->status, 0);
  EXPECT_EQ(stream_kind(view->data).value(), StreamKind::tag);
  const auto report = parse_tag_report(view->data);
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(report->search_flags, 0x001B);
  EXPECT_EQ(report->metadata.flags(), 0x01FF);
  EXPECT_EQ(report->metadata.read_count, 1);
  EXPECT_EQ(report->metadata.rssi_dbm, -60);
  EXPECT_EQ(report->metadata.antenna, 0x11);
  EXPECT_EQ(report->metadata.frequency_khz, 923'200U);
  EXPECT_EQ(report->metadata.timestamp_ms, 0x127U);
  EXPECT_EQ(report->metadata.phase_degrees, 0);
  EXPECT_EQ(report->metadata.protocol, TagProtocol::gen2);
  EXPECT_EQ(report->metadata.data_bits, 0);
  EXPECT_EQ(report->metadata.gpio, 0x0F);
  EXPECT_EQ(bits::to_hex(report->pc), "3000");
  EXPECT_EQ(bits::to_hex(report->id), "000000000000000000001545");
  EXPECT_EQ(report->crc, 0xE94A);
  EXPECT_EQ(tag_report_data(*report), Bytes(view->data.begin(), view->data.end()));
}

TEST(mercury, a_report_with_other_flags_has_its_fields_elsewhere) {
  const Bytes id = hex("e2001122");
  TagReport report;
  report.metadata.rssi_dbm = std::int8_t{-71};
  report.metadata.protocol = TagProtocol::ipx256;
  report.id = id;
  report.crc = 0xBEEF;
  const Bytes data = tag_report_data(report);
  EXPECT_EQ(bits::to_hex(data), "100000004201b9080030e2001122beef");
  const auto parsed = parse_tag_report(data);
  ASSERT_TRUE(parsed);
  EXPECT_FALSE(parsed->metadata.read_count);
  EXPECT_FALSE(parsed->metadata.antenna);
  EXPECT_FALSE(parsed->metadata.timestamp_ms);
  EXPECT_EQ(parsed->metadata.protocol, TagProtocol::ipx256);
  EXPECT_TRUE(parsed->pc.empty()) << "Type D tags have no PC";
  EXPECT_EQ(bits::to_hex(parsed->id), "e2001122");
}

TEST(mercury, xpc_words_belong_to_the_pc) {
  const Bytes pc = hex("3200 8001 0007");
  const Bytes id = hex("3034257bf7194e4000001a85");
  TagReport report;
  report.metadata.protocol = TagProtocol::gen2;
  report.pc = pc;
  report.id = id;
  const Bytes both = tag_report_data(report);
  EXPECT_EQ(bits::to_hex(parse_tag_report(both)->pc), "320080010007");
  report.pc = std::span(pc).first(2);
  const Bytes shorter = hex("0001 aa55");
  report.id = shorter;
  const Bytes one = tag_report_data(report);
  EXPECT_EQ(bits::to_hex(parse_tag_report(one)->pc), "32000001");
}

TEST(mercury, broken_reports_are_refused) {
  const auto view = decode(k_report);
  const Bytes data(view->data.begin(), view->data.end());
  for (std::size_t size = 0; size < data.size(); ++size) {
    EXPECT_FALSE(parse_tag_report(std::span(data).first(size))) << size;
  }
  Bytes longer = data;
  longer.push_back(0);
  EXPECT_EQ(parse_tag_report(longer).error().code, ErrorCode::malformed);
  Bytes strange = data;
  strange[3] = 0x05;  // a metadata flag beyond those that are known
  EXPECT_EQ(parse_tag_report(strange).error().code, ErrorCode::unsupported);
  Bytes end = data;
  end[5] = 0;
  EXPECT_EQ(stream_kind(end).value(), StreamKind::end);
  EXPECT_FALSE(parse_tag_report(end));
  end[5] = 9;
  EXPECT_EQ(stream_kind(end).error().code, ErrorCode::malformed);
}

TEST(mercury, the_printed_start_and_stop_of_a_continuous_read) {
  ContinuousRead::Entry gen2;
  ASSERT_EQ(gen2.search_flags, 0x001B);
  EXPECT_EQ(encode_request(Opcode::multi_protocol_tag_op, continuous_read_data({{gen2}})), k_start);
  EXPECT_EQ(encode_request(Opcode::multi_protocol_tag_op, continuous_read_data({})), k_stop);
  EXPECT_EQ(parse_continuous_read(decode(k_start)->data).value().entries, std::vector{gen2});
  EXPECT_TRUE(parse_continuous_read(decode(k_stop)->data).value().entries.empty());
}

TEST(mercury, a_continuous_read_of_both_standards) {
  ContinuousRead read;
  for (const auto protocol : {TagProtocol::gen2, TagProtocol::ipx64, TagProtocol::ipx256}) {
    read.entries.push_back({.protocol = protocol, .timeout_ms = 200});
  }
  read.entries[0].selection.select =
      Selection::Select{.bank = 2, .bit_pointer = 0, .bit_count = 12, .mask = hex("e200")};
  const Bytes data = continuous_read_data(read);
  EXPECT_EQ(parse_continuous_read(data).value(), read);
  for (std::size_t size = 0; size + 1 < data.size(); ++size) {
    const auto part = parse_continuous_read(std::span(data).first(size));
    EXPECT_TRUE(!part || part->entries.size() < read.entries.size()) << size;
  }
}

TEST(mercury, the_printed_write) {
  const auto view = decode(k_write);
  const auto write = parse_tag_operation(view->opcode, view->data);
  ASSERT_TRUE(write);
  EXPECT_EQ(write->timeout_ms, 1000);
  EXPECT_EQ(write->bank, 3);
  EXPECT_EQ(write->word_address, 0U);
  EXPECT_EQ(bits::to_hex(write->data), "00ee");
  EXPECT_EQ(tag_operation_data(*write), Bytes(view->data.begin(), view->data.end()));
}

TEST(mercury, operations_on_tags_with_every_way_to_select) {
  std::vector<Selection> selections(5);
  selections[1].password = 0x11223344;
  selections[2].select =
      Selection::Select{.bank = 1, .bit_pointer = 32, .bit_count = 96, .mask = Bytes(12, 0xA5)};
  selections[3].select = Selection::Select{
      .bank = 3, .bit_pointer = 7, .bit_count = 300, .mask = Bytes(38, 1), .invert = true};
  selections[4] = selections[2];
  selections[4].password = 5;
  for (const Selection& selection : selections) {
    TagOperation read{.opcode = Opcode::read_tag_data,
                      .selection = selection,
                      .bank = 2,
                      .word_address = 70'000,
                      .word_count = 6};
    TagOperation write{.opcode = Opcode::write_tag_data,
                       .selection = selection,
                       .bank = 3,
                       .data = hex("12345678")};
    TagOperation epc{
        .opcode = Opcode::write_tag_epc, .selection = selection, .data = hex("e2001122")};
    TagOperation single{
        .opcode = Opcode::read_tag_single, .selection = selection, .metadata_flags = 0x47};
    for (const TagOperation& op : {read, write, epc, single}) {
      EXPECT_EQ(parse_tag_operation(op.opcode, tag_operation_data(op)).value(), op);
    }
    Selection no_password = selection;
    no_password.password = 0;
    TagOperation lock{.opcode = Opcode::lock_tag,
                      .selection = no_password,
                      .password = 9,
                      .lock_mask = 0x3FF,
                      .lock_action = 0x155};
    TagOperation kill{.opcode = Opcode::kill_tag, .selection = no_password, .password = 0xDEADBEEF};
    for (const TagOperation& op : {lock, kill}) {
      EXPECT_EQ(parse_tag_operation(op.opcode, tag_operation_data(op)).value(), op);
    }
  }
  EXPECT_FALSE(parse_tag_operation(Opcode::kill_tag, hex("03e8 00 112233")));
  EXPECT_TRUE(parse_tag_operation(Opcode::kill_tag, hex("03e8 00 11223344 00")));
  EXPECT_EQ(parse_tag_operation(Opcode::version, hex("03e800")).error().code,
            ErrorCode::unsupported);
}

TEST(mercury, what_a_module_tells_of_itself) {
  const VersionInfo version{
      {1, 2, 3, 4}, {0x18, 0, 0, 1}, {0x20, 0x13, 0x06, 0x05}, {1, 0x0B, 0, 2}, 0x000000D4};
  EXPECT_EQ(parse_version(version_data(version)).value(), version);
  EXPECT_EQ(model_name(0x18), "M6e");
  EXPECT_EQ(model_name(0x77), "model 77");
  const PowerLimits limits{2700, 3150, 500};
  EXPECT_EQ(parse_power_limits(power_limits_data(limits)).value(), limits);
  const std::vector<AntennaPort> ports = {{1, 1}, {2, 0}};
  EXPECT_EQ(
      parse_antennas(antennas_data(AntennaOption::detect, ports), AntennaOption::detect).value(),
      ports);
  EXPECT_FALSE(
      parse_antennas(antennas_data(AntennaOption::detect, ports), AntennaOption::search_list));
  EXPECT_FALSE(parse_antennas(hex("05 01"), AntennaOption::detect));
  EXPECT_EQ(region_named("eu3"), Region::eu3);
  EXPECT_EQ(to_string(Region::open), "open");
  EXPECT_FALSE(region_named("atlantis"));
}

TEST(mercury, statuses_in_words_and_in_our_terms) {
  EXPECT_EQ(status_text(0x0400), "no tags found");
  EXPECT_EQ(status_text(0x0999), "status 0999, which is not known");
  EXPECT_EQ(error_code_of(0x010B), ErrorCode::refused);
  EXPECT_EQ(error_code_of(0x7F01), ErrorCode::protocol);
  EXPECT_TRUE(is_tag_status(0x0424));
  EXPECT_FALSE(is_tag_status(0x0504));
}

TEST(mercury, what_no_frame_is_like_is_refused_with_the_reason) {
  Bytes wrong_crc = k_report;
  wrong_crc.back() ^= 1U;
  EXPECT_EQ(scan(k_module, wrong_crc).front().reason, SkipReason::bad_check);
  EXPECT_EQ(decode(wrong_crc).error().code, ErrorCode::check_failed);
  EXPECT_EQ(scan(k_module, hex("FF FA 03")).front().reason, SkipReason::bad_length);
  EXPECT_EQ(scan(k_host, hex("FF FB 03")).front().reason, SkipReason::bad_length);
  EXPECT_EQ(scan(k_host, hex("00 11")).front().reason, SkipReason::noise);
  EXPECT_EQ(scan(k_module, std::span(k_report).first(20)).front().reason, SkipReason::cut_off);
  EXPECT_EQ(decode(hex("00 00 03 1D 0C")).error().code, ErrorCode::malformed);
  EXPECT_EQ(decode(hex("FF 09 03 1D 0C")).error().code, ErrorCode::malformed);
  EXPECT_EQ(decode(hex("FF 00 03")).error().code, ErrorCode::truncated);
  for (std::size_t bit = 0; bit < 8 * k_report.size(); ++bit) {
    Bytes bad = k_report;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1U << bit % 8));
    ASSERT_TRUE(frames_of(scan(k_module, bad)).empty()) << "bit " << bit;
  }
}

TEST(mercury, a_recording_of_both_sides_is_told_apart_by_the_crc) {
  std::vector<Bytes> both = requests();
  for (const Bytes& reply : replies()) both.push_back(reply);
  EXPECT_EQ(frames_of(scan(k_either, joined(both))), both);
}

TEST(mercury, any_split) {
  expect_any_split(k_host, requests());
  expect_any_split(k_module, replies());
}

TEST(mercury, any_garbage_in_front) {
  expect_any_garbage_in_front(k_host, requests(), requests());
  expect_any_garbage_in_front(k_module, replies(), replies());
}

}  // namespace
}  // namespace plugtest::modules::mercury
