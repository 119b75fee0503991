#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"
#include "protocols/gen2/tag_lock.h"

#include <array>
#include <cstdint>
#include <optional>
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

  /// Whether `mask` stands at bit address `pointer` of the bank, or of its XPC words
  /// (6.3.2.11.1.1). An empty mask is found at every address of the bank; a mask that begins or
  /// reaches beyond the bank is not found.
  bool matches(MemoryBank bank, std::uint32_t pointer, const bits::BitString& mask) const;

  /// What the tag sends to an ACK: PC, XPC words where XI is set, as many words as L says (zeros
  /// beyond the bank), CRC over all of that (the PacketCRC of Gen2 v1.2.0, 6.3.2.1.2.1).
  bits::BitString epc_reply() const;

  /// The tag computes its StoredCRC anew; a write leaves the old one until then.
  void power_up();

  /// @name Writing. The caller has checked locks and range.
  /// @{
  bool holds(MemoryBank bank, std::uint32_t word_pointer, std::size_t words) const;
  std::uint16_t read(MemoryBank bank, std::uint32_t word_pointer) const;
  /// Of the StoredPC all but XI is written: that bit always tells whether XPC_W1 is other than
  /// zero.
  void write(MemoryBank bank, std::uint32_t word_pointer, std::uint16_t word);
  /// Whether the EPC bank holds as many words of UII: a tag refuses any other L (6.3.2.1.2.2).
  bool supports_length(std::uint8_t uii_words) const;
  /// Writes L alone, as Untraceable does; the StoredCRC follows.
  void set_length(std::uint8_t uii_words);
  /// Words of a bank, XPC included: what a Read with count 0 reaches.
  std::uint32_t words_of(MemoryBank bank) const;
  /// @}

  const TagLocks& locks() const { return locks_; }
  TagLocks& locks() { return locks_; }

  /// @name Blocks of the user bank that BlockPermalock knows (Gen2 v1.2.0, 6.3.2.12.3.9)
  /// @{
  void set_block_words(std::uint8_t words) { block_words_ = words; }  ///< 0: no such blocks
  std::uint32_t blocks() const;
  bool block_locked(std::uint32_t block) const;
  void lock_block(std::uint32_t block);
  /// Whether a block that is permalocked holds one of these words of the user bank.
  bool any_block_locked(std::uint32_t word_pointer, std::size_t words) const;
  /// @}

  /// @name Extended protocol control (Gen2 v1.2.0, 6.3.2.1.2.5; EPC bank 210h and 220h)
  /// @{
  /// XI in the StoredPC follows, and the StoredCRC.
  void set_xpc(std::uint16_t w1, std::optional<std::uint16_t> w2 = std::nullopt);
  std::optional<std::uint16_t> xpc_w1() const { return xpc_w1_; }
  /// @}

  /// The truncated answer: 00000, the EPC from bit address `from` of the bank on to the end that L
  /// names, CRC.
  bits::BitString truncated_reply(std::uint32_t from) const;

  /// Bit address just after the UII that L names.
  std::uint32_t uii_end() const;

 private:
  /// PC and UII as far as L goes: what StoredCRC covers.
  bits::BitString identity_bits() const;

  void tell_xi();
  bits::BitString packet_bits() const;

  std::array<std::vector<std::uint16_t>, 4> banks_;
  TagLocks locks_;
  std::vector<bool> locked_blocks_;
  std::uint8_t block_words_ = 4;
  bool stored_crc_stale_ = true;
  std::optional<std::uint16_t> xpc_w1_;
  std::optional<std::uint16_t> xpc_w2_;
};

}  // namespace plugtest::gen2
