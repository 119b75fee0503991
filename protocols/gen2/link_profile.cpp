#include "protocols/gen2/link_profile.h"

#include "protocols/bits/suggest.h"

#include <algorithm>
#include <array>
#include <vector>

namespace plugtest::gen2 {
namespace {

// Max. a few cycles or symbols times 225,000 ns times 1,150: far from the limits of 64 bits.

/// `numerator` / `denominator`, rounded half up; both positive.
constexpr std::int64_t divide(std::int64_t numerator, std::int64_t denominator) {
  return (2 * numerator + denominator) / (2 * denominator);
}

/// 1 / Tpri = DR / TRcal: DR as a fraction.
struct Ratio {
  std::int64_t over;
  std::int64_t under;
};

constexpr Ratio ratio_of(DivideRatio dr) {
  return dr == DivideRatio::dr8 ? Ratio{8, 1} : Ratio{64, 3};
}

Result<void> expect_range(const char* name, std::int64_t value, std::int64_t low,
                          std::int64_t high) {
  if (value >= low && value <= high) return {};
  return fail(ErrorCode::configuration, std::string(name) + " is " + std::to_string(value) +
                                            " ns, expected " + std::to_string(low) + " to " +
                                            std::to_string(high) + " ns");
}

/// A row of table 6.9: one value of TRcal (low == high), or the open range between two of them.
struct ToleranceRow {
  DivideRatio dr;
  std::int32_t low_ns;
  std::int32_t high_ns;
  int nominal_permille;
  int extended_permille;
};

constexpr auto k_dr64_3 = DivideRatio::dr64_3;
constexpr auto k_dr8 = DivideRatio::dr8;

constexpr std::array<ToleranceRow, 16> k_tolerances = {{
    {k_dr64_3, 33300, 33300, 150, 150},
    {k_dr64_3, 66700, 66700, 100, 150},
    {k_dr64_3, 83300, 83300, 100, 100},
    {k_dr64_3, 33300, 66700, 220, 220},
    {k_dr64_3, 66700, 83300, 120, 150},
    {k_dr64_3, 83300, 133300, 100, 120},
    {k_dr64_3, 133300, 200000, 70, 70},
    {k_dr64_3, 200000, 225000, 50, 50},
    {k_dr8, 25000, 25000, 100, 150},
    {k_dr8, 31250, 31250, 100, 100},
    {k_dr8, 50000, 50000, 70, 70},
    {k_dr8, 17200, 25000, 190, 190},
    {k_dr8, 25000, 31250, 120, 150},
    {k_dr8, 31250, 50000, 100, 100},
    {k_dr8, 50000, 75000, 70, 70},
    {k_dr8, 75000, 200000, 40, 40},
}};

/// Within the 1 % that TRcal may be off (6.3.1.3.3).
bool near_or_between(std::int32_t value, std::int32_t low, std::int32_t high) {
  return std::int64_t{value} * 100 >= std::int64_t{low} * 99 &&
         std::int64_t{value} * 100 <= std::int64_t{high} * 101;
}

constexpr LinkProfile profile_of(std::int32_t tari_ns, std::int32_t data1_ns, std::int32_t trcal_ns,
                                 DivideRatio dr, Modulation m, bool trext) {
  return LinkProfile{.tari_ns = tari_ns,
                     .data1_ns = data1_ns,
                     .trcal_ns = trcal_ns,
                     .pw_ns = tari_ns / 2,
                     .delimiter_ns = 12500,
                     .dr = dr,
                     .m = m,
                     .trext = trext};
}

constexpr std::array<NamedProfile, 7> k_profiles = {{
    {"max-rate", "FM0 at 640 kHz, the fastest link of the standard",
     profile_of(6250, 9375, 33333, k_dr64_3, Modulation::fm0, false)},
    {"m2-320", "Miller 2 at 320 kHz",
     profile_of(12500, 18750, 66667, k_dr64_3, Modulation::miller2, false)},
    {"fm0-160", "FM0 at 160 kHz", profile_of(12500, 25000, 50000, k_dr8, Modulation::fm0, false)},
    {"m4-320", "Miller 4 at 320 kHz",
     profile_of(12500, 25000, 66667, k_dr64_3, Modulation::miller4, true)},
    {"dense-m4-250", "Miller 4 at 250 kHz, for dense readers",
     profile_of(25000, 50000, 85333, k_dr64_3, Modulation::miller4, true)},
    {"fm0-40", "FM0 at 40 kHz, the slowest backscatter",
     profile_of(24000, 48000, 200000, k_dr8, Modulation::fm0, false)},
    {"dense-m8-256", "Miller 8 at 256 kHz, for dense readers",
     profile_of(25000, 50000, 83333, k_dr64_3, Modulation::miller8, true)},
}};

}  // namespace

CommandStart start_of(const Command& command) {
  return std::holds_alternative<Query>(command) ? CommandStart::preamble : CommandStart::frame_sync;
}

std::int32_t LinkProfile::blf_hz() const {
  const Ratio ratio = ratio_of(dr);
  return static_cast<std::int32_t>(divide(ratio.over * 1'000'000'000, ratio.under * trcal_ns));
}

Duration LinkProfile::backscatter_cycles(std::int64_t cycles) const {
  const Ratio ratio = ratio_of(dr);
  return Duration{divide(cycles * trcal_ns * ratio.under, ratio.over)};
}

TimeWindow LinkProfile::t1() const {
  const auto tolerance = frequency_tolerance_permille(dr, trcal_ns, false);
  // Outside the table (an off-standard link) the widest tolerance of the table serves.
  return t1(tolerance.value_or(220));
}

TimeWindow LinkProfile::t1(int tolerance_permille) const {
  // max(RTcal, 10 Tpri), compared and scaled as fractions over ratio.over.
  const Ratio ratio = ratio_of(dr);
  const std::int64_t nominal =
      std::max(rtcal_ns() * ratio.over, std::int64_t{10} * trcal_ns * ratio.under);
  constexpr std::int64_t margin_ns = 2000;
  return TimeWindow{
      Duration{divide(nominal * (1000 - tolerance_permille), ratio.over * 1000) - margin_ns},
      Duration{divide(nominal, ratio.over)},
      Duration{divide(nominal * (1000 + tolerance_permille), ratio.over * 1000) + margin_ns}};
}

Duration LinkProfile::t4_min() const { return Duration{2 * std::int64_t{rtcal_ns()}}; }

Duration LinkProfile::forward_duration(const bits::BitString& command, CommandStart start) const {
  const auto ones = static_cast<std::int64_t>(command.count_ones());
  const auto zeros = static_cast<std::int64_t>(command.size()) - ones;
  const std::int64_t head =
      delimiter_ns + tari_ns + rtcal_ns() + (start == CommandStart::preamble ? trcal_ns : 0);
  return Duration{head + zeros * tari_ns + ones * data1_ns};
}

Duration LinkProfile::reply_duration(std::size_t bits) const { return reply_duration(bits, trext); }

Duration LinkProfile::reply_duration(std::size_t bits, bool with_pilot) const {
  const auto symbols = static_cast<std::int64_t>(reply_symbols(m, with_pilot, bits));
  return backscatter_cycles(symbols * cycles_per_bit(m));
}

std::size_t reply_symbols(Modulation m, bool with_pilot, std::size_t bits) {
  constexpr std::size_t dummy = 1;
  const std::size_t preamble =
      m == Modulation::fm0 ? (with_pilot ? 18U : 6U) : (with_pilot ? 22U : 10U);
  return preamble + bits + dummy;
}

Result<int> frequency_tolerance_permille(DivideRatio dr, std::int32_t trcal_ns,
                                         bool extended_temperature) {
  // The rows of single values come first, so they win over the ranges that touch them.
  for (const ToleranceRow& row : k_tolerances) {
    if (row.dr == dr && near_or_between(trcal_ns, row.low_ns, row.high_ns)) {
      return extended_temperature ? row.extended_permille : row.nominal_permille;
    }
  }
  return fail(ErrorCode::configuration,
              "TRcal is " + std::to_string(trcal_ns) + " ns, expected " +
                  (dr == DivideRatio::dr8 ? "17200 to 200000 ns with DR 8"
                                          : "33300 to 225000 ns with DR 64/3"));
}

Result<void> validate(const LinkProfile& profile) {
  const std::int64_t tari = profile.tari_ns;
  const std::int64_t rtcal = profile.rtcal_ns();
  if (auto ok = expect_range("Tari", tari, 6250, 25000); !ok) return ok;
  if (auto ok = expect_range("data-1", profile.data1_ns, divide(tari * 3, 2), tari * 2); !ok) {
    return ok;
  }
  if (auto ok = expect_range("TRcal", profile.trcal_ns, divide(rtcal * 11, 10), rtcal * 3); !ok) {
    return ok;
  }
  const std::int64_t shortest_pw = std::max<std::int64_t>(2000, divide(tari * 265, 1000));
  if (auto ok = expect_range("PW", profile.pw_ns, shortest_pw, tari * 525 / 1000); !ok) return ok;
  if (auto ok = expect_range("delimiter", profile.delimiter_ns, 11875, 13125); !ok) return ok;
  const auto tolerance = frequency_tolerance_permille(profile.dr, profile.trcal_ns, false);
  if (!tolerance) return fail(tolerance.error());
  return {};
}

void ask_for(const LinkProfile& profile, Query& query) {
  query.dr = profile.dr;
  query.m = profile.m;
  query.trext = profile.trext;
}

std::span<const NamedProfile> named_profiles() { return k_profiles; }

Result<LinkProfile> find_profile(std::string_view name) {
  std::vector<std::string> names;
  for (const NamedProfile& named : k_profiles) {
    if (named.name == name) return named.profile;
    names.emplace_back(named.name);
  }
  std::string list;
  for (const std::string& known : names) list += (list.empty() ? "" : ", ") + known;
  return fail(ErrorCode::not_found, "unknown link profile '" + std::string(name) + "'" +
                                        bits::did_you_mean(name, names) + ", expected one of " +
                                        list);
}

SlotTimes slot_times(const LinkProfile& profile, const SlotAssumptions& assumptions) {
  constexpr auto sync = CommandStart::frame_sync;
  const Duration rep = profile.forward_duration(encode(QueryRep{assumptions.session}), sync);
  const Duration ack = profile.forward_duration(encode(Ack{assumptions.ack_rn}), sync);
  const Duration t1 = profile.t1().nominal;
  const Duration t2 = profile.backscatter_cycles(assumptions.t2_cycles);
  const Duration t3 = profile.backscatter_cycles(assumptions.t3_cycles);
  SlotTimes times;
  times.empty = rep + t1 + t3;
  times.collision = rep + t1 + profile.reply_duration(16) + t2;
  times.success =
      times.collision + ack + t1 + profile.reply_duration(assumptions.epc_reply_bits) + t2;
  return times;
}

}  // namespace plugtest::gen2
