#include "protocols/total/codings.h"

#include <optional>

namespace plugtest::total::pwm {
namespace {

using bits::BitString;

void put_pulse(std::int32_t high, std::int32_t low, Chips& chips) {
  chips.insert(chips.end(), static_cast<std::size_t>(high), std::uint8_t{1});
  chips.insert(chips.end(), static_cast<std::size_t>(low), std::uint8_t{0});
}

void put_bit(const Profile& profile, bool bit, Chips& chips) {
  const std::int32_t width = bit ? profile.pwm_1_quarters : profile.pwm_0_quarters;
  put_pulse(width, k_quarters - width, chips);
}

void put_sync(const Profile& profile, Chips& chips) {
  put_pulse(profile.pwm_sync_pulse_quarters, profile.pwm_sync_gap_quarters, chips);
}

/// The width of the pulse with which the bit period at `at` begins; empty when it has another one.
std::optional<std::int32_t> width_at(const Chips& chips, std::size_t at) {
  std::int32_t width = 0;
  bool over = false;
  for (std::size_t chip = 0; chip < k_chips; ++chip) {
    const bool high = chips[at + chip] != 0;
    if (high && over) return std::nullopt;
    over = over || !high;
    if (high) ++width;
  }
  return width;
}

}  // namespace

Chips head(const Profile& profile) {
  Chips chips;
  for (std::int32_t i = 0; i < profile.pilot_symbols; ++i) put_bit(profile, false, chips);
  put_sync(profile, chips);
  return chips;
}

Chips mark(const Profile& profile) {
  // With the pilot's last bit, so that a part of a longer pulse is not taken for the sync's.
  Chips chips;
  put_bit(profile, false, chips);
  put_sync(profile, chips);
  return chips;
}

void put(const Profile& profile, const std::vector<BitString>& pages, Chips& chips) {
  for (const BitString& page : pages) {
    for (std::size_t i = 0; i < page.size(); ++i) put_bit(profile, page[i], chips);
  }
}

Result<BitString> take(const Profile& profile, const Chips& chips, std::size_t at) {
  BitString bits;
  for (; at + k_chips <= chips.size(); at += k_chips) {
    const auto width = width_at(chips, at);
    if (width != profile.pwm_0_quarters && width != profile.pwm_1_quarters) {
      return bad_chips("expected a PWM pulse of " + std::to_string(profile.pwm_0_quarters) +
                           " or " + std::to_string(profile.pwm_1_quarters) +
                           " quarters of a bit period",
                       at);
    }
    if (bits.size() == BitString::k_max_bits) return bad_chips("a message has too many bits", at);
    bits.append(width == profile.pwm_1_quarters ? 1U : 0U, 1);
  }
  if (at != chips.size()) return bad_chips("a PWM message ends inside a bit", at);
  return bits;
}

}  // namespace plugtest::total::pwm
