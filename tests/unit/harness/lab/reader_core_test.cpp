#include "harness/lab/reader_core.h"

#include "harness/lab/reader_capabilities.h"
#include "tests/doubles/carrier_log.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

model::RegionPlan region_of(std::size_t channels) {
  model::RegionPlan region;
  region.id = "some-rules";
  region.source = "rule 7";
  for (std::size_t i = 0; i < channels; ++i) {
    region.channels.push_back({865'100'000 + static_cast<std::int64_t>(i) * 200'000, 33'000});
  }
  region.channel_width_hz = 200'000;
  return region;
}

/// A reader with one antenna and no tags.
class Bench {
 public:
  explicit Bench(model::RegionPlan region, std::vector<model::NeighbourReader> neighbours = {},
                 Nanos longest_step = milliseconds(8))
      : clock_(default_epoch()), region_(std::move(region)) {
    scenario_.lane.antennas = {test::antenna(1, {0, 0, 1}, {0, 1, 0})};
    scenario_.surroundings.neighbours = std::move(neighbours);
    field_.emplace(scenario_, region_, 1);
    log_.emplace(*field_, longest_step, 1);
    core_.emplace(clock_, *field_, std::vector<AirInterface*>{&*log_}, region_, reader_,
                  capabilities_of(reader_.radio, region_).value(), 1);
  }

  Result<void> start(std::int32_t power_mdbm) {
    api::RadioInventory inventory;
    inventory.antennas = {1};
    inventory.power_mdbm = {power_mdbm};
    return core_->start(inventory, collector_);
  }

  const std::vector<test::CarrierLog::Use>& run(Nanos span) {
    bool over = false;
    clock_.call_at(clock_.now() + span, [&over] { over = true; });
    while (!over && clock_.advance()) {
    }
    core_->stop();
    return log_->uses();
  }

 private:
  VirtualClock clock_;
  model::RegionPlan region_;
  model::ScenarioPlan scenario_;
  model::VirtualReaderSpec reader_ = test::conveyor_plan(1).reader;
  std::optional<Field> field_;
  std::optional<test::CarrierLog> log_;
  std::optional<ReaderCore> core_;
  test::Collector collector_;
};

/// On the air all the time, 20 m away.
model::NeighbourReader always_on(std::int64_t frequency_hz) {
  model::NeighbourReader reader;
  reader.id = "next";
  reader.position_m = {0, 20, 1};
  reader.boresight = {0, -1, 0};
  reader.fixed_channel_hz = frequency_hz;
  reader.duty.value = 1;
  return reader;
}

model::RegionPlan listening(std::size_t channels) {
  model::RegionPlan region = region_of(channels);
  region.max_dwell = seconds(4);
  region.off_time = milliseconds(100);
  region.listen_before_talk = {{.threshold_mdbm = -60'000, .listen = milliseconds(5)}};
  return region;
}

TEST(ReaderCore, ListensBeforeItTalksAndLeavesTakenChannelsToOthers) {
  Bench bench(listening(12), {always_on(865'100'000)});
  ASSERT_TRUE(bench.start(20'000));
  const auto& uses = bench.run(seconds(2));
  ASSERT_GE(uses.size(), 5U);
  for (const auto& use : uses) EXPECT_GT(use.frequency_hz, 865'300'000);
}

TEST(ReaderCore, KeepsSilentWhileEveryChannelIsTaken) {
  Bench bench(listening(1), {always_on(865'100'000)});
  ASSERT_TRUE(bench.start(20'000));
  EXPECT_TRUE(bench.run(seconds(2)).empty());
}

TEST(ReaderCore, RefusesAPowerThatTooFewChannelsAllow) {
  model::RegionPlan region = region_of(60);
  region.hopping = true;
  region.min_channels = 50;
  for (std::size_t i = 0; i < 20; ++i) region.channels[i].max_erp_mdbm = 20'000;
  Bench bench(region);
  EXPECT_TRUE(bench.start(14'000));
  const auto refused = bench.start(26'000);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_THAT(refused.error().message,
              HasSubstr("which 40 of 60 channels of some-rules allow; it wants at least 50 "
                        "channels (rule 7)"));
}

TEST(ReaderCore, RefusesWhatCannotEndWithinTheLongestStay) {
  model::RegionPlan region = region_of(50);
  region.hopping = true;
  region.max_dwell = milliseconds(400);
  Bench bench(region, {}, milliseconds(390));
  const auto refused = bench.start(20'000);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_THAT(refused.error().message, HasSubstr("may take 390 ms, too long for some-rules, which "
                                                 "allows 400 ms on a channel (rule 7)"));
}

}  // namespace
}  // namespace plugtest::lab
