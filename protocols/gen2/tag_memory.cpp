#include "protocols/gen2/tag_memory.h"

#include "protocols/bits/crc.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace plugtest::gen2 {
namespace {

using bits::BitString;

constexpr std::size_t k_word_bits = 16;
constexpr std::uint32_t k_xpc_word = 0x21;  // 210h
constexpr std::size_t k_uii_word = 2;       // after StoredCRC and StoredPC

std::uint32_t password(std::span<const std::uint16_t> reserved, std::size_t word) {
  return (std::uint32_t{reserved[word]} << 16U) | reserved[word + 1];
}

/// `count` words from word `first` on; zeros beyond the end of the bank.
void append_words(BitString& out, std::span<const std::uint16_t> bank, std::size_t first,
                  std::size_t count) {
  for (std::size_t i = first; i < first + count; ++i) {
    out.append(i < bank.size() ? bank[i] : 0U, k_word_bits);
  }
}

}  // namespace

TagMemory::TagMemory(const EpcReply& identity, std::span<const std::uint16_t> tid,
                     std::span<const std::uint16_t> user) {
  banks_[static_cast<std::size_t>(MemoryBank::reserved)].assign(4, 0);
  auto& epc = banks_[static_cast<std::size_t>(MemoryBank::epc)];
  epc = {0, identity::to_word(identity.pc)};
  const auto bytes = identity.uii.bytes();
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const unsigned low = i + 1 < bytes.size() ? bytes[i + 1] : 0U;
    epc.push_back(static_cast<std::uint16_t>((unsigned{bytes[i]} << 8U) | low));
  }
  banks_[static_cast<std::size_t>(MemoryBank::tid)].assign(tid.begin(), tid.end());
  banks_[static_cast<std::size_t>(MemoryBank::user)].assign(user.begin(), user.end());
  // What tells who made the tag is locked at the factory.
  locks_.set(LockField::tid, {.pwd = true, .permalock = true});
  power_up();
}

void TagMemory::set_passwords(std::uint32_t kill, std::uint32_t access) {
  banks_[static_cast<std::size_t>(MemoryBank::reserved)] = {
      static_cast<std::uint16_t>(kill >> 16U), static_cast<std::uint16_t>(kill & 0xFFFFU),
      static_cast<std::uint16_t>(access >> 16U), static_cast<std::uint16_t>(access & 0xFFFFU)};
}

std::uint32_t TagMemory::kill_password() const { return password(bank(MemoryBank::reserved), 0); }

std::uint32_t TagMemory::access_password() const { return password(bank(MemoryBank::reserved), 2); }

bool TagMemory::matches(MemoryBank where, std::uint32_t pointer, const BitString& mask) const {
  const std::array<std::uint16_t, 2> xpc{xpc_w1_.value_or(0), xpc_w2_.value_or(0)};
  constexpr std::uint32_t k_xpc_start = k_xpc_word * k_word_bits;
  std::span<const std::uint16_t> words = bank(where);
  if (where == MemoryBank::epc && xpc_w1_ && pointer >= k_xpc_start) {
    words = std::span(xpc).first(xpc_w2_ ? 2 : 1);
    pointer -= k_xpc_start;
  }
  const std::size_t end = std::size_t{pointer} + mask.size();
  if (pointer >= words.size() * k_word_bits || end > words.size() * k_word_bits) return false;
  for (std::size_t done = 0; done < mask.size();) {
    // As far as the current word of the bank reaches.
    const std::size_t address = pointer + done;
    const std::size_t offset = address % k_word_bits;
    const std::size_t step = std::min(k_word_bits - offset, mask.size() - done);
    const unsigned stored =
        (unsigned{words[address / k_word_bits]} >> (k_word_bits - offset - step)) &
        ((1U << step) - 1U);
    if (stored != mask.value(done, step)) return false;
    done += step;
  }
  return true;
}

BitString TagMemory::epc_reply() const {
  BitString reply = packet_bits();
  reply.append(bits::crc16(reply), k_word_bits);
  return reply;
}

BitString TagMemory::packet_bits() const {
  const identity::PcWord pc = identity::pc_from_word(stored_pc());
  BitString packet{stored_pc(), k_word_bits};
  // XI announces the words that follow the PC; they do not count in L.
  if (pc.extended && xpc_w1_) packet.append(*xpc_w1_, k_word_bits);
  if (pc.extended && xpc_w2_) packet.append(*xpc_w2_, k_word_bits);
  append_words(packet, bank(MemoryBank::epc), k_uii_word, pc.length_words);
  return packet;
}

void TagMemory::power_up() {
  if (!std::exchange(stored_crc_stale_, false)) return;
  banks_[static_cast<std::size_t>(MemoryBank::epc)][0] = bits::crc16(identity_bits());
}

std::uint32_t TagMemory::words_of(MemoryBank where) const {
  return static_cast<std::uint32_t>(bank(where).size());
}

bool TagMemory::holds(MemoryBank where, std::uint32_t word_pointer, std::size_t words) const {
  const std::uint64_t end = std::uint64_t{word_pointer} + words;
  if (end <= words_of(where)) return true;
  if (where != MemoryBank::epc || !xpc_w1_ || word_pointer < k_xpc_word) return false;
  return end <= k_xpc_word + 1U + (xpc_w2_ ? 1U : 0U);
}

std::uint16_t TagMemory::read(MemoryBank where, std::uint32_t word_pointer) const {
  const auto words = bank(where);
  if (word_pointer < words.size()) return words[word_pointer];
  return word_pointer == k_xpc_word ? xpc_w1_.value_or(0) : xpc_w2_.value_or(0);
}

void TagMemory::write(MemoryBank where, std::uint32_t word_pointer, std::uint16_t word) {
  banks_[static_cast<std::size_t>(where)].at(word_pointer) = word;
  stored_crc_stale_ |= where == MemoryBank::epc;
  if (where == MemoryBank::epc && word_pointer == 1) tell_xi();
}

bool TagMemory::supports_length(std::uint8_t uii_words) const {
  return uii_words + k_uii_word <= words_of(MemoryBank::epc);
}

void TagMemory::set_length(std::uint8_t uii_words) {
  identity::PcWord pc = identity::pc_from_word(stored_pc());
  pc.length_words = uii_words;
  banks_[static_cast<std::size_t>(MemoryBank::epc)][1] = identity::to_word(pc);
  stored_crc_stale_ = true;
  power_up();
}

void TagMemory::tell_xi() {
  constexpr unsigned k_xi = 0x0200;
  auto& pc = banks_[static_cast<std::size_t>(MemoryBank::epc)][1];
  pc = static_cast<std::uint16_t>(xpc_w1_.value_or(0) != 0 ? pc | k_xi : pc & ~k_xi);
}

std::uint32_t TagMemory::blocks() const {
  if (block_words_ == 0) return 0;
  return (words_of(MemoryBank::user) + block_words_ - 1U) / block_words_;
}

bool TagMemory::block_locked(std::uint32_t block) const {
  return block < locked_blocks_.size() && locked_blocks_[block];
}

void TagMemory::lock_block(std::uint32_t block) {
  if (locked_blocks_.size() <= block) locked_blocks_.resize(std::size_t{block} + 1);
  locked_blocks_[block] = true;
}

bool TagMemory::any_block_locked(std::uint32_t word_pointer, std::size_t words) const {
  if (block_words_ == 0) return false;
  for (std::size_t word = word_pointer; word < word_pointer + words; ++word) {
    if (block_locked(static_cast<std::uint32_t>(word / block_words_))) return true;
  }
  return false;
}

void TagMemory::set_xpc(std::uint16_t w1, std::optional<std::uint16_t> w2) {
  constexpr std::uint16_t k_xeb = 0x8000;
  xpc_w1_ = static_cast<std::uint16_t>(w2 ? w1 | k_xeb : w1 & ~k_xeb);
  xpc_w2_ = w2;
  tell_xi();
  stored_crc_stale_ = true;
  power_up();
}

BitString TagMemory::truncated_reply(std::uint32_t from) const {
  BitString uii;
  append_words(uii, bank(MemoryBank::epc), 0, uii_end() / k_word_bits);
  return encode_truncated(from < uii.size() ? uii.slice(from, uii.size() - from) : BitString{});
}

std::uint32_t TagMemory::uii_end() const {
  const unsigned words = identity::pc_from_word(stored_pc()).length_words;
  return static_cast<std::uint32_t>((k_uii_word + words) * k_word_bits);
}

BitString TagMemory::identity_bits() const {
  BitString bits;
  append_words(bits, bank(MemoryBank::epc), 1,
               1U + identity::pc_from_word(stored_pc()).length_words);
  return bits;
}

}  // namespace plugtest::gen2
