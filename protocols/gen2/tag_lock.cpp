#include "protocols/gen2/tag_lock.h"

namespace plugtest::gen2 {

bool TagLocks::apply(std::uint16_t mask, std::uint16_t action) {
  std::array<LockBits, k_fields> changed = fields_;
  for (std::size_t field = 0; field < k_fields; ++field) {
    const unsigned shift = static_cast<unsigned>(2 * (k_fields - 1 - field));
    const auto bit = [shift](std::uint16_t payload, unsigned which) {
      return ((payload >> (shift + which)) & 1U) != 0;
    };
    LockBits& bits = changed[field];
    if (bit(mask, 1)) bits.pwd = bit(action, 1);
    if (bit(mask, 0)) bits.permalock = bit(action, 0);
    // A permalocked field keeps both of its bits; a payload that says what they are is no change.
    if (fields_[field].permalock && bits != fields_[field]) return false;
  }
  fields_ = changed;
  return true;
}

}  // namespace plugtest::gen2
