#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::gen2 {

/// What a tag holds (Gen2 v1.2.0, 6.3.2.1), in 16-bit words a bank. The EPC bank is StoredCRC,
/// StoredPC, UII; the reserved bank is kill password, access password.
class TagMemory {
 public:
  /// A memory with this PC and UII. `pc.length_words` is used as given: a length that does not fit
  /// the UII is a fault that real tags show. TID and user bank are given in words.
  explicit TagMemory(const EpcReply& identity, std::span<const std::uint16_t> tid = {},
                     std::span<const std::uint16_t> user = {});

  void set_passwords(std::uint32_t kill, std::uint32_t access);
  std::uint32_t kill_password() const;
  std::uint32_t access_password() const;

  /// All words of a bank; the EPC bank begins with the StoredCRC, then the PC.
  std::span<const std::uint16_t> bank(MemoryBank bank) const {
    return banks_[static_cast<std::size_t>(bank)];
  }

  std::uint16_t stored_pc() const { return bank(MemoryBank::epc)[1]; }

  /// Whether `mask` stands at bit address `pointer` of the bank (6.3.2.11.1.1). An empty mask is
  /// found at every address of the bank; a mask that reaches beyond the bank is not found.
  bool matches(MemoryBank bank, std::uint32_t pointer, const bits::BitString& mask) const;

  /// What the tag sends to an ACK: PC, as many words as its L says (zeros beyond the bank), CRC.
  bits::BitString epc_reply() const;

  /// The truncated answer: 00000, the EPC from bit address `from` of the bank on to the end that L
  /// names, CRC.
  bits::BitString truncated_reply(std::uint32_t from) const;

  /// Bit address just after the UII that L names.
  std::uint32_t uii_end() const;

 private:
  /// PC and UII as far as L goes: what StoredCRC covers.
  bits::BitString identity_bits() const;

  std::array<std::vector<std::uint16_t>, 4> banks_;
};

}  // namespace plugtest::gen2
