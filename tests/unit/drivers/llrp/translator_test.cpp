#include "drivers/llrp/translator.h"

#include "drivers/llrp/clock_offset.h"
#include "drivers/llrp/link_modes.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/tag_report.h"

#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using llrp::TagReport;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Bytes = std::vector<std::uint8_t>;

class Sink final : public LlrpSink {
 public:
  void on_observations(std::span<const model::Observation> span) override {
    spans.push_back(span.size());
    observations.insert(observations.end(), span.begin(), span.end());
  }
  void on_event(const LlrpEvent& event) override { events.push_back(event); }
  std::vector<std::size_t> spans;
  std::vector<model::Observation> observations;
  std::vector<LlrpEvent> events;
};

Bytes report_message(const std::vector<TagReport>& reports) {
  Bytes message = llrp::encode(Message(MessageType::ro_access_report, 9));
  for (const auto& report : reports) llrp::append_tag_report(report, message);
  for (unsigned i = 0; i < 4; ++i) {
    message[2 + i] = static_cast<std::uint8_t>(message.size() >> (24U - 8U * i));
  }
  return message;
}

const Bytes k_epc = {0x30, 0x08, 0x33, 0xb2, 0xdd, 0xd9, 0xca, 0xfe, 0xba, 0xbe, 0x80, 0x01};

TagReport bare() {
  TagReport report;
  report.present = TagReport::epc;
  report.epc_bits = 96;
  report.epc_data = k_epc.data();
  return report;
}

Bytes event_message(llrp::Element event) {
  Message message(MessageType::reader_event_notification, 3);
  message.body.add(make(ParamType::reader_event_notification_data)
                       .add(make(ParamType::utc_timestamp)
                                .set("Microseconds", std::uint64_t{1'240'185'600'000'000}))
                       .add(std::move(event)));
  return llrp::encode(message);
}

TEST(TranslatorTest, what_a_report_does_not_say_stays_empty) {
  Sink sink;
  const HostTime received{std::chrono::seconds(5)};
  ASSERT_TRUE(Translator().translate(report_message({bare()}), received, sink));
  ASSERT_THAT(sink.observations, SizeIs(1));
  model::Observation expected;
  expected.uii = *identity::Uii::from_bits(k_epc, 96);
  expected.received = received;
  EXPECT_EQ(sink.observations[0], expected);
}

TEST(TranslatorTest, takes_all_fields_over) {
  TagReport report = bare();
  report.present |= TagReport::antenna_id | TagReport::peak_rssi | TagReport::first_seen_utc |
                    TagReport::last_seen_uptime | TagReport::channel_index |
                    TagReport::tag_seen_count | TagReport::rospec_id | TagReport::crc |
                    TagReport::pc;
  report.antenna = 3;
  report.rssi_dbm = -67;
  report.first_seen_utc_us = 1'240'185'600'000'001;
  report.last_seen_uptime_us = 77;
  report.channel = 10;
  report.seen_count = 4;
  report.rospec = 1234;
  report.crc_word = 0xbeef;
  report.pc_word = 0x3400;
  Sink sink;
  ASSERT_TRUE(Translator().translate(report_message({report}), {}, sink));
  ASSERT_THAT(sink.observations, SizeIs(1));
  const auto& observation = sink.observations[0];
  EXPECT_EQ(observation.antenna, 3);
  EXPECT_EQ(observation.rssi_mdbm, -67'000);
  EXPECT_EQ(observation.first_seen->time_since_epoch(),
            std::chrono::microseconds(1'240'185'600'000'001));
  EXPECT_EQ(observation.last_seen->time_since_epoch(), std::chrono::microseconds(77));
  EXPECT_EQ(observation.channel_index, 10);
  EXPECT_EQ(observation.seen_count, 4U);
  EXPECT_EQ(observation.inventory_id, 1234U);
  EXPECT_EQ(observation.crc, 0xbeef);
  EXPECT_EQ(observation.pc_word, 0x3400);
}

TEST(TranslatorTest, an_empty_report_says_nothing) {
  Sink sink;
  ASSERT_TRUE(Translator().translate(report_message({}), {}, sink));
  EXPECT_THAT(sink.spans, IsEmpty());
}

TEST(TranslatorTest, a_huge_message_comes_in_batches) {
  Sink sink;
  ASSERT_TRUE(
      Translator().translate(report_message(std::vector<TagReport>(2500, bare())), {}, sink));
  EXPECT_THAT(sink.spans, ElementsAre(1024, 1024, 452));
}

TEST(TranslatorTest, a_fault_names_its_place_and_keeps_what_came_before) {
  auto message = report_message({bare(), bare()});
  message[10 + 18 + 2] = 0xFF;  // the length of the second report
  message[10 + 18 + 3] = 0xFF;
  Sink sink;
  const auto done = Translator().translate(message, {}, sink);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().where.message_id, 9U);
  EXPECT_GE(done.error().where.byte_offset.value_or(0), 28U);
  EXPECT_THAT(sink.observations, SizeIs(1));
}

TEST(TranslatorTest, an_epc_longer_than_any_uii_is_malformed) {
  const Bytes long_epc(65, 0xAA);
  TagReport report = bare();
  report.epc_bits = 520;
  report.epc_data = long_epc.data();
  Sink sink;
  const auto done = Translator().translate(report_message({bare(), report}), {}, sink);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::malformed);
  EXPECT_THAT(sink.observations, SizeIs(1));
}

TEST(TranslatorTest, a_time_beyond_our_clock_is_no_time) {
  TagReport report = bare();
  report.present |= TagReport::first_seen_utc;
  report.first_seen_utc_us = ~std::uint64_t{0};
  Sink sink;
  ASSERT_TRUE(Translator().translate(report_message({report}), {}, sink));
  EXPECT_FALSE(sink.observations.at(0).first_seen);
}

TEST(TranslatorTest, tells_events) {
  Sink sink;
  Translator translator;
  const auto tell = [&](llrp::Element event) {
    EXPECT_TRUE(translator.translate(event_message(std::move(event)), {}, sink));
    return sink.events.back();
  };
  using Kind = LlrpEvent::Kind;
  const auto attempt = tell(make(ParamType::connection_attempt_event).set("Status", 4U));
  EXPECT_EQ(attempt.kind, Kind::connection_attempt);
  EXPECT_EQ(attempt.number, 4U);
  EXPECT_TRUE(attempt.notable());
  ASSERT_TRUE(attempt.when);
  EXPECT_EQ(attempt.when->time_since_epoch(), std::chrono::seconds(1'240'185'600));
  const auto ended = tell(make(ParamType::rospec_event).set("EventType", 1U).set("ROSpecID", 6U));
  EXPECT_EQ(ended.kind, Kind::rospec_ended);
  EXPECT_EQ(ended.text, "ROSpec 6 ended");
  EXPECT_FALSE(ended.notable());
  EXPECT_THAT(tell(make(ParamType::rospec_event).set("EventType", 9U)).text,
              HasSubstr("not defined"));
  EXPECT_EQ(tell(make(ParamType::antenna_event).set("AntennaID", 2U)).text,
            "antenna 2 is disconnected");
  EXPECT_TRUE(tell(make(ParamType::report_buffer_overflow_error_event)).notable());
  EXPECT_EQ(tell(make(ParamType::reader_exception_event).set_text("Message", "hot")).text,
            "reader exception: hot");
  EXPECT_FALSE(tell(make(ParamType::hopping_event)).notable());
}

TEST(TranslatorTest, passes_other_messages_over) {
  Sink sink;
  EXPECT_TRUE(Translator().translate(llrp::encode(Message(MessageType::keepalive)), {}, sink));
  EXPECT_FALSE(Translator().translate(Bytes{1, 2, 3}, {}, sink));
  EXPECT_THAT(sink.events, IsEmpty());
}

TEST(ClockOffsetTest, the_sample_with_the_least_delay_counts) {
  using std::chrono::milliseconds;
  ClockOffset offset;
  EXPECT_FALSE(offset.estimate());
  const auto sample = [&](int reader_ms, int host_ms) {
    offset.add(ReaderTime{milliseconds(reader_ms)}, HostTime{milliseconds(host_ms)});
  };
  sample(1000, 1030);  // the clock is 10 ms behind, the link took 20 ms
  EXPECT_EQ(offset.estimate(), milliseconds(-30));
  sample(2000, 2012);
  sample(3000, 3090);
  EXPECT_EQ(offset.estimate(), milliseconds(-12));
  for (int i = 0; i < 16; ++i) sample(4000, 4050);
  EXPECT_EQ(offset.estimate(), milliseconds(-50)) << "old samples go, so that drift is followed";
}

TEST(LinkModesTest, knows_the_profiles_by_their_numbers) {
  const std::vector<LlrpMode> modes = {
      {.identifier = 1000,
       .divide_ratio_64_3 = true,
       .cycles_per_bit = 4,
       .data_rate = 68'500,
       .pie_milli = 1500,
       .min_tari_ns = 20'000,
       .max_tari_ns = 20'000},
      {.identifier = 3,
       .divide_ratio_64_3 = true,
       .cycles_per_bit = 1,
       .data_rate = 640'000,
       .pie_milli = 1500,
       .min_tari_ns = 6'250,
       .max_tari_ns = 25'000},
  };
  EXPECT_EQ(mode_name(modes[0]), "mode 1000 (Miller 4, 68500 bit/s, Tari 20000 ns)");
  EXPECT_EQ(mode_name(modes[1]), "max-rate");
  ASSERT_TRUE(find_mode(modes, "max-rate"));
  EXPECT_EQ(find_mode(modes, "max-rate")->identifier, 3U);
  EXPECT_EQ(tari_of(modes[1], "max-rate"), 6'250);
  EXPECT_EQ(tari_of(modes[0], "1000"), 0);
  EXPECT_EQ(find_mode(modes, "1000")->identifier, 1000U);
  EXPECT_FALSE(find_mode(modes, "dense-m8-256"));
}

}  // namespace
}  // namespace plugtest::drivers
