#include "protocols/total/codings.h"

#include <array>
#include <optional>

namespace plugtest::total::miller {
namespace {

using bits::BitString;

/// Coder of the baseband: inverts in the middle of a 1, and between two 0s.
class Baseband {
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

/// Codes the preamble; data goes on from where it leaves the baseband.
Baseband put_preamble(const Profile& profile, Chips& chips) {
  Baseband baseband;
  const BitString preamble{static_cast<std::uint64_t>(profile.miller_preamble),
                           static_cast<std::size_t>(profile.miller_preamble_bits)};
  for (std::size_t i = 0; i < preamble.size(); ++i) baseband.put(preamble[i], chips);
  return baseband;
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

}  // namespace

Chips head(const Profile& profile) {
  Chips chips;
  // Pilot: plain subcarrier, one bit time each.
  for (std::int32_t i = 0; i < profile.pilot_symbols; ++i) {
    for (std::size_t chip = 0; chip < k_chips; ++chip) chips.push_back(chip % 2 == 0);
  }
  put_preamble(profile, chips);
  return chips;
}

Chips mark(const Profile& profile) {
  Chips chips;
  put_preamble(profile, chips);
  return chips;
}

void put(const Profile& profile, const std::vector<BitString>& pages, Chips& chips) {
  Chips preamble;
  Baseband baseband = put_preamble(profile, preamble);
  for (const BitString& page : pages) {
    for (std::size_t i = 0; i < page.size(); ++i) baseband.put(page[i], chips);
  }
}

Result<BitString> take(const Profile& /*profile*/, const Chips& chips, std::size_t at) {
  BitString bits;
  for (; at + k_chips <= chips.size(); at += k_chips) {
    const auto halves = halves_at(chips, at);
    if (!halves) return bad_chips("the subcarrier is broken", at);
    if (bits.size() == BitString::k_max_bits) return bad_chips("a message has too many bits", at);
    bits.append((*halves)[0] != (*halves)[1] ? 1U : 0U, 1);
  }
  if (at != chips.size()) return bad_chips("a Miller message ends inside a bit", at);
  return bits;
}

}  // namespace plugtest::total::miller
