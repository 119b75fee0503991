#pragma once

#include "protocols/bits/result.h"
#include "protocols/identity/pc_word.h"
#include "protocols/identity/s10.h"
#include "protocols/identity/s9.h"
#include "protocols/identity/uii.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plugtest::identity {

/// What a Type C tag carries to be known by: a UII and the PC word that tells how it is coded.
struct TagIdentity {
  PcWord pc{};
  Uii uii{};

  bool operator==(const TagIdentity&) const = default;
};

// UPU identifiers in a UII. No public standard assigns a coding or an application family to them,
// so this is our own raw encoding: six bits a character (the low six of its ASCII code, as in
// ISO/IEC 15962), filled up with blanks (100000 again and again, cut where the last word ends),
// with the PC's ISO bit set and an AFI that is a matter of configuration.

/// The characters (ASCII 20h to 5Fh) in at least `least_bits`, rounded up to whole words of 16
/// bits. Error `malformed` with the byte offset of another character, or when they do not fit 496
/// bits.
Result<Uii> pack_six_bit(std::string_view text, std::size_t least_bits = 0);

/// The characters of a UII packed so, without blanks at the end. Error `malformed` when the bits
/// behind the last whole character are no padding.
Result<std::string> unpack_six_bit(const Uii& uii);

/// S10: 78 bits in 80; or 96 with `least_bits` 96. S9: 174 bits in 176. The identifier must be
/// valid.
TagIdentity to_tag(const S10& item, std::uint8_t afi, std::size_t least_bits = 0);
TagIdentity to_tag(const S9& receptacle, std::uint8_t afi);

/// The text form for reports: "urn:epc:id:sscc:0614141.1234567890", "S10 RR000164273KH",
/// "S9 ...", and hexadecimal for whatever is coded otherwise.
std::string describe(const Uii& uii, const PcWord& pc);

/// The tag that a text form names: what describe() writes, or hexadecimal digits of a GS1 EPC.
/// `afi` is for the UPU forms. Errors as of the form's own parser.
Result<TagIdentity> parse_tag_identity(std::string_view text, std::uint8_t afi);

}  // namespace plugtest::identity
