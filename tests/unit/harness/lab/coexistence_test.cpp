// Both standards in one field, with a whole reader.

#include "protocols/gen2/link_profile.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::lab {
namespace {

using model::AirProtocol;
using test::LabBench;
using test::parameter;

/// A slow train of both standards past one antenna.
LabPlan mixed_plan(const std::string& link, std::vector<model::AirParameter> parameters,
                   std::uint64_t seed = 1) {
  LabPlan plan = test::conveyor_plan(seed);
  plan.reader.radio.link_profiles = {link};
  plan.reader.radio.target_strategy = model::TargetStrategy::dual_target;
  plan.scenario.settings.session = 0;
  plan.scenario.motion.speed_mps = 0.5;
  plan.tag_types = {test::tag_type("type-c"), test::type_d("type-d", std::move(parameters))};
  return plan;
}

struct Reads {
  std::size_t type_c = 0;
  std::size_t type_d = 0;
};

Reads reads_of(const std::vector<api::TagRead>& reads) {
  Reads counts;
  for (const api::TagRead& read : reads) {
    ++(read.protocol == AirProtocol::type_c ? counts.type_c : counts.type_d);
  }
  return counts;
}

/// Reads of Type C by a reader that reads each tag again and again (both targets in turn), with the
/// Type D tags of the load talking, or silent because their hold-off never ends within the pass.
std::size_t type_c_reads(const std::string& link, std::vector<model::AirParameter> parameters) {
  std::size_t total = 0;
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    LabBench bench(mixed_plan(link, parameters, seed));
    total += reads_of(bench.pass(0)).type_c;
  }
  return total;
}

TEST(Coexistence, a_reader_of_both_reads_both) {
  LabPlan plan = mixed_plan("m4-320", {});
  plan.reader.radio.protocols = {{AirProtocol::type_c, std::chrono::milliseconds(100)},
                                 {AirProtocol::type_d, std::chrono::milliseconds(100)}};
  plan.scenario.settings.protocols = {AirProtocol::type_c, AirProtocol::type_d};
  LabBench bench(plan);
  std::set<identity::Uii> seen;
  for (const api::TagRead& read : bench.pass(0)) {
    seen.insert(read.uii);
    EXPECT_EQ(read.pages.empty(), read.protocol == AirProtocol::type_c);
  }
  EXPECT_EQ(seen.size(), 10U) << "five of each";
}

TEST(Coexistence, a_reader_of_type_c_alone_reads_no_type_d_and_the_other_way_round) {
  LabPlan plan = mixed_plan("m4-320", {});
  LabBench type_c(plan);
  const Reads only_c = reads_of(type_c.pass(0));
  EXPECT_GT(only_c.type_c, 0U);
  EXPECT_EQ(only_c.type_d, 0U);
  plan.reader.radio.protocols = {{AirProtocol::type_d, Nanos{0}}};
  plan.scenario.settings.protocols = {AirProtocol::type_d};
  LabBench type_d(plan);
  const Reads only_d = reads_of(type_d.pass(0));
  EXPECT_EQ(only_d.type_c, 0U);
  EXPECT_GT(only_d.type_d, 0U);
}

TEST(Coexistence, a_protocol_that_the_reader_does_not_speak_is_refused) {
  LabPlan plan = mixed_plan("m4-320", {});
  plan.scenario.settings.protocols = {AirProtocol::type_c, AirProtocol::type_d};
  LabBench bench(plan);
  EXPECT_THROW(bench.pass(0), std::runtime_error);
}

// The longest stretch without modulation while a Type C reader is busy is the reply to ACK with its
// T1 and T2. Tags that must listen longer than that never talk, and cost nothing.
TEST(Coexistence, tags_that_listen_longer_than_every_gap_cost_type_c_nothing) {
  for (const auto* link : {"max-rate", "m4-320"}) {
    const auto profile = gen2::find_profile(link).value();
    const Nanos gap =
        profile.t1().nominal + profile.reply_duration(128) + profile.backscatter_cycles(8);
    const auto listen_us = gap.count() / 1000 * 1000 / 850 + 10;  // on the fastest clock
    if (listen_us > 10'000) continue;
    const auto silent =
        type_c_reads(link, {parameter("listen", listen_us), parameter("hold_off", 65'536)});
    const auto patient =
        type_c_reads(link, {parameter("listen", listen_us), parameter("hold_off", 0)});
    EXPECT_EQ(patient, silent) << link;
    EXPECT_GT(silent, 100U);
  }
}

// The shorter a tag listens, the more replies it spoils; the longest gaps of a link decide which
// tags find one.
TEST(Coexistence, talking_tags_cost_type_c_more_on_slow_links) {
  // A tag that listens 2 ms finds a gap of that length only where replies are long; one that
  // listens 0.1 ms finds one in every slot, and all links lose about the same.
  std::printf("link           reads alone   listen 2 ms   lost   listen 0.1 ms   lost\n");
  std::vector<double> hasty_losses;
  double lost_before = -0.05;
  for (const auto* link : {"max-rate", "m4-320", "dense-m8-256"}) {
    const auto with = [&](std::int64_t listen_us) {
      return type_c_reads(link, {parameter("listen", listen_us), parameter("hold_off", 16),
                                 parameter("mute", 0), parameter("link_rate", 256'000)});
    };
    const auto alone =
        type_c_reads(link, {parameter("listen", 10'000), parameter("hold_off", 65'536)});
    const auto patient = with(2'000);
    const auto hasty = with(100);
    const auto lost = [&](std::size_t reads) {
      return 1 - static_cast<double>(reads) / static_cast<double>(alone);
    };
    std::printf("%-12s %10zu %13zu %4.1f %% %13zu %4.1f %%\n", link, alone, patient,
                100 * lost(patient), hasty, 100 * lost(hasty));
    EXPECT_LE(hasty, patient) << link;
    EXPECT_GT(lost(hasty), 0.5) << link;
    EXPECT_GT(lost(patient), lost_before) << link;
    lost_before = lost(patient);
    hasty_losses.push_back(lost(hasty));
  }
  const auto [least, most] = std::ranges::minmax(hasty_losses);
  EXPECT_LT(most - least, 0.05) << "all links lose about the same";
}

TEST(Coexistence, time_share_trades_one_rate_for_the_other) {
  std::size_t type_c_before = SIZE_MAX;
  std::size_t type_d_before = 0;
  std::printf("share of Type C   reads C   reads D\n");
  for (const int percent : {90, 50, 10}) {
    LabPlan plan = mixed_plan("m4-320", {parameter("hold_off", 256)});
    plan.scenario.settings.protocols = {AirProtocol::type_c, AirProtocol::type_d};
    plan.reader.radio.antenna_dwell_ms = {200, "test"};
    plan.reader.radio.protocols = {{AirProtocol::type_c, std::chrono::milliseconds(percent)},
                                   {AirProtocol::type_d, std::chrono::milliseconds(100 - percent)}};
    LabBench bench(plan);
    const Reads reads = reads_of(bench.pass(0));
    std::printf("%13d %%   %7zu   %7zu\n", percent, reads.type_c, reads.type_d);
    EXPECT_LT(reads.type_c, type_c_before);
    EXPECT_GT(reads.type_d, type_d_before);
    type_c_before = reads.type_c;
    type_d_before = reads.type_d;
  }
}

TEST(Coexistence, how_far_the_lab_gets_in_one_go_makes_no_difference) {
  LabPlan plan = mixed_plan("m4-320", {parameter("hold_off", 256)});
  plan.reader.radio.protocols = {{AirProtocol::type_c, std::chrono::milliseconds(30)},
                                 {AirProtocol::type_d, std::chrono::milliseconds(20)}};
  plan.scenario.settings.protocols = {AirProtocol::type_c, AirProtocol::type_d};
  LabBench whole(plan);
  LabBench single(plan);
  single.set_single_steps(true);
  const auto a = whole.pass(0);
  const auto b = single.pass(0);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].uii, b[i].uii);
    EXPECT_EQ(a[i].when, b[i].when);
    EXPECT_EQ(a[i].rssi_mdbm, b[i].rssi_mdbm);
  }
}

}  // namespace
}  // namespace plugtest::lab
