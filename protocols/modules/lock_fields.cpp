#include "protocols/modules/lock_fields.h"

namespace plugtest::modules {

namespace {

constexpr unsigned k_parts = 5;
constexpr unsigned k_action_bits = 10;
constexpr unsigned k_permalock = 1;  // of the two bits of a part; the other is pwd

/// Of a part, both its mask bits and its action bits: pwd-write (or pwd-read-write) and permalock.
unsigned shift_of(unsigned part) { return 2 * (k_parts - 1 - part); }

}  // namespace

std::optional<std::vector<LockField>> lock_fields(std::uint32_t payload) {
  std::vector<LockField> fields;
  for (unsigned part = 0; part < k_parts; ++part) {
    const unsigned mask = (payload >> (k_action_bits + shift_of(part))) & 3U;
    const unsigned action = (payload >> shift_of(part)) & 3U;
    if (mask == 0) continue;
    if (mask == k_permalock) return std::nullopt;
    // The two action bits, read as a number, have the order of LockField::Action.
    fields.push_back(
        {static_cast<LockField::Part>(part), static_cast<LockField::Action>(action & mask)});
  }
  return fields;
}

std::uint32_t lock_payload(const LockField& field) {
  const unsigned shift = shift_of(static_cast<unsigned>(field.part));
  return (3U << (k_action_bits + shift)) | (static_cast<unsigned>(field.action) << shift);
}

}  // namespace plugtest::modules
