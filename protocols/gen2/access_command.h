#pragma once

#include "protocols/gen2/memory_bank.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plugtest::gen2 {

// Access commands of Type C (Gen2 v1.2.0, 6.3.2.12.3), and Untraceable of v2. Passwords and the
// data of a Write travel covered: XOR with an RN16 that the tag has just sent. The structs hold
// what is on the air.

/// Reads words of a bank; count 0 = to its end. 58 bits with a one-byte pointer, CRC-16.
struct Read {
  MemoryBank bank = MemoryBank::epc;
  std::uint32_t word_pointer = 0;
  std::uint8_t word_count = 0;
  std::uint16_t handle = 0;

  bool operator==(const Read&) const = default;
};

/// Writes one word. 66 bits.
struct Write {
  MemoryBank bank = MemoryBank::epc;
  std::uint32_t word_pointer = 0;
  std::uint16_t covered_data = 0;
  std::uint16_t handle = 0;

  bool operator==(const Write&) const = default;
};

/// One half of a kill; the upper half of the password goes first. 59 bits.
struct Kill {
  std::uint16_t covered_half = 0;
  std::uint8_t recommission = 0;  ///< 3 bits: RFU in the first, Recom in the second command
  std::uint16_t handle = 0;

  bool operator==(const Kill&) const = default;
};

/// Changes lock bits; mask and action are 10 bits each, pairs for kill password, access password,
/// EPC, TID, User: pwd-write (or pwd-read/write) and permalock. 60 bits.
struct Lock {
  std::uint16_t mask = 0;
  std::uint16_t action = 0;
  std::uint16_t handle = 0;

  bool operator==(const Lock&) const = default;
};

/// One half of the access password; the upper half goes first. 56 bits.
struct Access {
  std::uint16_t covered_half = 0;
  std::uint16_t handle = 0;

  bool operator==(const Access&) const = default;
};

/// Writes several words, uncovered. 58 bits and 16 a word.
struct BlockWrite {
  /// WordCount has eight bits, and a frame of ours room for as many (bits::BitString::k_max_bits);
  /// tags take far fewer.
  static constexpr std::size_t k_max_words = 255;

  MemoryBank bank = MemoryBank::user;
  std::uint32_t word_pointer = 0;
  std::vector<std::uint16_t> data{};  ///< 1 to k_max_words
  std::uint16_t handle = 0;

  bool operator==(const BlockWrite&) const = default;
};

/// Clears several words. 58 bits.
struct BlockErase {
  MemoryBank bank = MemoryBank::user;
  std::uint32_t word_pointer = 0;
  std::uint8_t word_count = 0;
  std::uint16_t handle = 0;

  bool operator==(const BlockErase&) const = default;
};

/// Reads or sets the permalock bits of 16 blocks a mask word. 67 bits, with `permalock` and 16
/// bits a mask word.
struct BlockPermalock {
  bool permalock = false;  ///< Read/Lock: false reads the bits
  MemoryBank bank = MemoryBank::user;
  std::uint32_t block_pointer = 0;    ///< in units of 16 blocks
  std::uint8_t block_range = 0;       ///< in units of 16 blocks
  std::vector<std::uint16_t> mask{};  ///< `block_range` words with `permalock`, else none
  std::uint16_t handle = 0;

  bool operator==(const BlockPermalock&) const = default;
};

/// Untraceable.TID
enum class HideTid : std::uint8_t { none = 0b00, some = 0b01, all = 0b10 };

/// Untraceable.Range
enum class RangeChange : std::uint8_t { normal = 0b00, toggle = 0b01, reduced = 0b10 };

/// Hides memory from readers without the privilege, and shortens the range (Gen2 v2.0.1,
/// 6.3.2.12.3.16). 62 bits.
struct Untraceable {
  bool assert_u = false;
  bool hide_epc = false;       ///< the words beyond `epc_words`
  std::uint8_t epc_words = 0;  ///< 5 bits: the new L
  HideTid tid = HideTid::none;
  bool hide_user = false;
  RangeChange range = RangeChange::normal;
  std::uint16_t handle = 0;

  bool operator==(const Untraceable&) const = default;
};

}  // namespace plugtest::gen2
