#include "drivers/mercury/translator.h"

#include "protocols/bits/hex.h"
#include "protocols/modules/mercury_format.h"

#include <vector>

#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

namespace mercury = modules::mercury;
using Bytes = std::vector<std::uint8_t>;

class Heard final : public ModuleSink {
 public:
  void on_observations(std::span<const model::Observation> span) override {
    observations.insert(observations.end(), span.begin(), span.end());
  }
  void on_event(const ModuleEvent& event) override { events.push_back(event); }
  std::vector<model::Observation> observations;
  std::vector<ModuleEvent> events;
};

Heard heard(const Bytes& frame) {
  Heard sink;
  MercuryTranslator translator;
  EXPECT_TRUE(translator.translate(frame, HostTime{}, sink));
  return sink;
}

TEST(MercuryTranslator, the_printed_tag_report_is_an_observation_of_type_c) {
  const Heard sink = heard(
      bits::parse_hex("FF 28 22 00 00 10 00 1B 01 FF 01 01 C4 11 0E 16 40 00 00 01 27 00 00 05 00 "
                      "00 0F 00 80 30 00 00 00 00 00 00 00 00 00 00 00 15 45 E9 4A 56 1D")
          .value());
  ASSERT_EQ(sink.observations.size(), 1U);
  const model::Observation& seen = sink.observations[0];
  EXPECT_EQ(bits::to_hex(seen.uii.bytes()), "000000000000000000001545");
  EXPECT_EQ(seen.protocol, model::AirProtocol::type_c);
  EXPECT_EQ(seen.rssi_mdbm, -60'000);
  EXPECT_EQ(seen.antenna, 1);
  EXPECT_EQ(seen.first_seen, ReaderTime(std::chrono::milliseconds(0x127)));
  EXPECT_EQ(seen.seen_count, 1U);
  EXPECT_EQ(seen.pc_word, 0x3000);
  EXPECT_EQ(seen.crc, 0xE94A);
  EXPECT_FALSE(seen.hits);
  EXPECT_FALSE(seen.channel_index) << "a frequency is no index";
}

TEST(MercuryTranslator, what_a_report_does_not_have_is_not_zero) {
  const Bytes id = bits::parse_hex("058000128608").value();
  mercury::TagReport report;
  report.metadata.protocol = mercury::TagProtocol::ipx64;
  report.metadata.antenna = std::uint8_t{0x01};
  report.id = id;
  const Heard sink = heard(mercury::encode_reply(mercury::Opcode::read_tag_multiple, 0,
                                                 mercury::tag_report_data(report)));
  ASSERT_EQ(sink.observations.size(), 1U);
  const model::Observation& seen = sink.observations[0];
  EXPECT_EQ(seen.protocol, model::AirProtocol::type_d);
  EXPECT_EQ(seen.antenna, 16) << "port 16 is written as 0";
  EXPECT_FALSE(seen.rssi_mdbm);
  EXPECT_FALSE(seen.first_seen);
  EXPECT_FALSE(seen.seen_count);
  EXPECT_FALSE(seen.phase_4096);
  EXPECT_FALSE(seen.pc_word);
  EXPECT_FALSE(seen.crc);
}

TEST(MercuryTranslator, tags_of_a_third_standard_are_passed_over) {
  const Bytes id = bits::parse_hex("e004000012345678").value();
  mercury::TagReport report;
  report.metadata.protocol = mercury::TagProtocol::iso18000_6b;
  report.id = id;
  const Heard sink = heard(mercury::encode_reply(mercury::Opcode::read_tag_multiple, 0,
                                                 mercury::tag_report_data(report)));
  EXPECT_TRUE(sink.observations.empty());
}

TEST(MercuryTranslator, a_sign_of_life_says_nothing_and_a_hot_module_says_so) {
  const auto status = [](std::uint16_t number) {
    return heard(mercury::encode_reply(mercury::Opcode::read_tag_multiple, number, {}));
  };
  EXPECT_TRUE(status(0x0400).events.empty());
  ASSERT_EQ(status(0x0504).events.size(), 1U);
  EXPECT_TRUE(status(0x0504).events[0].notable);
}

TEST(MercuryTranslator, a_boot_message_says_that_the_module_has_started) {
  const Heard sink = heard(mercury::encode_reply(mercury::Opcode::boot_firmware, 0, Bytes(20, 1)));
  ASSERT_EQ(sink.events.size(), 1U);
  EXPECT_FALSE(sink.events[0].banner.empty());
}

}  // namespace
}  // namespace plugtest::drivers
