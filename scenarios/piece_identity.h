#pragma once

#include "protocols/bits/result.h"
#include "protocols/identity/text_form.h"

#include <string>

namespace plugtest::scenarios {

/// What a piece is known by, as people write it: an S10 identifier ("RR000164273KH"), an SSCC with
/// the length of its company prefix ("SSCC/7 106141412345678908"), a text form of the identity room
/// ("urn:epc:id:sscc:..."), or hexadecimal digits. With the PC word that a Type C tag needs for it;
/// UPU forms get the AFI 0, for no public standard assigns them one. Errors: `malformed`,
/// `check_failed`, `unsupported`, `configuration` for eighteen digits alone and for what is no 1 to
/// 31 words of 16 bits.
Result<identity::TagIdentity> piece_identity(const std::string& text);

}  // namespace plugtest::scenarios
