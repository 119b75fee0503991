#include "scenarios/loader.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/scenarios/files.h"
#include "tests/unit/scenarios/options.h"

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

constexpr const char* k_region = R"(plugtest: 1
region: {id: own, title: Own rules, source: rule 7}
channels:
  - {first: 902.75 MHz, last: 927.25 MHz, step: 500 kHz, max_erp: 2 W}
channel_width: 500 kHz
hopping: true
min_channels: 50
max_dwell: 400 ms
dwell_period: 20 s
listen_before_talk: {threshold: -96 dBm, listen: 5 ms}
)";

struct BrokenRegion {
  std::string name;
  std::string before;
  std::string after;
  std::string expected;  ///< without the file's name
};

void PrintTo(const BrokenRegion& broken, std::ostream* out) { *out << broken.name; }

class RegionFile : public testing::TestWithParam<BrokenRegion> {};

TEST_P(RegionFile, IsRefusedWithTheRuleThatDoesNotFit) {
  const BrokenRegion& broken = GetParam();
  std::string text = k_region;
  const std::size_t at = text.find(broken.before);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, broken.before.size(), broken.after);
  const doubles::TemporaryFolder folder;
  const std::string path = write(folder, "own.yaml", text);
  const auto kind = validate_file(path, library_options());
  ASSERT_FALSE(kind.has_value());
  std::string told = to_string(kind.error());
  for (std::size_t found = told.find(path); found != std::string::npos; found = told.find(path)) {
    told.erase(found, path.size());
  }
  EXPECT_EQ(told, broken.expected);
}

TEST(RegionFile, IsGoodAsItStands) {
  const doubles::TemporaryFolder folder;
  const auto kind = validate_file(write(folder, "own.yaml", k_region), library_options());
  EXPECT_TRUE(kind.has_value()) << to_string(kind.error());
}

INSTANTIATE_TEST_SUITE_P(
    Broken, RegionFile,
    testing::Values(
        BrokenRegion{"too_few_channels", "min_channels: 50", "min_channels: 51",
                     ":7:15: hopping over at least 51 channels, and the plan has 50\n"},
        BrokenRegion{"more_at_the_connector_than_any_reader_has",
                     "channel_width:", "max_conducted: 60 dBm\nchannel_width:",
                     ":5:16: 'max_conducted' is '60 dBm', expected -30 dBm to 40 dBm\n"},
        BrokenRegion{"one_channel_to_hop_over",
                     "{first: 902.75 MHz, last: 927.25 MHz, step: 500 kHz, max_erp: 2 W}\n"
                     "channel_width: 500 kHz\nhopping: true\nmin_channels: 50",
                     "{centre: 902.75 MHz, max_erp: 2 W}\nhopping: true",
                     ":5:10: hopping over at least 2 channels, and the plan has 1\n"},
        BrokenRegion{"channels_overlap", "channel_width: 500 kHz", "channel_width: 600 kHz",
                     ":4:3: the channels at 902.75 MHz and 903.25 MHz overlap: 'channel_width' is "
                     "600 kHz\n"},
        BrokenRegion{"channel_twice", "channels:\n",
                     "channels:\n  - {centre: 902.75 MHz, max_erp: 1 W}\n",
                     ":4:3: a channel at 902.75 MHz is given twice\n"},
        BrokenRegion{"period_without_dwell", "max_dwell: 400 ms\n", "",
                     ":8:15: 'dwell_period' needs a 'max_dwell' within it\n"},
        BrokenRegion{"period_too_short", "dwell_period: 20 s", "dwell_period: 200 ms",
                     ":9:15: 'dwell_period' is shorter than 'max_dwell'\n"},
        BrokenRegion{"a_stay_that_nothing_ends",
                     "hopping: true\nmin_channels: 50\nmax_dwell: 400 ms\ndwell_period: 20 s\n",
                     "hopping: false\nmax_dwell: 400 ms\n",
                     ":7:12: without hopping 'max_dwell' needs an 'off_time' after it or a "
                     "'dwell_period'\n"},
        BrokenRegion{"dwell_too_short_for_slots", "max_dwell: 400 ms", "max_dwell: 4 ms",
                     ":8:12: 'max_dwell' is '4 ms', expected 0.1 s to 60 s\n"},
        BrokenRegion{"listening_without_threshold", "threshold: -96 dBm, ", "",
                     ":10:21: listen_before_talk lacks the key 'threshold'\n"},
        BrokenRegion{"two_ways_to_end_a_stay", "dwell_period: 20 s\n",
                     "dwell_period: 20 s\noff_time: 100 ms\n",
                     ":10:11: 'off_time' ends a stay and 'dwell_period' limits the sum of stays: "
                     "give one of them\n"},
        BrokenRegion{
            "unknown_rule", "dwell_period: 20 s", "dwel_period: 20 s",
            ":9:1: unknown key in the region: 'dwel_period' (did you mean 'dwell_period'?)\n"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace plugtest::scenarios
