#include "drivers/llrp/link_modes.h"

#include "protocols/gen2/link_profile.h"

#include <cstdlib>

namespace plugtest::drivers {

namespace {

/// How far a reader's data rate may be from a profile's, in percent: tables give rounded numbers.
constexpr std::int64_t k_rate_tolerance_percent = 2;

bool same_link(const LlrpMode& mode, const gen2::LinkProfile& profile) {
  if (mode.cycles_per_bit != gen2::cycles_per_bit(profile.m)) return false;
  if (mode.divide_ratio_64_3 != (profile.dr == gen2::DivideRatio::dr64_3)) return false;
  const std::int64_t tari = profile.tari_ns;
  if (tari < mode.min_tari_ns || tari > mode.max_tari_ns) return false;
  const std::int64_t rate = profile.blf_hz() / static_cast<std::int64_t>(mode.cycles_per_bit);
  return std::abs(rate - std::int64_t{mode.data_rate}) * 100 <= rate * k_rate_tolerance_percent;
}

}  // namespace

std::string mode_name(const LlrpMode& mode) {
  for (const auto& named : gen2::named_profiles()) {
    if (same_link(mode, named.profile)) return std::string(named.name);
  }
  const std::string coding = mode.cycles_per_bit == 1
                                 ? std::string("FM0")
                                 : "Miller " + std::to_string(mode.cycles_per_bit);
  return "mode " + std::to_string(mode.identifier) + " (" + coding + ", " +
         std::to_string(mode.data_rate) + " bit/s, Tari " + std::to_string(mode.min_tari_ns) +
         (mode.max_tari_ns == mode.min_tari_ns ? "" : " to " + std::to_string(mode.max_tari_ns)) +
         " ns)";
}

std::optional<LlrpMode> find_mode(std::span<const LlrpMode> modes, std::string_view name) {
  for (const auto& mode : modes) {
    if (mode_name(mode) == name || std::to_string(mode.identifier) == name) return mode;
  }
  for (const auto& named : gen2::named_profiles()) {
    if (named.name != name) continue;
    for (const auto& mode : modes) {
      if (same_link(mode, named.profile)) return mode;
    }
  }
  return std::nullopt;
}

std::uint16_t tari_of(const LlrpMode& mode, std::string_view name) {
  if (mode.min_tari_ns == mode.max_tari_ns) return 0;
  const auto profile = gen2::find_profile(name);
  if (!profile || !same_link(mode, *profile)) return 0;
  return static_cast<std::uint16_t>(profile->tari_ns);
}

}  // namespace plugtest::drivers
