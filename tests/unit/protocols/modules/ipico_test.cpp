#include "protocols/modules/ipico_format.h"
#include "protocols/modules/ipico_rw.h"
#include "tests/unit/protocols/modules/scanning.h"

namespace plugtest::modules::ipico {
namespace {

const Format k_format;

Bytes line(std::string_view text) {
  Bytes bytes(text.begin(), text.end());
  bytes.push_back('\r');
  bytes.push_back('\n');
  return bytes;
}

template <class T>
T decoded(std::string_view text) {
  const auto frame = decode(line(text));
  EXPECT_TRUE(frame) << text << ": " << to_string(frame.error());
  if (!frame || !std::holds_alternative<T>(*frame)) {
    ADD_FAILURE() << text << " is of another kind";
    return {};
  }
  return std::get<T>(*frame);
}

// The manual's examples and lines captured from a reader.
constexpr std::string_view k_manual_record = "aa400000000123450a2a01123018455927a7";
constexpr std::string_view k_captured_record = "aa0005800012860800012603062027472353";
constexpr std::string_view k_captured_tto = "aa00058000123b3200012603081222022f060080cd";
constexpr std::string_view k_captured_fsls = "aa00058000120e38000e26030713560136b0";
constexpr std::string_view k_set_clock = "ab00070102011004221523df";
constexpr std::string_view k_acknowledge = "ab00000121";
constexpr std::string_view k_rf_on = "ab0001060188";
constexpr std::string_view k_rf_on_reply = "ab00000626";
constexpr std::string_view k_rf_off = "ab0001060087";
constexpr std::string_view k_rate_256 = "ab0001120387";
constexpr std::string_view k_query_tto = "ab00ff2997";
constexpr std::string_view k_read_page = "ab000b200F118B458000001b207f993b";
constexpr std::string_view k_read_any = "ab00032010118959";            // PDF 7.30.1
constexpr std::string_view k_set_page = "ab000821aaaaaaaaaaaaaaaa3b";  // PDF 7.31
constexpr std::string_view k_query_page = "ab00ff218f";
constexpr std::string_view k_set_mask = "ab000822fff0000000000000ce";  // PDF 7.32
constexpr std::string_view k_query_mask = "ab00ff2290";
constexpr std::string_view k_stop = "ab00002325";                // PDF 7.33
constexpr std::string_view k_timeouts = "ab00052400dc056d05b6";  // PDF 7.34
constexpr std::string_view k_page_report = "ad0045800000191b002aa5555555555555555d";
constexpr std::string_view k_late_reply = "ab000b81020000006e320103000000c1";
constexpr std::string_view k_clock_reply = "ab000902260306051855443727cf";
constexpr std::string_view k_statistics = "ab000f0af800270000ff31144c2b00034500015b";
constexpr std::string_view k_button = "ab000a2c260306052004151b2782ae";
constexpr std::string_view k_refused = "ab0000f258";
constexpr std::string_view k_banner = "Controller 08.0 2004/11/16 (RWB)";
constexpr std::string_view k_captured_banner =
    "ARM9 Controller for DF Dual DSP TTO Actel FPGA (STK Lite) (38.4kB) v1.4 Jun  5 2013 14:16:40 "
    "(RWXLF)";

/// All of them that a codec writes as they were.
const std::vector<Bytes>& golden_frames() {
  static const std::vector<Bytes> frames = [] {
    std::vector<Bytes> all;
    for (const auto text :
         {k_manual_record,  k_captured_record, k_captured_tto, k_captured_fsls, k_set_clock,
          k_acknowledge,    k_rf_on,           k_rf_on_reply,  k_rf_off,        k_rate_256,
          k_query_tto,      k_page_report,     k_late_reply,   k_clock_reply,   k_statistics,
          k_button,         k_refused,         k_read_any,     k_set_page,      k_query_page,
          k_set_mask,       k_query_mask,      k_stop,         k_timeouts,      k_banner,
          k_captured_banner}) {
      all.push_back(line(text));
    }
    all.push_back(bits::parse_hex("aa400000000123450a2a01123018455927fd0d0a").value());
    return all;
  }();
  return frames;
}

TEST(ipico, every_golden_frame_is_found_and_written_again_as_it_was) {
  for (const Bytes& frame : golden_frames()) {
    ASSERT_EQ(frames_of(scan(k_format, frame)), only(frame)) << bits::to_hex(frame);
    const auto content = decode(frame);
    ASSERT_TRUE(content) << to_string(content.error());
    EXPECT_EQ(encode(*content), frame);
  }
}

TEST(ipico, a_tag_record_of_the_manual) {
  const auto record = decoded<TagRecord>(k_manual_record);
  EXPECT_EQ(record.reader_id, 0x40);
  EXPECT_EQ(bits::to_hex(record.tag), "000000012345");
  EXPECT_EQ(record.counts, (Counts{0x0A, 0x2A}));
  EXPECT_EQ(record.stamp, (Stamp{1, 12, 30, 18, 45, 59, 39}));
  EXPECT_FALSE(record.tto);
  EXPECT_FALSE(record.binary);
}

TEST(ipico, the_same_record_in_binary_form) {
  const auto frame = decode(golden_frames().back());
  ASSERT_TRUE(frame);
  TagRecord expected = decoded<TagRecord>(k_manual_record);
  expected.binary = true;
  EXPECT_EQ(std::get<TagRecord>(*frame), expected);
}

TEST(ipico, captured_tag_records) {
  EXPECT_EQ(decoded<TagRecord>(k_captured_record).stamp, (Stamp{26, 3, 6, 20, 27, 47, 35}));
  EXPECT_EQ(bits::to_hex(decoded<TagRecord>(k_captured_record).tag), "058000128608");
  const auto tto = decoded<TagRecord>(k_captured_tto);
  EXPECT_EQ(tto.tto, (Tto{6, 0, 0x80}));
  EXPECT_TRUE(tto.tto->first_seen());
  EXPECT_FALSE(tto.tto->last_seen());
  EXPECT_FALSE(tto.tto->tamper());
  const auto fsls = decoded<TagRecord>(k_captured_fsls);
  EXPECT_EQ(fsls.counts, (Counts{0, 0x0E}));
  EXPECT_EQ(fsls.stamp, (Stamp{26, 3, 7, 13, 56, 1, 54}));
}

TEST(ipico, the_tto_status_of_old_firmware_is_tamper_only) {
  const Tto status{1, 0, 0xFF};
  EXPECT_TRUE(status.tamper());
  EXPECT_FALSE(status.first_seen());
  EXPECT_FALSE(status.last_seen());
  EXPECT_TRUE((Tto{1, 0, 0x60}.last_seen())) << "as observed, with a bit that nobody documents";
}

TEST(ipico, commands_and_replies_of_the_manual) {
  const auto clock = decoded<Command>(k_set_clock);
  EXPECT_EQ(clock.instruction, Instruction::set_clock);
  EXPECT_EQ(clock, set_clock({2, 1, 10, 22, 15, 23, 0}, 4));
  const auto reply = decoded<Command>(k_acknowledge);
  EXPECT_EQ(reply, request(Instruction::set_clock));
  EXPECT_EQ(decoded<Command>(k_rf_on), request(Instruction::rf_transmit, {1}));
  EXPECT_EQ(decoded<Command>(k_rf_on_reply), request(Instruction::rf_transmit));
  EXPECT_EQ(decoded<Command>(k_rf_off), request(Instruction::rf_transmit, {0}));
  EXPECT_EQ(decoded<Command>(k_rate_256),
            request(Instruction::tag_rate, {static_cast<std::uint8_t>(TagRate::kbit256)}));
  EXPECT_EQ(decoded<Command>(k_query_tto), query(Instruction::tto_options));
  EXPECT_EQ(decoded<Command>(k_late_reply).data.size(), 11U);
  EXPECT_TRUE(is_refusal(decoded<Command>(k_refused).instruction));
  EXPECT_EQ(to_string(decoded<Command>(k_refused).instruction), "unknown");
}

TEST(ipico, a_request_without_a_check_is_a_request_too) {
  auto on = request(Instruction::rf_transmit, {1});
  on.head = Command::Head::ac;
  EXPECT_EQ(encode(on), line("ac00010601"));
  EXPECT_EQ(decoded<Command>("ac00010601"), on);
}

TEST(ipico, replies_of_firmware_up_to_5_1_have_the_head_of_records) {
  auto reply = request(Instruction::rf_transmit);
  reply.head = Command::Head::aa;
  EXPECT_EQ(decoded<Command>("aa00000626"), reply);
  EXPECT_EQ(encode(reply), line("aa00000626"));
}

TEST(ipico, the_manuals_read_of_a_page_with_capital_digits) {
  const auto command = decoded<Command>(k_read_page);
  ASSERT_EQ(command.instruction, Instruction::rw_action);
  const auto action = parse_rw_action(command.data);
  ASSERT_TRUE(action);
  EXPECT_EQ(action->sequence, 0x0F);
  EXPECT_EQ(action->start_page, 1);
  EXPECT_EQ(action->pages, 1);
  EXPECT_EQ(action->action, RwAction::Action::read);
  EXPECT_EQ(action->target, RwAction::Target::specific);
  EXPECT_TRUE(action->auto_suspend);
  EXPECT_FALSE(action->continuous);
  EXPECT_FALSE(action->extended);
  EXPECT_EQ(bits::to_hex(action->tag), "458000001b207f99");
  EXPECT_EQ(to_command(*action), command);
  // We write small digits, and the LRC is a sum of characters.
  EXPECT_EQ(encode(command), line("ab000b200f118b458000001b207f997b"));
  EXPECT_EQ(frames_of(scan(k_format, line(k_read_page))), only(line(k_read_page)));
}

TEST(ipico, the_manuals_read_of_a_page_from_any_tag_names_none) {
  const auto action = parse_rw_action(decoded<Command>(k_read_any).data);
  ASSERT_TRUE(action);
  EXPECT_EQ(action->sequence, 0x10);
  EXPECT_EQ(action->start_page, 1);
  EXPECT_EQ(action->pages, 1);
  EXPECT_EQ(action->target, RwAction::Target::broadcast);
}

TEST(ipico, a_page_to_be_written_and_the_mask_of_tags) {
  const auto page = parse_page_bytes(decoded<Command>(k_set_page).data);
  ASSERT_TRUE(page);
  EXPECT_EQ(bits::to_hex(*page), "aaaaaaaaaaaaaaaa");
  const auto mask = parse_page_bytes(decoded<Command>(k_set_mask).data);
  ASSERT_TRUE(mask);
  EXPECT_EQ(bits::to_hex(*mask), "fff0000000000000");
  EXPECT_EQ(parse_page_bytes(Bytes(7)).error().code, ErrorCode::truncated);
}

TEST(ipico, a_status_tells_whether_something_waits_and_whether_it_has_failed) {
  RwStatus told;
  EXPECT_FALSE(told.busy());
  told.state = 0x04;  // a read has confirmed the success of a write
  EXPECT_FALSE(told.busy());
  told.state = k_state_waits_for_tag;
  EXPECT_TRUE(told.busy());
  told.status = k_status_too_many_retries;
  EXPECT_TRUE(told.failed());
  told.command = 0x8B;
  told.pages = 0x11;
  told.retries = 3;
  const auto data = rw_status_data(told);
  EXPECT_EQ(data.size(), 15U);
  EXPECT_EQ(parse_rw_status(data).value(), told);
  EXPECT_EQ(parse_rw_status(std::span(data).first(14)).error().code, ErrorCode::truncated);
}

TEST(ipico, a_page_report_of_the_manual) {
  const auto report = decoded<PageReport>(k_page_report);
  EXPECT_EQ(bits::to_hex(report.tag), "45800000191b");
  EXPECT_EQ(report.page(), 0);
  EXPECT_FALSE(report.good()) << "firmware before 8.0 does not tell";
  EXPECT_EQ(report.sequence, 0x2A);
  EXPECT_EQ(bits::to_hex(report.data), "a555555555555555");
  PageReport modern = report;
  modern.page_byte = 0x83;
  modern.tag = bits::parse_hex("45800000191bf9d4").value();
  EXPECT_TRUE(modern.good());
  EXPECT_EQ(modern.page(), 3);
  const Bytes written = encode(modern);
  EXPECT_EQ(std::get<PageReport>(*decode(written)), modern);
  EXPECT_EQ(frames_of(scan(k_format, written)), only(written));
}

TEST(ipico, short_pages_with_and_without_counts) {
  ShortPage page;
  page.reader_id = 3;
  page.data = {1, 2, 3, 4, 5, 6, 0xAB, 0xCD};
  page.index = 6;
  page.page = 2;
  EXPECT_EQ(encode(page).size(), 26U + 2);
  EXPECT_EQ(std::get<ShortPage>(*decode(encode(page))), page);
  page.counts = Counts{1, 9};
  EXPECT_EQ(encode(page).size(), 30U + 2);
  EXPECT_EQ(std::get<ShortPage>(*decode(encode(page))), page);
  EXPECT_EQ(frames_of(scan(k_format, encode(page))), only(encode(page)));
}

TEST(ipico, what_a_captured_reader_answers) {
  const auto clock = parse_clock(decoded<Command>(k_clock_reply).data);
  ASSERT_TRUE(clock);
  EXPECT_EQ(clock->stamp, (Stamp{26, 3, 6, 18, 55, 44, 55}));
  EXPECT_EQ(clock->weekday, 5);
  EXPECT_EQ(clock->config1, 0x27);
  EXPECT_EQ(clock_data(*clock), decoded<Command>(k_clock_reply).data);

  const auto statistics = parse_statistics(decoded<Command>(k_statistics).data);
  ASSERT_TRUE(statistics);
  EXPECT_EQ(statistics->firmware, 0xF8);
  EXPECT_EQ(statistics->config1, 0x27);
  EXPECT_EQ(statistics->config3, 0x03);
  EXPECT_EQ(statistics->hardware, 0x45);
  EXPECT_EQ(statistics_data(*statistics).size(), 14U);

  const auto button = parse_clock(decoded<Command>(k_button).data);
  ASSERT_TRUE(button);
  EXPECT_EQ(button->stamp, (Stamp{26, 3, 6, 20, 4, 15, 27}));

  EXPECT_FALSE(parse_clock(bits::parse_hex("2603060518").value()));
  EXPECT_EQ(parse_clock(bits::parse_hex("2a0306051855443727").value()).error().code,
            ErrorCode::malformed);
}

TEST(ipico, a_banner_says_what_the_reader_is) {
  EXPECT_EQ(decoded<Banner>(k_banner).text, k_banner);
  EXPECT_EQ(decoded<Banner>(k_captured_banner).text, k_captured_banner);
}

TEST(ipico, what_no_frame_is_like_is_refused_with_the_reason) {
  const auto refused = [](std::string_view text) {
    const auto frame = decode(line(text));
    EXPECT_FALSE(frame) << text;
    const auto found = scan(k_format, line(text));
    EXPECT_TRUE(frames_of(found).empty()) << text;
    return std::pair(frame.error().code, found.front().reason);
  };
  using R = SkipReason;
  EXPECT_EQ(refused("aa400000000123450a2a01123018455927a8"),
            std::pair(ErrorCode::check_failed, R::bad_check));
  EXPECT_EQ(refused("aa00058000120e38000e26030713560136b0FS"),
            std::pair(ErrorCode::malformed, R::bad_character));
  EXPECT_EQ(refused("aa0005800012860800012603062027472353 0"),
            std::pair(ErrorCode::malformed, R::bad_character));
  EXPECT_EQ(refused("aa00058000128608000126030620274723"),
            std::pair(ErrorCode::malformed, R::bad_length));
  EXPECT_EQ(refused("ab00020126"), std::pair(ErrorCode::malformed, R::bad_length));
  EXPECT_EQ(refused("hello"), std::pair(ErrorCode::malformed, R::noise));
  EXPECT_EQ(refused("HELLO"), std::pair(ErrorCode::malformed, R::noise));
  EXPECT_EQ(decode(Bytes{'a', 'b', '0', '0'}).error().code, ErrorCode::truncated);
  // Right by its LRC, and still no date.
  EXPECT_EQ(decode(line("aa400000000123450a2a0a123018455927d7")).error().code,
            ErrorCode::malformed);
  EXPECT_EQ(decode(line("aa400000000123450a2a01123018455964a8")).error().code,
            ErrorCode::malformed);
}

TEST(ipico, a_record_with_any_one_character_changed_is_not_believed) {
  const Bytes good = line(k_captured_record);
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes bad = good;
    bad[at] = bad[at] == '7' ? '8' : '7';
    ASSERT_TRUE(frames_of(scan(k_format, bad)).empty()) << "character " << at;
  }
}

TEST(ipico, empty_lines_and_zeros_between_frames_are_filler) {
  const auto found = scan(k_format, joined(std::vector{line(""), Bytes{0, 0}, line(k_rf_on)}));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].reason, SkipReason::filler);
  EXPECT_TRUE(found[1].is_frame);
}

TEST(ipico, any_split) { expect_any_split(k_format, golden_frames()); }

TEST(ipico, any_garbage_in_front) {
  // Text in front of a banner cannot be told from it: a banner is text, without a check.
  std::vector<Bytes> checked = golden_frames();
  std::erase_if(checked, [](const Bytes& frame) { return frame[0] >= 'A' && frame[0] <= 'Z'; });
  expect_any_garbage_in_front(k_format, checked, golden_frames());
}

}  // namespace
}  // namespace plugtest::modules::ipico
