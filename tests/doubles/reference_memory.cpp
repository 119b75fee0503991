// The reference tag's memory: what there is, what may be written, and what is.

#include "tests/doubles/reference_bits.h"
#include "tests/doubles/reference_tag.h"

#include <algorithm>

namespace plugtest::doubles {

using gen2::HideTid;
using gen2::MemoryBank;
using gen2::TagError;
using gen2::Untraceable;

/// The words of a bank, without the XPC, up to what Untraceable hides.
std::size_t ReferenceTag::words_seen(MemoryBank bank_number, bool privileged) const {
  const std::size_t words = bank(bank_number).size() / 16;
  if (privileged) return words;
  if (bank_number == MemoryBank::epc && hide_epc_) return std::min(words, 2 + uii_words());
  if (bank_number == MemoryBank::user && hide_user_) return 0;
  if (bank_number != MemoryBank::tid || hide_tid_ == HideTid::none || words == 0) return words;
  if (hide_tid_ == HideTid::all) return 0;
  const bool short_class = word_of(bank(MemoryBank::tid), 0) >> 8U == 0xE0;
  return std::min<std::size_t>(words, short_class ? 1 : 2);
}

/// How many words follow without a gap from this one on; 0 where there is none.
std::size_t ReferenceTag::words_from(MemoryBank bank_number, std::uint32_t word) const {
  const std::size_t words = words_seen(bank_number, privileged());
  if (word < words) return words - word;
  const bool xpc = bank_number == MemoryBank::epc && config_.xpc_w1;
  return xpc && word == k_xpc_w1_bit / 16 ? 1 : 0;
}

std::uint16_t ReferenceTag::word_at(MemoryBank bank_number, std::uint32_t word) const {
  if (bank_number == MemoryBank::epc && word == k_xpc_w1_bit / 16) return *config_.xpc_w1;
  return word_of(bank(bank_number), std::size_t{16} * word);
}

std::uint32_t ReferenceTag::password(std::size_t first_bit) const {
  const Bits& reserved = bank(MemoryBank::reserved);
  return (std::uint32_t{word_of(reserved, first_bit)} << 16U) | word_of(reserved, first_bit + 16);
}

/// pwd and permalock: 00 open and secured, 01 the same for ever, 10 secured only, 11 never.
bool ReferenceTag::may_touch(std::size_t field) const {
  const auto [pwd, permalock] = config_.locks[field];
  if (pwd && permalock) return false;
  return !pwd || state_ == State::secured;
}

std::optional<TagError> ReferenceTag::why_not_write(MemoryBank bank_number, std::uint32_t word,
                                                    const std::vector<std::uint16_t>& data) const {
  if (data.size() > words_from(bank_number, word)) return TagError::memory_overrun;
  for (std::uint32_t i = 0; i < data.size(); ++i) {
    const std::uint32_t here = word + i;
    const bool epc = bank_number == MemoryBank::epc;
    const std::size_t field = bank_number == MemoryBank::reserved
                                  ? (here < 2 ? k_kill_password : k_access_password)
                                  : static_cast<std::size_t>(bank_number) + 1;
    if (!may_touch(field)) return TagError::memory_locked;
    if (epc && (here == 0 || here >= k_xpc_w1_bit / 16)) return TagError::memory_locked;
    if (bank_number == MemoryBank::user && config_.block_words > 0 &&
        locked_blocks_[here / config_.block_words]) {
      return TagError::memory_locked;
    }
  }
  for (std::uint32_t i = 0; i < data.size(); ++i) {
    const std::size_t uii_words = bank(MemoryBank::epc).size() / 16 - 2;
    if (bank_number == MemoryBank::epc && word + i == 1 && (data[i] >> 11U) > uii_words) {
      return TagError::memory_overrun;
    }
  }
  if (!can_write_) return TagError::insufficient_power;
  return std::nullopt;
}

ReferenceTag::Reply ReferenceTag::write_words(MemoryBank bank_number, std::uint32_t word,
                                              const std::vector<std::uint16_t>& data) {
  if (const auto error = why_not_write(bank_number, word, data)) return say_error(*error, true);
  Bits& memory = config_.banks[static_cast<std::size_t>(bank_number)];
  for (std::size_t i = 0; i < 16 * data.size(); ++i) {
    memory[std::size_t{16} * word + i] = ((data[i / 16] >> (15 - i % 16)) & 1U) != 0;
  }
  tell_xi();
  return say_done(data.size());
}

}  // namespace plugtest::doubles
