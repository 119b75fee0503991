#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/total/profile.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::total {

/// The check over `bits`, with the parameters of the profile, as it is sent: the first bit on the
/// air is the most significant one of the result. `preset`: crc_preset, or with chained checks that
/// of the page before.
std::uint16_t page_crc(const Profile& profile, const bits::BitString& bits, std::uint16_t preset);
/// With crc_preset: a page by itself, or a command.
std::uint16_t page_crc(const Profile& profile, const bits::BitString& bits);

/// A chain of pages: the first with the identity and the number of pages that follow, then data
/// pages that count down (US 8,427,282; widths by the profile) or up.
///
/// `identity` has first_data_bits bits; `data` holds one string of next_data_bits bits for each
/// data page.
std::vector<bits::BitString> encode_message(const Profile& profile, const bits::BitString& identity,
                                            const std::vector<bits::BitString>& data = {});

/// One page taken apart.
struct Page {
  bool first = false;
  std::uint32_t type = 0;
  std::uint32_t following = 0;  ///< how many pages follow, as it says; 0 where it cannot say
  bits::BitString data{};
  std::uint16_t crc = 0;
  bool crc_right = false;  ///< zeros where the profile wants zeros count as right

  bool operator==(const Page&) const = default;
};

/// Takes the pages of one message in the order in which they come.
class MessageDecoder {
 public:
  /// `profile` must outlive this object.
  explicit MessageDecoder(const Profile& profile) : profile_(profile) {}

  /// Errors: `malformed` for a page of the wrong length, a wrong type, a number out of its order,
  /// or a page after the last. A wrong check is not an error but told in the page; the pages after
  /// it cannot be checked when checks are chained, and count as wrong.
  Result<Page> take(const bits::BitString& page);

  /// A page after the first has come, but not so that anything of it could be told.
  void skip();

  /// All pages that the first one announced have come. Before the first one: false.
  bool complete() const { return any_ && left_ == 0; }

  /// Whether a check over the identity was right: that of the first page or, when the profile sends
  /// zeros there, that of the page after it.
  bool identity_checked() const { return identity_checked_; }

 private:
  bool check(const bits::BitString& bits, Page& page);

  const Profile& profile_;
  bool any_ = false;
  bool chain_broken_ = false;
  bool identity_checked_ = false;
  std::uint32_t announced_ = 0;  ///< data pages, by the first page
  std::uint32_t left_ = 0;
  std::uint16_t previous_crc_ = 0;
};

/// Levels of a backscattered message: 1 reflecting, 0 not. Four chips a bit period: in PPE a symbol
/// of two bits has four positions of two chips, in Miller a bit has two subcarrier cycles, in PWM a
/// pulse of one to three chips and a gap.
using Chips = std::vector<std::uint8_t>;

/// Pilot, sync and the bits of all pages.
Chips encode_chips(const Profile& profile, const std::vector<bits::BitString>& pages);

/// The bits behind the sync, which may stand anywhere. Errors: `malformed` without a sync or with a
/// symbol that is none (byte offset = chip).
Result<bits::BitString> decode_chips(const Profile& profile, const Chips& chips);

/// One line for traces: "page 1 of 3 type=1 identity=45800000191B crc=F9D4 right".
std::string to_string(const Page& page);

}  // namespace plugtest::total
