// The reference tag under access commands: Req_RN to Untraceable.

#include "tests/doubles/reference_bits.h"
#include "tests/doubles/reference_tag.h"

#include <algorithm>
#include <variant>

namespace plugtest::doubles {

using gen2::Access;
using gen2::BlockErase;
using gen2::BlockPermalock;
using gen2::BlockWrite;
using gen2::Kill;
using gen2::Lock;
using gen2::MemoryBank;
using gen2::RangeChange;
using gen2::Read;
using gen2::ReplyKind;
using gen2::ReqRn;
using gen2::TagError;
using gen2::Untraceable;
using gen2::Write;

ReferenceTag::Reply ReferenceTag::give_handle() {
  if (as<ReqRn>().rn != rn_) return std::nullopt;
  opened_by_password_ = false;
  state_ = password(32) != 0 ? State::open : State::secured;
  return say_number(ReplyKind::handle);
}

ReferenceTag::Reply ReferenceTag::give_number() {
  if (as<ReqRn>().rn != rn_) return std::nullopt;
  new_cover_ = drawn_.number;
  const std::uint16_t handle = rn_;
  Reply reply = say_number(ReplyKind::handle);
  rn_ = handle;
  return reply;
}

ReferenceTag::Reply ReferenceTag::read() {
  const auto& read = as<Read>();
  if (read.handle != rn_) return std::nullopt;
  const std::size_t there = words_from(read.bank, read.word_pointer);
  const std::size_t wanted = read.word_count != 0 ? read.word_count : there;
  if (there == 0 || wanted > there) return say_error(TagError::memory_overrun, false);
  Bits words;
  for (std::uint32_t i = 0; i < wanted; ++i) {
    const std::uint32_t word = read.word_pointer + i;
    if (read.bank == MemoryBank::reserved && !may_touch(word / 2)) {
      return say_error(TagError::memory_locked, false);
    }
    put(words, word_at(read.bank, word), 16);
  }
  return say_words(words);
}

ReferenceTag::Reply ReferenceTag::write() {
  const auto& write = as<Write>();
  if (write.handle != rn_ || !cover_) return std::nullopt;
  const auto word = static_cast<std::uint16_t>(write.covered_data ^ *cover_);
  return write_words(write.bank, write.word_pointer, {word});
}

ReferenceTag::Reply ReferenceTag::block_write() {
  const auto& write = as<BlockWrite>();
  if (write.handle != rn_) return std::nullopt;
  return write_words(write.bank, write.word_pointer, write.data);
}

ReferenceTag::Reply ReferenceTag::block_erase() {
  const auto& erase = as<BlockErase>();
  if (erase.handle != rn_ || erase.word_count == 0) return std::nullopt;
  return write_words(erase.bank, erase.word_pointer,
                     std::vector<std::uint16_t>(erase.word_count, 0));
}

ReferenceTag::Reply ReferenceTag::kill() {
  const auto& kill = as<Kill>();
  if (kill.handle != rn_ || !cover_) return std::nullopt;
  const auto half = static_cast<std::uint16_t>(kill.covered_half ^ *cover_);
  if (half_of_ != HalfOf::kill) {
    half_of_ = HalfOf::kill;
    first_half_ = half;
    drawn_.number = rn_;
    return say_number(ReplyKind::handle);
  }
  half_of_ = HalfOf::nothing;
  if (password(0) == 0) return say_error(TagError::other, true);
  if (password(0) != ((std::uint32_t{first_half_} << 16U) | half)) return go_to_arbitrate();
  if (!can_write_) return say_error(TagError::insufficient_power, true);
  if (!config_.v2 && kill.recommission != 0) return say_error(TagError::other, true);
  state_ = State::killed;
  killed_ = true;
  return say_done(0);
}

ReferenceTag::Reply ReferenceTag::access() {
  const auto& access = as<Access>();
  if (access.handle != rn_ || !cover_) return std::nullopt;
  const auto half = static_cast<std::uint16_t>(access.covered_half ^ *cover_);
  if (half_of_ != HalfOf::access) {
    half_of_ = HalfOf::access;
    first_half_ = half;
  } else {
    half_of_ = HalfOf::nothing;
    if (password(32) != ((std::uint32_t{first_half_} << 16U) | half)) return go_to_arbitrate();
    state_ = State::secured;
    opened_by_password_ = password(32) != 0;
  }
  drawn_.number = rn_;
  return say_number(ReplyKind::handle);
}

ReferenceTag::Reply ReferenceTag::lock() {
  const auto& lock = as<Lock>();
  if (lock.handle != rn_) return std::nullopt;
  if (!can_write_) return say_error(TagError::insufficient_power, true);
  auto wanted = config_.locks;
  for (std::size_t bit = 0; bit < 10; ++bit) {
    const unsigned here = 1U << (9 - bit);
    if ((lock.mask & here) == 0) continue;
    auto& [pwd, permalock] = wanted[bit / 2];
    (bit % 2 == 0 ? pwd : permalock) = (lock.action & here) != 0;
  }
  for (std::size_t field = 0; field < 5; ++field) {
    if (config_.locks[field].second && wanted[field] != config_.locks[field]) {
      return say_error(TagError::memory_locked, true);
    }
  }
  if ((lock.mask & 0b11U) != 0 && bank(MemoryBank::user).empty()) {
    return say_error(TagError::memory_locked, true);
  }
  config_.locks = wanted;
  return say_done(0);
}

ReferenceTag::Reply ReferenceTag::block_permalock() {
  const auto& lock = as<BlockPermalock>();
  if (lock.handle != rn_) return std::nullopt;
  if (lock.bank != MemoryBank::user || lock.block_range == 0) {
    return say_error(TagError::other, lock.permalock);
  }
  const std::size_t first = std::size_t{16} * lock.block_pointer;
  const bool no_user = words_seen(MemoryBank::user, privileged()) == 0;
  if (no_user || first >= locked_blocks_.size())
    return say_error(TagError::memory_overrun, lock.permalock);
  if (!lock.permalock) {
    Bits states;
    for (std::size_t i = 0; i < std::size_t{16} * lock.block_range; ++i) {
      states.push_back(first + i < locked_blocks_.size() && locked_blocks_[first + i]);
    }
    return say_words(states);
  }
  auto wanted = locked_blocks_;
  for (std::size_t i = 0; i < 16 * lock.mask.size(); ++i) {
    if (((lock.mask[i / 16] >> (15 - i % 16)) & 1U) == 0) continue;
    if (first + i >= wanted.size()) return say_error(TagError::memory_overrun, true);
    wanted[first + i] = true;
  }
  if (!can_write_) return say_error(TagError::insufficient_power, true);
  locked_blocks_ = wanted;
  return say_done(0);
}

ReferenceTag::Reply ReferenceTag::untraceable() {
  const auto& untraceable = as<Untraceable>();
  if (untraceable.handle != rn_) return std::nullopt;
  if (!privileged()) return say_error(TagError::insufficient_privileges, true);
  if (untraceable.epc_words > bank(MemoryBank::epc).size() / 16 - 2) {
    return say_error(TagError::not_supported, true);
  }
  if (!can_write_) return say_error(TagError::insufficient_power, true);
  const unsigned u = 0x0008;  // 21Ch
  const unsigned xpc = config_.xpc_w1.value_or(0);
  config_.xpc_w1 = static_cast<std::uint16_t>(untraceable.assert_u ? xpc | u : xpc & ~u);
  tell_xi();
  Bits length;
  put(length, untraceable.epc_words, 5);
  std::copy(length.begin(), length.end(), config_.banks[1].begin() + 16);
  compute_stored_crc();
  hide_epc_ = untraceable.hide_epc;
  hide_tid_ = untraceable.tid;
  hide_user_ = untraceable.hide_user;
  if (untraceable.range == RangeChange::toggle) {
    toggled_ = !toggled_;
  } else {
    reduced_ = untraceable.range == RangeChange::reduced;
    toggled_ = false;
  }
  return say_done(0);
}

}  // namespace plugtest::doubles
