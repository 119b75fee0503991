#include "protocols/total/codings.h"

#include <array>
#include <optional>

namespace plugtest::total::ppe {
namespace {

using bits::BitString;

constexpr unsigned k_positions = 4;

std::array<std::int32_t, k_positions> positions(const Profile& profile) {
  return {profile.ppe_00, profile.ppe_01, profile.ppe_10, profile.ppe_11};
}

/// A symbol with pulses at the positions of `mask` (bit 0 = position 0).
void put_symbol(const Profile& profile, unsigned mask, Chips& chips) {
  for (unsigned position = 0; position < k_positions; ++position) {
    const bool pulse = ((mask >> position) & 1U) != 0;
    chips.push_back(pulse ? 1 : 0);
    chips.push_back(pulse && profile.ppe_pulse_halves == 2 ? 1 : 0);
  }
}

/// The pulses of the symbol at `at`; empty when one of them has another width.
std::optional<unsigned> symbol_at(const Profile& profile, const Chips& chips, std::size_t at) {
  unsigned mask = 0;
  for (unsigned position = 0; position < k_positions; ++position) {
    const bool pulse = chips[at + 2 * position] != 0;
    const bool second = chips[at + 2 * position + 1] != 0;
    if (second != (pulse && profile.ppe_pulse_halves == 2)) return std::nullopt;
    if (pulse) mask |= 1U << position;
  }
  return mask;
}

/// The pilot's symbol `before` symbols before the sync (1: the last): most are empty.
unsigned pilot_mask(const Profile& profile, std::int32_t before) {
  return before % profile.ppe_pilot_period == 0
             ? 1U << static_cast<unsigned>(profile.ppe_pilot_position)
             : 0U;
}

}  // namespace

Chips head(const Profile& profile) {
  Chips chips;
  for (std::int32_t before = profile.pilot_symbols; before > 0; --before) {
    put_symbol(profile, pilot_mask(profile, before), chips);
  }
  put_symbol(profile, static_cast<unsigned>(profile.ppe_sync_mask), chips);
  return chips;
}

Chips mark(const Profile& profile) {
  Chips chips;
  put_symbol(profile, pilot_mask(profile, 1), chips);
  put_symbol(profile, static_cast<unsigned>(profile.ppe_sync_mask), chips);
  return chips;
}

void put(const Profile& profile, const std::vector<BitString>& pages, Chips& chips) {
  const auto table = positions(profile);
  for (const BitString& page : pages) {
    for (std::size_t at = 0; at + 2 <= page.size(); at += 2) {
      put_symbol(profile, 1U << static_cast<unsigned>(table[page.value(at, 2)]), chips);
    }
  }
}

Result<BitString> take(const Profile& profile, const Chips& chips, std::size_t at) {
  const auto table = positions(profile);
  BitString bits;
  for (; at + k_chips <= chips.size(); at += k_chips) {
    const auto mask = symbol_at(profile, chips, at);
    std::optional<std::uint64_t> value;
    for (std::uint64_t pair = 0; mask && pair < table.size(); ++pair) {
      if (*mask == 1U << static_cast<unsigned>(table[pair])) value = pair;
    }
    if (!value) return bad_chips("expected one pulse in a PPE symbol", at);
    if (bits.size() + 2 > BitString::k_max_bits)
      return bad_chips("a message has too many bits", at);
    bits.append(*value, 2);
  }
  if (at != chips.size()) return bad_chips("a PPE message ends inside a symbol", at);
  return bits;
}

}  // namespace plugtest::total::ppe
