#include "harness/lab/total_air.h"

#include "tests/unit/harness/lab/total_field.h"

#include <cmath>
#include <cstdio>
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>

namespace plugtest::lab {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using test::TotalField;

/// facts/air.md B.4: a message of 80 bits, hold-off U(0,H) drawn anew after each message, no
/// listening in between, every clock exact.
total::Profile b4_profile(std::int32_t rate_bps, std::int32_t hold_off_ms) {
  total::Profile profile = total::default_profile();
  profile.pilot_symbols = 7;
  profile.link_rate_bps = rate_bps;
  profile.hold_off_bits = static_cast<std::int32_t>(std::int64_t{rate_bps} * hold_off_ms / 1000);
  profile.listen_us = 0;
  profile.listen_after_message = 0;
  profile.clock_tolerance_permille = 0;
  profile.frame_tolerance_permille = 0;
  return profile;
}

struct Row {
  std::int32_t rate_bps;
  std::uint32_t tags;
  std::int32_t hold_off_ms;
  std::int32_t time_ms;
  double one_formula;
  double one_simulated;  ///< share of tags read, of 400 runs
  double all_formula;
  double all_simulated;
  double reads_per_s;  ///< peak, by formula
};

/// Share of tags read, and of runs in which all were.
struct Shares {
  double one = 0;
  double all = 0;
};

Shares play(const Row& row, int runs) {
  Shares shares;
  for (int run = 0; run < runs; ++run) {
    // Equal levels, so nothing is captured.
    TotalField field(b4_profile(row.rate_bps, row.hold_off_ms), row.tags,
                     static_cast<std::uint64_t>(run) + 1);
    const HostTime end = TotalField::start() + milliseconds(row.time_ms);
    std::set<std::string> read;
    HostTime now = TotalField::start();
    while (now < end) {
      const AirStep step = field.air().step(now);
      if (step.tag && step.tag->when <= end) read.insert(step.tag->uii.to_hex());
      now = step.end;
    }
    shares.one += static_cast<double>(read.size()) / row.tags;
    shares.all += read.size() == row.tags ? 1 : 0;
  }
  return {shares.one / runs, shares.all / runs};
}

TEST(TotalAir, the_table_of_tag_only_talks_performance) {
  constexpr int k_runs = 400;
  const std::vector<Row> rows = {
      {64'000, 10, 32, 250, .990, .982, .903, .838, 147},
      {256'000, 10, 32, 250, 1.000, 1.000, 1.000, 1.000, 589},
      {256'000, 50, 64, 500, .9995, .9993, .975, .968, 589},
      {256'000, 100, 128, 1000, .9994, .9990, .945, .903, 589},
      {256'000, 200, 256, 2000, .9994, .9989, .889, .805, 589},
      {64'000, 100, 128, 1000, .295, .302, 0, 0, 147},
  };
  std::printf("rate   N    H ms  T s    one: formula table  here    all: formula table here\n");
  for (const Row& row : rows) {
    const Shares here = play(row, k_runs);
    std::printf("%3dk %4u  %4d  %4.2f        %.4f  %.4f %.4f        %.3f   %.3f %.3f\n",
                row.rate_bps / 1000, row.tags, row.hold_off_ms, row.time_ms / 1000.0,
                row.one_formula, row.one_simulated, here.one, row.all_formula, row.all_simulated,
                here.all);
    // Both sides are means over 400 runs; three standard errors of their difference, with the
    // spread that a share of independent tags has, doubled for tags that share their collisions,
    // and half of the last digit that the table gives.
    const double p = std::clamp(row.one_simulated, 0.0005, 0.9995);
    const double error = 3 * std::sqrt(2 * 2 * p * (1 - p) / (k_runs * double{1} * row.tags)) +
                         (row.one_simulated > 0.999 ? 0.00005 : 0.0005);
    EXPECT_NEAR(here.one, row.one_simulated, error) << row.tags << " tags at " << row.rate_bps;
    const double q = std::clamp(row.all_simulated, 0.01, 0.99);
    EXPECT_NEAR(here.all, row.all_simulated, 3 * std::sqrt(2 * q * (1 - q) / k_runs) + 0.0005);
  }
}

TEST(TotalAir, tells_identity_pages_level_and_time) {
  total::Profile profile = total::default_profile();
  profile.memory = total::Memory::pages;
  profile.data_pages = 2;
  TotalField field(profile, 1, 5);
  HostTime now = TotalField::start();
  AirStep step;
  do {
    step = field.air().step(now);
    EXPECT_GT(step.end, now);
    EXPECT_LE(step.end - now, TotalAir::k_step);
    now = step.end;
  } while (!step.tag && now < TotalField::start() + std::chrono::seconds(1));
  ASSERT_TRUE(step.tag);
  EXPECT_EQ(step.tag->uii, field.pieces()[0].uii);
  EXPECT_EQ(step.tag->when, now);
  ASSERT_EQ(step.tag->pages.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(step.tag->pages[i].number, i);
    EXPECT_TRUE(step.tag->pages[i].crc_right);
    EXPECT_EQ(step.tag->pages[i].bits.size(), 64U);
  }
  EXPECT_LT(step.tag->level_mdbm, 0);
  EXPECT_EQ(step.tag->link_rate_bps, profile.link_rate_bps);
}

TEST(TotalAir, a_first_page_without_a_check_of_its_own_is_identified_by_the_next) {
  total::Profile profile = total::default_profile();
  profile.memory = total::Memory::pages;
  profile.data_pages = 2;
  profile.first_check = total::FirstCheck::zeros;
  profile.page_numbers = total::PageNumbers::count_up;
  profile.coding = total::Coding::pwm;
  ASSERT_TRUE(total::validate(profile));
  TotalField field(profile, 1, 5);
  HostTime now = TotalField::start();
  AirStep step;
  while (!step.tag && now < TotalField::start() + std::chrono::seconds(1)) {
    step = field.air().step(now);
    now = step.end;
  }
  ASSERT_TRUE(step.tag);
  EXPECT_EQ(step.tag->uii, field.pieces()[0].uii);
  EXPECT_EQ(step.tag->crc, 0);
  EXPECT_EQ(step.tag->pages.size(), 3U);
}

/// A reader that talks at random: whatever is on the air must not overlap what tags can notice.
TEST(TotalAir, no_tag_ever_talks_into_modulation_and_all_talk_soon_after) {
  std::mt19937 random(3);
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    total::Profile profile = total::default_profile();
    profile.listen_us = static_cast<std::int32_t>(random() % 2000);
    profile.hold_off_bits = static_cast<std::int32_t>(random() % 300);
    profile.mute_permille = static_cast<std::int32_t>(random() % 1000);
    TotalField field(profile, 8, seed);
    HostTime now = TotalField::start();
    std::vector<std::pair<HostTime, HostTime>> commands;
    std::vector<Emission> emissions;
    for (int i = 0; i < 300; ++i) {
      const HostTime end = now + Nanos(20'000 + random() % 300'000);
      field.air().hear_modulation(now, end);
      commands.emplace_back(now, end);
      const HostTime next = end + Nanos(random() % 6'000'000);
      std::vector<Emission> heard;
      field.air().talk(end, next, heard);
      for (const Emission& emission : heard) {
        EXPECT_GE(emission.begin, end + microseconds(profile.listen_us) * 85 / 100) << seed;
        EXPECT_LE(emission.end, next) << seed;
        emissions.push_back(emission);
      }
      now = next;
    }
    for (const auto& [begin, end] : commands) {
      for (const Emission& emission : emissions) {
        EXPECT_FALSE(emission.begin < end && begin < emission.end) << seed;
      }
    }
    // Left alone, everybody talks within mute, listening and hold-off, on the slowest clock.
    const total::Time longest =
        (profile.message_duration() * (1000 + profile.mute_permille) / 1000 +
         microseconds(profile.listen_us) + profile.bits_duration(profile.hold_off_bits)) *
        1150 / 1000;
    std::vector<Emission> soon;
    field.air().talk(now, now + longest, soon);
    EXPECT_GE(soon.size(), 8U) << seed;
  }
}

TEST(TotalAir, what_is_cut_off_by_a_command_is_not_read) {
  TotalField field(total::default_profile(), 1, 9);
  std::vector<Emission> emissions;
  HostTime now = TotalField::start();
  while (emissions.empty()) {
    field.air().talk(now, now + microseconds(100), emissions);
    now += microseconds(100);
  }
  // It has begun: a command cuts it off, and the tag begins anew, later.
  field.air().hear_modulation(now, now + microseconds(200));
  const HostTime quiet_end = now + microseconds(200) + microseconds(1000 * 85 / 100);
  emissions.clear();
  field.air().talk(now + microseconds(200), quiet_end, emissions);
  EXPECT_TRUE(emissions.empty());
  AirStep step;
  do {
    step = field.air().step(std::max(now, quiet_end));
    now = step.end;
  } while (!step.tag);
  // The fastest clock, and the fastest message of that clock.
  EXPECT_GE(step.tag->when - quiet_end,
            total::default_profile().message_duration() * 85 / 100 * 975 / 1000);
}

TEST(TotalAir, modulation_that_is_too_shallow_for_a_tag_leaves_it_talking) {
  total::Profile profile = total::default_profile();
  profile.modulation_dip_percent = 85;
  const auto heard = [&](std::int32_t depth_percent) {
    TotalField field(profile, 8, 3, 6000, depth_percent);
    std::vector<Emission> emissions;
    HostTime now = TotalField::start();
    for (int i = 0; i < 2'000; ++i) {
      field.air().hear_modulation(now, now + microseconds(100));
      field.air().talk(now + microseconds(100), now + microseconds(500), emissions);
      now += microseconds(500);
    }
    return emissions.size();
  };
  EXPECT_EQ(heard(85), 0U);
  EXPECT_GT(heard(84), 0U);
}

/// Messages of eight tags in two seconds, 2 m from the own antenna at 27 dBm, when a reader of
/// another lane 3 m away has its carrier on for this share of the time.
std::vector<Emission> beside_a_reader(double duty) {
  model::ScenarioPlan scenario;
  scenario.lane.antennas = {test::antenna(1, {0, -2, 1}, {0, 1, 0})};
  scenario.surroundings.rician_k_db = {60, "test"};
  scenario.coupling.per_tag_loss_db = {0, "test"};
  scenario.coupling.near_loss_db = {0, "test"};
  scenario.surroundings.neighbours = {
      {.id = "next", .position_m = {0, 3, 1}, .boresight = {0, -1, 0}, .duty = {duty, "test"}}};
  Field field(scenario, test::china_2007(), 1);
  const std::vector<model::TagType> types{test::type_d("type-d")};
  SharedAir shared;
  TotalAir air({.field = field,
                .shared = shared,
                .tag_types = types,
                .profiles = {total::default_profile()}},
               Receiver(-75'000, 6000, 1), 1);
  shared.attach(air);
  Load load;
  for (const model::Piece& piece : make_pieces(types, 8, 1)) {
    LoadedTag tag;
    tag.piece = piece;
    tag.threshold_mdbm = -40'000;
    load.tags.push_back(tag);
    load.placement.tags.push_back({{0, 0, 1}, {1, 0, 0}});
  }
  field.place(std::move(load), Motion{});
  HostTime now = TotalField::start();
  air.on_load(now);
  field.set_carrier(Carrier{0, 27'000, 922'625'000});
  air.carrier_on(now);
  std::vector<Emission> emissions;
  for (int i = 0; i < 200; ++i, now += milliseconds(10)) {
    air.talk(now, now + milliseconds(10), emissions);
  }
  return emissions;
}

TEST(TotalAir, readers_of_other_lanes_keep_tags_silent_while_they_have_a_carrier) {
  const std::size_t alone = beside_a_reader(0).size();
  EXPECT_GT(alone, 100U);
  EXPECT_EQ(beside_a_reader(1).size(), 0U);
  // Half of each stay is theirs; then each tag is silent and listens before it talks again.
  const std::size_t half = beside_a_reader(0.5).size();
  EXPECT_GT(half, alone / 4);
  EXPECT_LT(half, alone * 6 / 10);
}

TEST(TotalAir, a_page_that_others_talk_into_costs_only_itself) {
  total::Profile profile = total::default_profile();
  profile.memory = total::Memory::pages;
  profile.data_pages = 6;
  profile.hold_off_bits = 4096;
  bool lost_a_page = false;
  for (std::uint64_t seed = 1; seed <= 20 && !lost_a_page; ++seed) {
    TotalField field(profile, 8, seed);
    HostTime now = TotalField::start();
    while (now < TotalField::start() + milliseconds(400)) {
      const AirStep step = field.air().step(now);
      now = step.end;
      if (!step.tag || step.tag->pages.size() == 7) continue;
      lost_a_page = true;
      EXPECT_EQ(step.tag->pages.front().number, 0);
      EXPECT_TRUE(step.tag->pages.front().crc_right);
      for (std::size_t i = 1; i < step.tag->pages.size(); ++i) {
        EXPECT_GT(step.tag->pages[i].number, step.tag->pages[i - 1].number);
      }
    }
  }
  EXPECT_TRUE(lost_a_page);
}

TEST(TotalAir, cost_goes_with_the_tags_that_talk) {
  // Ten thousand tags under a reader that never stops talking for long: nobody can talk, and a
  // command costs the same as with ten.
  const auto spent = [](std::uint32_t tags) {
    TotalField field(total::default_profile(), tags, 1);
    HostTime now = TotalField::start();
    std::vector<Emission> emissions;
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 20'000; ++i) {
      field.air().hear_modulation(now, now + microseconds(100));
      field.air().talk(now + microseconds(100), now + microseconds(500), emissions);
      now += microseconds(500);
    }
    EXPECT_TRUE(emissions.empty());
    return std::chrono::steady_clock::now() - begin;
  };
  // The first commands find queue entries to drop, once a tag; a sweep over all tags for every
  // command would be a thousand times as much.
  EXPECT_LT(spent(10'000), 50 * spent(10) + milliseconds(20));
}

}  // namespace
}  // namespace plugtest::lab
