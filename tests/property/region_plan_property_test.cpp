#include "harness/lab/neighbours.h"
#include "harness/lab/reader_capabilities.h"
#include "harness/lab/reader_core.h"
#include "scenarios/loader.h"
#include "tests/doubles/carrier_log.h"
#include "tests/unit/harness/lab/lab_fixture.h"
#include "tests/unit/scenarios/options.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include <gtest/gtest.h>

// Whatever a client asks of a virtual reader, its carrier keeps to the region plan. The checks
// below know the rules only as the plan's own comments tell them, and see the carrier only as the
// tags do.

namespace plugtest::lab {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::CarrierLog;

std::vector<std::string> region_ids() {
  std::vector<std::string> ids;
  const auto folder = scenarios::library_options().content_path[0] + "/regions";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ids.push_back(entry.path().stem().string());
  }
  std::ranges::sort(ids);
  return ids;
}

model::RegionPlan region_of(const std::string& id) {
  const std::string event =
      "plugtest: 1\n"
      "event: {id: any, title: Any, seed: 1, rig: lab}\n"
      "region: " +
      id +
      "\n"
      "participants: [{id: R1, name: Reader maker 1}]\n"
      "readers:\n"
      "  - {id: alpha, participant: R1, vendor: Reader maker 1, model: Any, claims: [type-c],\n"
      "     virtual: {family: llrp, profile: fixed-4port}}\n"
      "tag_types: [{use: c-2009-a, participant: R1}]\n"
      "scenarios: [{use: conveyor-parcels, settings: {power: 12 dBm}}]\n";
  const auto plan = scenarios::load_event_text(event, "any.yaml", scenarios::library_options());
  EXPECT_TRUE(plan.has_value()) << scenarios::to_string(plan.error());
  return plan.value_or(model::EventPlan{}).region;
}

/// Where another reader's carrier stands while the lab's own begins to listen.
std::vector<model::NeighbourReader> neighbours_of(const model::RegionPlan& region) {
  model::NeighbourReader one;
  one.id = "next";
  one.position_m = {0, 40, 1};
  one.boresight = {0, -1, 0};
  one.erp_dbm.value = 20;
  one.duty.value = 0.7;
  model::NeighbourReader other = one;
  other.id = "opposite";
  other.position_m = {0, 300, 1};
  other.fixed_channel_hz = region.channels.back().centre_hz;
  return {one, other};
}

class RegionPlans : public testing::TestWithParam<std::string> {
 protected:
  static constexpr std::uint64_t k_seed = 7;

  void SetUp() override {
    region_ = region_of(GetParam());
    scenario_.lane.antennas = {test::antenna(1, {0, -1, 1}, {0, 1, 0}),
                               test::antenna(2, {0, 1, 1}, {0, -1, 0})};
    scenario_.surroundings.neighbours = neighbours_of(region_);
  }

  /// Minutes of inventories that begin and end as chance will have it, or one that goes on.
  std::vector<CarrierLog::Use> run(std::int64_t dwell_ms, Nanos longest_step, bool restless,
                                   std::int32_t power_mdbm) {
    VirtualClock clock(default_epoch());
    Field field(scenario_, region_, k_seed);
    CarrierLog log(field, longest_step, k_seed + static_cast<std::uint64_t>(dwell_ms));
    model::VirtualReaderSpec reader = test::conveyor_plan(1).reader;
    reader.radio.antenna_dwell_ms.value = static_cast<double>(dwell_ms);
    auto capabilities = capabilities_of(reader.radio, region_);
    EXPECT_TRUE(capabilities.has_value());
    ReaderCore core(clock, field, {&log}, region_, reader, *capabilities, k_seed);
    test::Collector collector;
    api::RadioInventory inventory;
    inventory.antennas = {1, 2};
    inventory.power_mdbm = {power_mdbm, power_mdbm};
    inventory.protocols = {model::AirProtocol::type_c};
    RandomStream random(k_seed);
    const HostTime end = clock.now() + std::chrono::minutes(4);
    while (clock.now() < end) {
      const auto started = core.start(inventory, collector);
      EXPECT_TRUE(started.has_value()) << started.error().message;
      if (!started) return {};
      Nanos span = end - clock.now();
      if (restless) {
        span = milliseconds(boost::random::uniform_int_distribution<int>(1, 3000)(random));
      }
      bool over = false;
      clock.call_at(clock.now() + span, [&over] { over = true; });
      while (!over && clock.advance()) {
      }
      core.stop();
      log.carrier_off(clock.now());
      over = false;
      clock.call_at(clock.now() + milliseconds(restless ? span.count() % 150 : 1),
                    [&over] { over = true; });
      while (!over && clock.advance()) {
      }
    }
    return log.uses();
  }

  void check_stays(const std::vector<CarrierLog::Use>& uses) const {
    if (region_.max_dwell == Nanos(0) || region_.dwell_period > Nanos(0)) return;
    std::map<std::int64_t, std::pair<HostTime, HostTime>> stays;
    std::int64_t last_hz = 0;
    for (const auto& use : uses) {
      const auto known = stays.find(use.frequency_hz);
      const bool same_stay =
          known != stays.end() &&
          (region_.off_time > Nanos(0) ? use.begin - known->second.second < region_.off_time
                                       : last_hz == use.frequency_hz);
      auto& stay = stays[use.frequency_hz];
      if (!same_stay) stay.first = use.begin;
      stay.second = use.end;
      ASSERT_LE(stay.second - stay.first, region_.max_dwell);
      last_hz = use.frequency_hz;
    }
  }

  void check_periods(const std::vector<CarrierLog::Use>& uses) const {
    if (region_.dwell_period == Nanos(0)) return;
    std::map<std::int64_t, std::vector<CarrierLog::Use>> by_channel;
    for (const auto& use : uses) by_channel[use.frequency_hz].push_back(use);
    for (const auto& [frequency_hz, own] : by_channel) {
      for (const auto& last : own) {
        const HostTime from = last.end - region_.dwell_period;
        Nanos sum{0};
        for (const auto& use : own) {
          sum += std::max(std::min(use.end, last.end) - std::max(use.begin, from), Nanos(0));
        }
        ASSERT_LE(sum, region_.max_dwell) << frequency_hz;
      }
    }
  }

  void check_channels(const std::vector<CarrierLog::Use>& uses, std::int32_t power_mdbm) const {
    const std::int32_t erp = model::erp_mdbm(scenario_.lane.antennas[0], power_mdbm);
    std::set<std::int64_t> used;
    for (const auto& use : uses) {
      const auto channel = std::ranges::find(region_.channels, use.frequency_hz,
                                             &model::RegionPlan::Channel::centre_hz);
      ASSERT_NE(channel, region_.channels.end());
      ASSERT_LE(erp, channel->max_erp_mdbm);
      used.insert(use.frequency_hz);
    }
    if (!region_.hopping) return;
    EXPECT_GE(used.size(), std::max<std::size_t>(region_.min_channels, 2));
  }

  void check_listening(const std::vector<CarrierLog::Use>& uses) const {
    if (!region_.listen_before_talk) return;
    const auto& rule = *region_.listen_before_talk;
    const Neighbours others(scenario_.surroundings.neighbours, region_, k_seed);
    const auto& specs = scenario_.surroundings.neighbours;
    for (std::size_t i = 0; i < uses.size(); ++i) {
      // The antennas take turns; which one has this turn is not in the log, so the quieter counts.
      double quietest_mw = 1e9;
      for (const auto& antenna : scenario_.lane.antennas) {
        double loudest_mw = 0;
        for (Nanos back{1}; back < rule.listen; back += std::chrono::microseconds(250)) {
          double sum_mw = 0;
          for (std::size_t reader = 0; reader < specs.size(); ++reader) {
            const auto carrier = others.carrier_hz(reader, uses[i].begin - back);
            if (carrier == 0) continue;
            const double level =
                neighbour_level_mdbm(specs[reader], antenna, uses[i].frequency_hz) +
                spectrum_mdb(specs[reader], carrier - uses[i].frequency_hz,
                             region_.channel_width_hz);
            sum_mw += std::pow(10, level / 10'000);
          }
          loudest_mw = std::max(loudest_mw, sum_mw);
        }
        quietest_mw = std::min(quietest_mw, loudest_mw);
      }
      ASSERT_LE(10'000 * std::log10(std::max(quietest_mw, 1e-30)), rule.threshold_mdbm + 50);
    }
  }

  void check(const std::vector<CarrierLog::Use>& uses, std::int32_t power_mdbm) const {
    EXPECT_GE(uses.size(), 4U);
    check_channels(uses, power_mdbm);
    check_stays(uses);
    check_periods(uses);
    check_listening(uses);
  }

  model::RegionPlan region_;
  model::ScenarioPlan scenario_;
};

TEST_P(RegionPlans, AreKeptByAReaderThatGoesOn) {
  for (const std::int64_t dwell_ms : {5, 47, 200, 390, 2000, 60'000}) {
    SCOPED_TRACE(dwell_ms);
    check(run(dwell_ms, milliseconds(8), false, 20'000), 20'000);
  }
}

TEST_P(RegionPlans, AreKeptByAReaderThatIsStoppedAndStartedAllTheTime) {
  for (const std::int64_t dwell_ms : {200, 2000}) {
    SCOPED_TRACE(dwell_ms);
    check(run(dwell_ms, milliseconds(60), true, 20'000), 20'000);
  }
}

/// A rule that nobody has to go out of the way for would prove nothing: the reader uses most of its
/// time, except where it has to wait for others.
TEST_P(RegionPlans, LeaveAReaderMostOfItsTime) {
  if (region_.listen_before_talk) scenario_.surroundings.neighbours.clear();
  const auto uses = run(200, milliseconds(8), false, 20'000);
  Nanos on{0};
  for (const auto& use : uses) on += use.end - use.begin;
  EXPECT_GT(on, seconds(228));
}

INSTANTIATE_TEST_SUITE_P(All, RegionPlans, testing::ValuesIn(region_ids()), [](const auto& param) {
  std::string name = param.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace plugtest::lab
