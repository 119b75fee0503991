#include "protocols/total/message.h"

#include <array>
#include <optional>

// Chips of Type D messages. All of it is a model: the standard's symbol tables are not public.

namespace plugtest::total {
namespace {

using bits::BitString;

constexpr std::size_t k_ppe_chips = 8;     // a symbol: four positions of two chips
constexpr std::size_t k_miller_chips = 4;  // a bit: two subcarrier cycles
constexpr std::string_view k_miller_preamble = "010111";

tl::unexpected<Error> bad(std::string why, std::size_t chip) {
  Where where;
  where.byte_offset = chip;
  return fail(ErrorCode::malformed, std::move(why), std::move(where));
}

std::array<std::int32_t, 4> positions(const Profile& profile) {
  return {profile.ppe_00, profile.ppe_01, profile.ppe_10, profile.ppe_11};
}

// --- PPE

/// A symbol with pulses at the positions of `mask` (bit 0 = position 0).
void put_symbol(unsigned mask, Chips& chips) {
  for (unsigned position = 0; position < 4; ++position) {
    chips.push_back((mask >> position) & 1U);
    chips.push_back(0);
  }
}

constexpr unsigned k_empty = 0;
constexpr unsigned k_pilot_pulse = 0b0001;
constexpr unsigned k_sync = 0b0101;  // two pulses: no data symbol has them

/// The pulses of the symbol at `at`; empty when a chip is set where none may be.
std::optional<unsigned> symbol_at(const Chips& chips, std::size_t at) {
  unsigned mask = 0;
  for (unsigned position = 0; position < 4; ++position) {
    if (chips[at + 2 * position] != 0) mask |= 1U << position;
    if (chips[at + 2 * position + 1] != 0) return std::nullopt;
  }
  return mask;
}

Chips ppe_chips(const Profile& profile, const std::vector<BitString>& pages) {
  Chips chips;
  // Alternating, and the last one before the sync is empty.
  for (std::int32_t i = profile.pilot_symbols; i > 0; --i) {
    put_symbol(i % 2 == 1 ? k_empty : k_pilot_pulse, chips);
  }
  put_symbol(k_sync, chips);
  const auto table = positions(profile);
  for (const BitString& page : pages) {
    for (std::size_t at = 0; at + 2 <= page.size(); at += 2) {
      put_symbol(1U << static_cast<unsigned>(table[page.value(at, 2)]), chips);
    }
  }
  return chips;
}

Result<BitString> ppe_bits(const Profile& profile, const Chips& chips) {
  std::size_t at = 0;
  // The sync, with an empty symbol before it.
  const auto is_sync = [&](std::size_t chip) {
    return symbol_at(chips, chip) == k_empty && symbol_at(chips, chip + k_ppe_chips) == k_sync;
  };
  while (at + 2 * k_ppe_chips <= chips.size() && !is_sync(at)) ++at;
  if (at + 2 * k_ppe_chips > chips.size()) return bad("there is no PPE sync", chips.size());
  at += 2 * k_ppe_chips;
  const auto table = positions(profile);
  BitString bits;
  for (; at + k_ppe_chips <= chips.size(); at += k_ppe_chips) {
    const auto mask = symbol_at(chips, at);
    std::optional<std::uint64_t> value;
    for (std::uint64_t pair = 0; mask && pair < table.size(); ++pair) {
      if (*mask == 1U << static_cast<unsigned>(table[pair])) value = pair;
    }
    if (!value) return bad("expected one pulse in a PPE symbol", at);
    if (bits.size() + 2 > BitString::k_max_bits) return bad("a message has too many bits", at);
    bits.append(*value, 2);
  }
  if (at != chips.size()) return bad("a PPE message ends inside a symbol", at);
  return bits;
}

// --- Miller, M = 2

/// Coder of the baseband: inverts in the middle of a 1, and between two 0s.
class Miller {
 public:
  void put(bool bit, Chips& chips) {
    if (!bit && !last_) level_ = !level_;
    put_half(0, chips);
    if (bit) level_ = !level_;
    put_half(1, chips);
    last_ = bit;
  }

 private:
  void put_half(unsigned half, Chips& chips) const {
    // One subcarrier cycle in each half of the bit.
    for (unsigned chip = 0; chip < 2; ++chip) {
      const bool subcarrier = (half * 2 + chip) % 2 == 0;
      chips.push_back(level_ == subcarrier ? 1 : 0);
    }
  }
  bool level_ = false;
  bool last_ = true;
};

Chips miller_chips(const Profile& profile, const std::vector<BitString>& pages) {
  Chips chips;
  // Pilot: plain subcarrier, one bit time each.
  for (std::int32_t i = 0; i < profile.pilot_symbols; ++i) {
    for (std::size_t chip = 0; chip < k_miller_chips; ++chip) chips.push_back(chip % 2 == 0);
  }
  Miller miller;
  for (const char bit : k_miller_preamble) miller.put(bit == '1', chips);
  for (const BitString& page : pages) {
    for (std::size_t i = 0; i < page.size(); ++i) miller.put(page[i], chips);
  }
  return chips;
}

/// The two half-bit levels at `at`: whether the subcarrier runs upright. Empty when it is broken.
std::optional<std::array<bool, 2>> halves_at(const Chips& chips, std::size_t at) {
  std::array<bool, 2> upright{};
  for (std::size_t half = 0; half < 2; ++half) {
    if (chips[at + 2 * half] == chips[at + 2 * half + 1]) return std::nullopt;
    upright[half] = chips[at + 2 * half] != 0;
  }
  return upright;
}

Result<BitString> miller_bits(const Chips& chips) {
  Chips sync;
  Miller coder;
  for (const char bit : k_miller_preamble) coder.put(bit == '1', sync);
  // Polarity means nothing on the air: the sync may come inverted.
  const auto is_sync = [&](std::size_t at) {
    const bool inverted = chips[at] != sync[0];
    for (std::size_t i = 0; i < sync.size(); ++i) {
      if ((chips[at + i] != 0) != ((sync[i] != 0) != inverted)) return false;
    }
    return true;
  };
  std::size_t at = 0;
  while (at + sync.size() <= chips.size() && !is_sync(at)) ++at;
  if (at + sync.size() > chips.size()) return bad("there is no Miller sync", chips.size());
  at += sync.size();
  BitString bits;
  for (; at + k_miller_chips <= chips.size(); at += k_miller_chips) {
    const auto halves = halves_at(chips, at);
    if (!halves) return bad("the subcarrier is broken", at);
    if (bits.size() == BitString::k_max_bits) return bad("a message has too many bits", at);
    bits.append((*halves)[0] != (*halves)[1] ? 1U : 0U, 1);
  }
  if (at != chips.size()) return bad("a Miller message ends inside a bit", at);
  return bits;
}

}  // namespace

Chips encode_chips(const Profile& profile, const std::vector<BitString>& pages) {
  return profile.coding == Coding::ppe ? ppe_chips(profile, pages) : miller_chips(profile, pages);
}

Result<BitString> decode_chips(const Profile& profile, const Chips& chips) {
  return profile.coding == Coding::ppe ? ppe_bits(profile, chips) : miller_bits(chips);
}

}  // namespace plugtest::total
