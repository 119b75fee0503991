#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/total/message.h"
#include "protocols/total/profile.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::total {

// The three codings, each in a file of its own and with the same four functions; coding.cpp puts a
// message together and takes it apart by them. All of it is a model with the profile's numbers: the
// standard's symbol tables are not public.
//
// head: pilot and sync. mark: its end, which a receiver looks for. put: data behind the head. take:
// the bits from chip `at` to the end; error `malformed` with the chip as byte offset.

/// Pulse position: a symbol of two bits is four positions of two chips, a pulse in one of them.
namespace ppe {
constexpr std::size_t k_chips = 8;  ///< a symbol

Chips head(const Profile& profile);
Chips mark(const Profile& profile);
void put(const Profile& profile, const std::vector<bits::BitString>& pages, Chips& chips);
Result<bits::BitString> take(const Profile& profile, const Chips& chips, std::size_t at);
}  // namespace ppe

/// Miller, M = 2: a bit is two cycles of the subcarrier, of two chips each.
namespace miller {
constexpr std::size_t k_chips = 4;  ///< a bit

Chips head(const Profile& profile);
Chips mark(const Profile& profile);
void put(const Profile& profile, const std::vector<bits::BitString>& pages, Chips& chips);
Result<bits::BitString> take(const Profile& profile, const Chips& chips, std::size_t at);
}  // namespace miller

/// Pulse width: a bit period of four chips begins with a pulse, whose width tells the bit.
namespace pwm {
constexpr std::size_t k_chips = 4;      ///< a bit
constexpr std::int32_t k_quarters = 4;  ///< of a bit period: its chips

Chips head(const Profile& profile);
Chips mark(const Profile& profile);
void put(const Profile& profile, const std::vector<bits::BitString>& pages, Chips& chips);
Result<bits::BitString> take(const Profile& profile, const Chips& chips, std::size_t at);
}  // namespace pwm

/// Whether a receiver that hears silence and then the head of a message finds the sync where it is,
/// and not before it.
bool sync_stands_out(const Profile& profile);

/// The error of a coding.
tl::unexpected<Error> bad_chips(std::string why, std::size_t chip);

}  // namespace plugtest::total
