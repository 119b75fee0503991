#pragma once

#include <array>
#include <cstdint>

namespace plugtest::gen2 {

/// What a Lock command can lock, in the order of its payload (Gen2 v1.2.0, 6.3.2.12.3.5).
enum class LockField : std::uint8_t { kill_password, access_password, epc, tid, user };

/// The two lock bits of one field (Gen2 v1.2.0, table 6.47 with its meaning in table 6.48):
/// - neither: writable from open and secured (passwords also readable);
/// - permalock alone: so for ever;
/// - pwd alone: from secured only;
/// - both: never again. Banks stay readable in every case.
struct LockBits {
  bool pwd = false;
  bool permalock = false;

  bool operator==(const LockBits&) const = default;
};

/// All lock bits of a tag.
class TagLocks {
 public:
  static constexpr std::size_t k_fields = 5;

  LockBits of(LockField field) const { return fields_[static_cast<std::size_t>(field)]; }
  void set(LockField field, LockBits bits) { fields_[static_cast<std::size_t>(field)] = bits; }

  /// Whether the field may be written (a password: read too) from secured, or from open.
  bool open_to(LockField field, bool secured) const {
    const LockBits bits = of(field);
    return !bits.pwd || (secured && !bits.permalock);
  }

  /// Executes the payload of a Lock: mask and action of 10 bits, two each field, first bit pwd,
  /// second permalock. False, and nothing changes, when a permalocked field would change.
  bool apply(std::uint16_t mask, std::uint16_t action);

 private:
  std::array<LockBits, k_fields> fields_{};
};

}  // namespace plugtest::gen2
