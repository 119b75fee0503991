#include "reports/regions.h"

#include <chrono>

#include <gtest/gtest.h>

namespace plugtest::reports {
namespace {

using namespace std::chrono_literals;

model::RegionPlan plan() {
  model::RegionPlan plan;
  plan.id = "china-2007";
  plan.title = "China 2007";
  plan.source = "a rule <1>";
  for (int i = 0; i < 16; ++i) plan.channels.push_back({920'625'000 + i * 250'000, 33'010});
  plan.channels.push_back({920'125'000, 20'000});
  plan.channels.push_back({920'375'000, 20'000});
  plan.hopping = true;
  plan.max_dwell = 2s;
  plan.channel_width_hz = 250'000;
  return plan;
}

TEST(Regions, TellsChannelsInBlocksOfEqualPower) {
  const std::string text = regions_text(std::vector{plan()}, Language::english);
  EXPECT_NE(text.find("2 channels, 920.125 to 920.375 MHz, every 250 kHz: 0.1 W ERP"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("16 channels, 920.625 to 924.375 MHz, every 250 kHz: 2 W ERP"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("35.16 dBm EIRP"), std::string::npos) << text;
  EXPECT_NE(text.find("at most 2 s"), std::string::npos) << text;
  EXPECT_NE(text.find("a rule <1>"), std::string::npos) << text;
}

TEST(Regions, SpeaksChinese) {
  const std::string text = regions_text(std::vector{plan()}, Language::chinese);
  EXPECT_NE(text.find("跳频"), std::string::npos) << text;
  EXPECT_NE(text.find("中国 2007"), std::string::npos) << text;
}

TEST(Regions, ThePageDrawsEveryChannelAndEscapes) {
  const std::string page = regions_page(std::vector{plan()}, Language::english);
  std::size_t bars = 0;
  for (std::size_t at = page.find("<rect"); at != std::string::npos;
       at = page.find("<rect", at + 1)) {
    ++bars;
  }
  EXPECT_EQ(bars, 18U);
  EXPECT_EQ(page.find("a rule <1>"), std::string::npos);
  EXPECT_NE(page.find("a rule &lt;1&gt;"), std::string::npos);
}

}  // namespace
}  // namespace plugtest::reports
