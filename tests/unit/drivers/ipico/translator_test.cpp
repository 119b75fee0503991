#include "drivers/ipico/translator.h"

#include "drivers/ipico/reader_date.h"
#include "protocols/bits/hex.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

using modules::ipico::Stamp;

class Heard final : public ModuleSink {
 public:
  void on_observations(std::span<const model::Observation> span) override {
    observations.insert(observations.end(), span.begin(), span.end());
  }
  void on_event(const ModuleEvent& event) override { events.push_back(event); }
  std::vector<model::Observation> observations;
  std::vector<ModuleEvent> events;
};

HostTime on_day(int year, unsigned month, unsigned day) {
  const std::chrono::sys_days date(std::chrono::year(year) / static_cast<int>(month) /
                                   static_cast<int>(day));
  return HostTime(date.time_since_epoch());
}

Heard heard(std::string_view line, HostTime received) {
  std::vector<std::uint8_t> frame(line.begin(), line.end());
  frame.push_back('\r');
  frame.push_back('\n');
  Heard sink;
  IpicoTranslator translator;
  EXPECT_TRUE(translator.translate(frame, received, sink)) << line;
  return sink;
}

TEST(IpicoTranslator, a_captured_record_is_an_observation_of_type_d_with_hits_and_no_level) {
  const HostTime received = on_day(2026, 3, 6) + std::chrono::hours(21);
  const Heard sink = heard("aa0005800012860800012603062027472353", received);
  ASSERT_EQ(sink.observations.size(), 1U);
  const model::Observation& seen = sink.observations[0];
  EXPECT_EQ(bits::to_hex(seen.uii.bytes()), "058000128608");
  EXPECT_EQ(seen.protocol, model::AirProtocol::type_d);
  EXPECT_EQ(seen.hits, (model::HitCounts{0, 1}));
  EXPECT_EQ(seen.received, received);
  const auto expected = on_day(2026, 3, 6) + std::chrono::hours(20) + std::chrono::minutes(27) +
                        std::chrono::milliseconds(47'350);
  EXPECT_EQ(seen.first_seen, ReaderTime(expected.time_since_epoch()));
  EXPECT_FALSE(seen.rssi_mdbm);
  EXPECT_FALSE(seen.rssi_index);
  EXPECT_FALSE(seen.antenna);
  EXPECT_FALSE(seen.pc_word);
  EXPECT_FALSE(seen.crc);
  EXPECT_FALSE(seen.seen_count);
}

TEST(IpicoTranslator, a_data_page_tells_of_memory_and_not_of_presence) {
  const Heard identity = heard("aa00058000123b3200012603081222022f060080cd", on_day(2026, 3, 8));
  EXPECT_EQ(identity.observations.size(), 1U);
  const Heard page = heard("aa00058000123b3200012603081222022f060180ce", on_day(2026, 3, 8));
  EXPECT_TRUE(page.observations.empty());
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_FALSE(page.events[0].notable);
}

TEST(IpicoTranslator, a_banner_says_that_the_reader_has_started) {
  const Heard sink = heard("Controller 08.0 2004/11/16 (RWB)", on_day(2026, 3, 8));
  ASSERT_EQ(sink.events.size(), 1U);
  EXPECT_TRUE(sink.events[0].notable);
  EXPECT_EQ(sink.events[0].banner, "Controller 08.0 2004/11/16 (RWB)");
}

TEST(IpicoTranslator, answers_say_nothing_here) {
  const Heard sink = heard("ab00000626", on_day(2026, 3, 8));
  EXPECT_TRUE(sink.events.empty());
  EXPECT_TRUE(sink.observations.empty());
}

TEST(IpicoReaderDate, the_century_is_the_one_next_to_the_host) {
  const auto year_of = [](std::uint8_t digits, int host_year) {
    const auto time = to_reader_time({.year = digits}, on_day(host_year, 6, 1));
    const std::chrono::year_month_day date(
        std::chrono::sys_days(std::chrono::floor<std::chrono::days>(time->time_since_epoch())));
    return static_cast<int>(date.year());
  };
  EXPECT_EQ(year_of(9, 2009), 2009);
  EXPECT_EQ(year_of(1, 2009), 2001);
  EXPECT_EQ(year_of(99, 2009), 1999);
  EXPECT_EQ(year_of(2, 2098), 2102);
  EXPECT_EQ(year_of(60, 2009), 1960);
}

TEST(IpicoReaderDate, a_clock_that_was_never_set_is_no_time) {
  EXPECT_FALSE(to_reader_time({.year = 0, .month = 0, .day = 0}, on_day(2009, 4, 20)));
  EXPECT_FALSE(to_reader_time({.year = 9, .month = 2, .day = 30}, on_day(2009, 4, 20)));
  EXPECT_FALSE(to_reader_time({.year = 9, .month = 2, .day = 3, .hour = 24}, on_day(2009, 4, 20)));
}

TEST(IpicoReaderDate, there_and_back_to_ten_milliseconds) {
  const Stamp stamp{
      .year = 9, .month = 4, .day = 20, .hour = 23, .minute = 59, .second = 58, .hundredths = 97};
  const auto time = to_reader_time(stamp, on_day(2009, 4, 20));
  ASSERT_TRUE(time);
  EXPECT_EQ(to_stamp(*time + std::chrono::milliseconds(9)), stamp);
  EXPECT_EQ(weekday(*time), 1) << "a Monday";
}

}  // namespace
}  // namespace plugtest::drivers
