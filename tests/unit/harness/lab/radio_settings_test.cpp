// What an endpoint can ask of the radio beyond power and session: filters, flags, channels,
// sensitivity, and settings that differ from antenna to antenna.

#include "tests/unit/harness/lab/lab_fixture.h"

#include <algorithm>
#include <functional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::conveyor_plan;
using test::LabBench;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Listener final : public api::TagReadListener {
 public:
  void on_tag_read(const api::TagRead& read) override { reads.push_back(read); }
  void on_channel(std::uint16_t channel) override { channels.push_back(channel); }
  void on_cycle() override { ++cycles; }

  std::vector<api::TagRead> reads;
  std::vector<std::uint16_t> channels;
  int cycles = 0;
};

/// Ten tags at rest in front of the antennas.
class RadioSettings : public testing::Test {
 protected:
  void lay_out(LabPlan plan = conveyor_plan(3)) {
    plan.scenario.motion.speed_mps = 0.001;
    bench_.emplace(plan);
    bool done = false;
    bench_->lab().rig().load({0, bench_->pieces()}, [&](const Result<model::Manifest>& loaded) {
      ASSERT_TRUE(loaded) << loaded.error().message;
      done = true;
    });
    bench_->run_until([&] { return done; });
    bench_->lab().rig().pass(seconds(100'000), [](const Result<model::PassTimes>&) {});
  }

  /// Inventories for `span`, changed by `change`; what was read.
  std::vector<api::TagRead> read_for(Nanos span,
                                     const std::function<void(api::RadioInventory&)>& change) {
    listener_ = {};
    api::RadioInventory inventory = bench_->inventory();
    inventory.session = 0;
    change(inventory);
    auto started = bench_->lab().radio().start(inventory, listener_);
    EXPECT_TRUE(started) << started.error().message;
    if (!started) return {};
    bench_->wait(span);
    bench_->lab().radio().stop();
    return listener_.reads;
  }

  Result<void> try_start(const std::function<void(api::RadioInventory&)>& change) {
    api::RadioInventory inventory = bench_->inventory();
    change(inventory);
    return bench_->lab().radio().start(inventory, listener_);
  }

  static api::RadioSelect by_uii(const identity::Uii& uii, std::uint8_t action) {
    api::RadioSelect select;
    select.filter.mask = *bits::BitString::from_bytes(uii.bytes(), uii.bit_count());
    select.action = action;
    return select;
  }

  static std::set<identity::Uii> uiis(const std::vector<api::TagRead>& reads) {
    std::set<identity::Uii> seen;
    for (const api::TagRead& read : reads) seen.insert(read.uii);
    return seen;
  }

  std::optional<LabBench> bench_;
  Listener listener_;
};

/// A plan whose load stands still around the antennas: a sack within a portal.
LabPlan standing() {
  LabPlan plan = test::sack_plan(4);
  plan.scenario.motion.run_in_m = 0;
  plan.scenario.motion.run_out_m = 1;
  return plan;
}

TEST_F(RadioSettings, a_select_lets_only_the_tags_take_part_that_match) {
  lay_out(standing());
  const auto all = uiis(read_for(seconds(2), [](api::RadioInventory&) {}));
  ASSERT_GT(all.size(), 5U);
  const identity::Uii one = *all.begin();
  const auto chosen = uiis(read_for(seconds(2), [&](api::RadioInventory& inventory) {
    inventory.selects = {by_uii(one, 0)};  // SL: matching set, others clear
    inventory.asked_for = api::AskedFor::selected;
  }));
  EXPECT_THAT(chosen, ElementsAre(one));
  const auto others = uiis(read_for(seconds(2), [&](api::RadioInventory& inventory) {
    inventory.selects = {by_uii(one, 0)};
    inventory.asked_for = api::AskedFor::not_selected;
  }));
  EXPECT_GT(others.size(), 4U);
  EXPECT_FALSE(others.contains(one));
}

TEST_F(RadioSettings, flags_that_the_client_turns_are_asked_for_as_it_says) {
  lay_out(standing());
  const auto all = uiis(read_for(seconds(2), [](api::RadioInventory&) {}));
  ASSERT_GT(all.size(), 5U);
  const identity::Uii one = *all.begin();
  const auto in_b = uiis(read_for(seconds(2), [&](api::RadioInventory& inventory) {
    inventory.session = 2;
    inventory.selects = {by_uii(one, 4)};  // matching to B, others to A
    inventory.selects.front().target = 2;
    inventory.target = model::TargetStrategy::single_b;
  }));
  EXPECT_THAT(in_b, ElementsAre(one));
}

TEST_F(RadioSettings, antennas_may_have_settings_of_their_own) {
  lay_out(standing());
  const auto all = read_for(seconds(2), [](api::RadioInventory&) {});
  const identity::Uii one = all.front().uii;
  const auto reads = read_for(seconds(4), [&](api::RadioInventory& inventory) {
    inventory.each_antenna.resize(inventory.antennas.size());
    inventory.each_antenna[1].selects = {by_uii(one, 0)};
    inventory.each_antenna[1].asked_for = api::AskedFor::selected;
  });
  std::set<identity::Uii> at_second;
  std::set<identity::Uii> elsewhere;
  for (const auto& read : reads) {
    (read.antenna == 2 ? at_second : elsewhere).insert(read.uii);
  }
  EXPECT_GT(elsewhere.size(), 5U);
  at_second.insert(one);  // or none, when it hears nothing there
  EXPECT_THAT(at_second, ElementsAre(one));
}

TEST_F(RadioSettings, a_deafer_receiver_hears_only_strong_replies) {
  lay_out(standing());
  const auto all = read_for(seconds(2), [](api::RadioInventory&) {});
  ASSERT_THAT(all, Not(IsEmpty()));
  std::vector<std::int32_t> levels;
  for (const auto& read : all) levels.push_back(read.rssi_mdbm);
  std::ranges::sort(levels);
  const std::int32_t middle = levels[levels.size() / 2];
  ASSERT_LT(levels.front(), middle - 10'000) << "the load has weak and strong replies";
  const auto strong = read_for(
      seconds(2), [&](api::RadioInventory& inventory) { inventory.sensitivity_mdbm = middle; });
  ASSERT_THAT(strong, Not(IsEmpty()));
  for (const auto& read : strong) EXPECT_GT(read.rssi_mdbm, middle - 6'000);
}

TEST_F(RadioSettings, a_link_profile_may_make_the_receiver_deafer) {
  const auto weakest_of = [this](double offset_db) {
    LabPlan plan = standing();
    plan.reader.radio.sensitivity_offset_db = {{offset_db, "test"}};
    lay_out(plan);
    std::int32_t weakest = 0;
    const auto reads = read_for(seconds(2), [](api::RadioInventory&) {});
    EXPECT_THAT(reads, Not(IsEmpty())) << offset_db;
    for (const api::TagRead& read : reads) {
      weakest = std::min(weakest, read.rssi_mdbm);
    }
    return weakest;
  };
  const std::int32_t sensitive = weakest_of(0);
  const std::int32_t deaf = weakest_of(20);
  EXPECT_LT(sensitive, deaf);
  // Below the sensitivity some replies survive, 6 dB below it none is noticed.
  EXPECT_GE(deaf, -75'000 + 20'000 - 6'000);
}

TEST_F(RadioSettings, phase_is_told_in_the_steps_of_the_reader) {
  for (const std::uint16_t steps : std::initializer_list<std::uint16_t>{360, 256, 3000}) {
    LabPlan plan = standing();
    plan.reader.radio.phase = model::PhaseReport::modulo_2pi;
    plan.reader.radio.phase_steps = steps;
    lay_out(plan);
    std::set<std::uint16_t> grid;
    for (std::uint32_t step = 0; step < steps; ++step) {
      grid.insert(static_cast<std::uint16_t>((step * 4096 + steps / 2) / steps));
    }
    ASSERT_EQ(grid.size(), steps);
    const auto reads = read_for(seconds(2), [](api::RadioInventory&) {});
    ASSERT_FALSE(reads.empty());
    for (const api::TagRead& read : reads) {
      ASSERT_TRUE(read.phase_4096);
      EXPECT_TRUE(grid.contains(*read.phase_4096)) << *read.phase_4096 << " of " << steps;
    }
  }
}

TEST_F(RadioSettings, half_a_turn_of_phase_is_told_where_a_reader_cannot_tell_more) {
  LabPlan plan = standing();
  plan.reader.radio.phase = model::PhaseReport::modulo_pi;
  lay_out(plan);
  const auto half = read_for(seconds(2), [](api::RadioInventory&) {});
  plan.reader.radio.phase = model::PhaseReport::modulo_2pi;
  lay_out(plan);
  const auto whole = read_for(seconds(2), [](api::RadioInventory&) {});
  ASSERT_EQ(half.size(), whole.size());
  bool beyond = false;
  for (std::size_t i = 0; i < half.size(); ++i) {
    ASSERT_TRUE(half[i].phase_4096 && whole[i].phase_4096);
    EXPECT_EQ(*half[i].phase_4096, *whole[i].phase_4096 % 2048);
    beyond = beyond || *whole[i].phase_4096 >= 2048;
  }
  EXPECT_TRUE(beyond);
}

TEST_F(RadioSettings, a_reader_without_hopping_stays_on_the_channel_it_is_told) {
  LabPlan plan = standing();
  plan.region.hopping = false;
  plan.region.max_dwell = Nanos{0};
  lay_out(plan);
  const auto reads =
      read_for(seconds(1), [](api::RadioInventory& inventory) { inventory.channel = 7; });
  ASSERT_THAT(reads, Not(IsEmpty()));
  for (const auto& read : reads) EXPECT_EQ(read.channel, 7);
  EXPECT_THAT(listener_.channels, ElementsAre(7)) << "told once";
  const auto weak = try_start([](api::RadioInventory& inventory) { inventory.channel = 1; });
  ASSERT_FALSE(weak) << "20 dBm ERP is all that an outer channel allows";
  EXPECT_EQ(weak.error().code, ErrorCode::refused);
}

TEST_F(RadioSettings, a_plan_with_hopping_fixes_no_channel) {
  lay_out(standing());
  const auto refused = try_start([](api::RadioInventory& inventory) { inventory.channel = 7; });
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("stay on one channel"));
}

TEST_F(RadioSettings, nonsense_is_refused) {
  lay_out(standing());
  const std::vector<std::function<void(api::RadioInventory&)>> rows = {
      [](auto& inventory) {
        inventory.selects = {{}};
        inventory.selects.front().filter.bank = 0;
      },
      [](auto& inventory) {
        inventory.selects = {{}};
        inventory.selects.front().target = 5;
      },
      [](auto& inventory) {
        inventory.selects = {{}};
        inventory.selects.front().action = 8;
      },
      [](auto& inventory) { inventory.each_antenna.resize(1); },
      [](auto& inventory) {
        inventory.each_antenna.resize(inventory.antennas.size());
        inventory.each_antenna.back().session = 4;
      },
  };
  for (const auto& row : rows) {
    const auto refused = try_start(row);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::configuration);
  }
}

TEST_F(RadioSettings, hops_cycles_and_idle_slots_are_told) {
  lay_out(standing());
  read_for(seconds(5), [](api::RadioInventory&) {});
  EXPECT_GT(listener_.channels.size(), 5U);
  EXPECT_EQ(std::ranges::adjacent_find(listener_.channels), listener_.channels.end());
  EXPECT_GE(listener_.cycles, 5) << "four antennas of 200 ms";
  EXPECT_LE(listener_.cycles, 7);
  EXPECT_GT(bench_->lab().radio().slots().empty, 0U);
}

TEST_F(RadioSettings, tells_which_ports_have_an_antenna_and_passes_inputs_on) {
  LabPlan plan = standing();
  plan.scenario.lane.antennas.resize(2);
  lay_out(plan);
  api::ReaderPorts* ports = bench_->lab().radio().ports();
  ASSERT_NE(ports, nullptr);
  EXPECT_TRUE(ports->antenna(2));
  EXPECT_FALSE(ports->antenna(3));
  ports->set_input(1, true);
  EXPECT_TRUE(ports->input(1));
  ports->set_input(5, true);
  EXPECT_FALSE(ports->input(5)) << "there are four";
}

TEST_F(RadioSettings, a_survey_hears_neighbours_and_else_its_own_noise) {
  LabPlan plan = standing();
  model::NeighbourReader next;
  next.id = "next";
  next.position_m = {0, 20, 1};
  next.boresight = {0, -1, 0};
  next.fixed_channel_hz = plan.region.channels[9].centre_hz;
  next.duty.value = 1;
  plan.scenario.surroundings.neighbours = {next};
  lay_out(plan);
  const auto level = [&](std::size_t channel) {
    const HostTime now = bench_->clock().now();
    return bench_->lab()
        .radio()
        .level_mdbm(1, plan.region.channels[channel].centre_hz, now, now + milliseconds(5))
        .value_or(0);
  };
  EXPECT_GT(level(9), -60'000);
  EXPECT_LT(level(2), -80'000);
  EXPECT_FALSE(bench_->lab().radio().level_mdbm(9, 1, HostTime{}, HostTime{})) << "no such port";
}

}  // namespace
}  // namespace plugtest::lab
