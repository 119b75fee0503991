#include "protocols/gen2/link_profile.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

LinkProfile link(std::int32_t tari_ns, std::int32_t rtcal_ns, std::int32_t trcal_ns, DivideRatio dr,
                 Modulation m = Modulation::fm0, bool trext = false) {
  LinkProfile profile;
  profile.tari_ns = tari_ns;
  profile.data1_ns = rtcal_ns - tari_ns;
  profile.trcal_ns = trcal_ns;
  profile.pw_ns = tari_ns / 2;
  profile.dr = dr;
  profile.m = m;
  profile.trext = trext;
  return profile;
}

TEST(link_profile, t1_of_the_fact_sheet) {
  // BLF 300 kHz is a TRcal of 71.111 us at 64/3.
  const auto fast = link(8000, 20000, 71111, DivideRatio::dr64_3).t1(100);
  EXPECT_EQ(fast.minimum, nanoseconds{28000});
  EXPECT_EQ(fast.nominal, nanoseconds{33333});
  EXPECT_EQ(fast.maximum, nanoseconds{38667});
  // BLF 107 kHz: RTcal is the longer one.
  const auto slow = link(40000, 100000, 199377, DivideRatio::dr64_3).t1(50);
  EXPECT_EQ(slow.minimum, microseconds{93});
  EXPECT_EQ(slow.nominal, microseconds{100});
  EXPECT_EQ(slow.maximum, microseconds{107});
}

TEST(link_profile, t1_uses_the_tolerance_of_the_table) {
  const auto profile = find_profile("dense-m4-250").value();  // 10 % between 83.3 and 133.3 us
  EXPECT_EQ(profile.t1().minimum, profile.t1(100).minimum);
  EXPECT_EQ(profile.t1().nominal, microseconds{75});
  EXPECT_EQ(profile.t1().maximum, nanoseconds{84500});
}

TEST(link_profile, t2_t3_t4_of_the_fact_sheet) {
  const auto profile = link(8000, 20000, 80000, DivideRatio::dr8);  // 100 kHz
  EXPECT_EQ(profile.blf_hz(), 100000);
  EXPECT_EQ(profile.t2_min(), microseconds{30});
  EXPECT_EQ(profile.t2_max(), microseconds{200});
  EXPECT_EQ(profile.t3_min(), microseconds{0});
  EXPECT_EQ(profile.t4_min(), microseconds{40});
}

TEST(link_profile, forward_overhead_of_the_fact_sheet) {
  auto profile = link(6250, 18750, 33300, DivideRatio::dr64_3);
  EXPECT_EQ(profile.forward_duration({}, CommandStart::frame_sync), nanoseconds{37500});
  profile = link(25000, 60000, 85300, DivideRatio::dr64_3);
  profile.delimiter_ns = 20000;
  EXPECT_EQ(profile.forward_duration({}, CommandStart::frame_sync), microseconds{105});
}

TEST(link_profile, forward_duration_counts_every_symbol) {
  const auto profile = link(12500, 37500, 50000, DivideRatio::dr8);
  // Query 10000000000000100 11101: 6 ones, 16 zeros
  const auto query = encode(Query{.q = 4});
  EXPECT_EQ(start_of(Query{}), CommandStart::preamble);
  EXPECT_EQ(profile.forward_duration(query, CommandStart::preamble),
            nanoseconds{12500 + 12500 + 37500 + 50000 + 6 * 25000 + 16 * 12500});
  EXPECT_EQ(start_of(Nak{}), CommandStart::frame_sync);
  EXPECT_EQ(profile.forward_duration(encode(Nak{}), CommandStart::frame_sync),
            nanoseconds{12500 + 12500 + 37500 + 2 * 25000 + 6 * 12500});
}

TEST(link_profile, reply_lengths_of_the_fact_sheet) {
  EXPECT_EQ(reply_symbols(Modulation::fm0, false, 16), 23U);
  EXPECT_EQ(reply_symbols(Modulation::fm0, true, 16), 35U);
  EXPECT_EQ(reply_symbols(Modulation::miller4, false, 32), 43U);
  EXPECT_EQ(reply_symbols(Modulation::miller8, true, 32), 55U);
  const auto fm0 = link(8000, 20000, 20000, DivideRatio::dr8);  // 400 kHz
  EXPECT_EQ(fm0.blf_hz(), 400000);
  EXPECT_EQ(fm0.reply_duration(16), nanoseconds{57500});
  const auto m4 = link(8000, 20000, 20000, DivideRatio::dr8, Modulation::miller4);
  EXPECT_EQ(m4.reply_duration(32), microseconds{430});
  EXPECT_EQ(m4.reply_duration(32, true), microseconds{550});
}

TEST(link_profile, durations_are_rounded_once) {
  const auto profile = link(6250, 15625, 33300, DivideRatio::dr64_3);
  // Tpri is 1560.9375 ns: 135 symbols are 210726.5625 ns, not 135 rounded periods.
  EXPECT_EQ(profile.backscatter_cycles(1), nanoseconds{1561});
  EXPECT_EQ(profile.reply_duration(128), nanoseconds{210727});
}

struct ToleranceVector {
  DivideRatio dr;
  std::int32_t trcal_ns;
  int nominal;
  int extended;
};

TEST(link_profile, frequency_tolerances_of_the_table) {
  constexpr auto fine = DivideRatio::dr64_3;
  constexpr auto coarse = DivideRatio::dr8;
  constexpr std::array<ToleranceVector, 18> vectors = {{
      {fine, 33300, 150, 150},
      {fine, 50000, 220, 220},
      {fine, 66667, 100, 150},
      {fine, 75000, 120, 150},
      {fine, 83333, 100, 100},
      {fine, 100000, 100, 120},
      {fine, 150000, 70, 70},
      {fine, 210000, 50, 50},
      {fine, 225000, 50, 50},
      {coarse, 17200, 190, 190},
      {coarse, 20000, 190, 190},
      {coarse, 25000, 100, 150},
      {coarse, 28000, 120, 150},
      {coarse, 31250, 100, 100},
      {coarse, 40000, 100, 100},
      {coarse, 50000, 70, 70},
      {coarse, 60000, 70, 70},
      {coarse, 200000, 40, 40},
  }};
  for (const auto& vector : vectors) {
    EXPECT_EQ(frequency_tolerance_permille(vector.dr, vector.trcal_ns, false), vector.nominal)
        << vector.trcal_ns;
    EXPECT_EQ(frequency_tolerance_permille(vector.dr, vector.trcal_ns, true), vector.extended)
        << vector.trcal_ns;
  }
  EXPECT_FALSE(frequency_tolerance_permille(fine, 30000, false));
  EXPECT_FALSE(frequency_tolerance_permille(coarse, 210000, false));
}

TEST(link_profile, every_named_profile_is_within_the_standard) {
  for (const NamedProfile& named : named_profiles()) {
    const auto valid = validate(named.profile);
    EXPECT_TRUE(valid) << named.name << ": " << valid.error().message;
    EXPECT_EQ(find_profile(named.name), named.profile);
  }
}

TEST(link_profile, unknown_names_get_a_suggestion) {
  const auto profile = find_profile("dense-m4");
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().code, ErrorCode::not_found);
  EXPECT_NE(profile.error().message.find("did you mean 'dense-m4-250'"), std::string::npos);
}

TEST(link_profile, values_outside_the_standard_are_refused) {
  const auto base = find_profile("dense-m4-250").value();
  const auto refused = [&](auto change, std::string_view name) {
    LinkProfile profile = base;
    change(profile);
    const auto valid = validate(profile);
    return !valid && valid.error().code == ErrorCode::configuration &&
           valid.error().message.starts_with(name);
  };
  EXPECT_TRUE(refused([](LinkProfile& p) { p.tari_ns = 6000; }, "Tari"));
  EXPECT_TRUE(refused([](LinkProfile& p) { p.tari_ns = 26000; }, "Tari"));
  EXPECT_TRUE(refused([](LinkProfile& p) { p.data1_ns = 37000; }, "data-1"));
  EXPECT_TRUE(refused([](LinkProfile& p) { p.data1_ns = 50001; }, "data-1"));
  EXPECT_TRUE(refused([](LinkProfile& p) { p.trcal_ns = 82000; }, "TRcal"));
  EXPECT_TRUE(refused([](LinkProfile& p) { p.trcal_ns = 226000; }, "TRcal"));
  EXPECT_TRUE(refused([](LinkProfile& p) { p.pw_ns = 6000; }, "PW"));
  EXPECT_TRUE(refused([](LinkProfile& p) { p.pw_ns = 14000; }, "PW"));
  EXPECT_TRUE(refused([](LinkProfile& p) { p.delimiter_ns = 11000; }, "delimiter"));
  EXPECT_TRUE(refused(
      [](LinkProfile& p) {
        p.dr = DivideRatio::dr8;
        p.trcal_ns = 205000;
      },
      "TRcal"));
}

TEST(link_profile, asks_tags_for_its_link) {
  Query query;
  ask_for(find_profile("dense-m8-256").value(), query);
  EXPECT_EQ(query.dr, DivideRatio::dr64_3);
  EXPECT_EQ(query.m, Modulation::miller8);
  EXPECT_TRUE(query.trext);
}

// ---- table A.10 of the fact sheet --------------------------------------------------------------

struct SlotVector {
  std::string_view name;
  int empty_us;
  int collision_us;
  int success_us;
  int single_per_s;
  int best_per_s;
  double load;
};

double rate(const SlotTimes& times, double load) {
  const double none = std::exp(-load);
  const double one = load * none;
  const auto s = [](Duration d) { return std::chrono::duration<double>(d).count(); };
  return one /
         (none * s(times.empty) + one * s(times.success) + (1 - none - one) * s(times.collision));
}

TEST(link_profile, slot_times_and_tag_rates_of_the_fact_sheet) {
  constexpr std::array<SlotVector, 7> table = {{
      {"max-rate", 80, 123, 537, 1861, 1424, .85},
      {"fm0-160", 194, 369, 1725, 580, 462, .78},
      {"m2-320", 147, 331, 1594, 627, 512, .73},
      {"m4-320", 159, 663, 3013, 332, 284, .57},
      {"dense-m4-250", 299, 943, 4254, 235, 196, .64},
      {"dense-m8-256", 299, 1537, 7150, 140, 122, .52},
      {"fm0-40", 530, 1230, 5811, 172, 140, .72},
  }};
  std::printf(
      "%-14s  empty us       coll. us        success us       1 tag/s        best/s         "
      "load   (here, published)\n",
      "profile");
  for (const SlotVector& row : table) {
    const auto times = slot_times(find_profile(row.name).value(), {});
    const auto us = [](Duration d) { return std::chrono::duration<double, std::micro>(d).count(); };
    double best_load = 0;
    for (int percent = 1; percent < 200; ++percent) {
      if (rate(times, percent / 100.0) > rate(times, best_load)) best_load = percent / 100.0;
    }
    const double single = 1e6 / us(times.success);
    const double best = rate(times, best_load);
    std::printf("%-14s  %5.1f %5d   %6.1f %5d   %7.1f %5d   %6.1f %5d   %6.1f %5d   %.2f %.2f\n",
                std::string(row.name).c_str(), us(times.empty), row.empty_us, us(times.collision),
                row.collision_us, us(times.success), row.success_us, single, row.single_per_s, best,
                row.best_per_s, best_load, row.load);
    EXPECT_NEAR(us(times.empty), row.empty_us, 0.51) << row.name;
    EXPECT_NEAR(us(times.collision), row.collision_us, 0.51) << row.name;
    EXPECT_NEAR(us(times.success), row.success_us, 0.51) << row.name;
    EXPECT_NEAR(single, row.single_per_s, 1.0) << row.name;
    EXPECT_NEAR(best, row.best_per_s, 1.0) << row.name;
    EXPECT_NEAR(best_load, row.load, 0.0101) << row.name;
  }
}

}  // namespace
}  // namespace plugtest::gen2
