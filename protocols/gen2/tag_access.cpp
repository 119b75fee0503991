#include "protocols/gen2/tag.h"

#include <algorithm>
#include <array>
#include <vector>

// Tag: the access commands (Gen2 v1.2.0, 6.3.2.12.3).

namespace plugtest::gen2 {
namespace {

constexpr std::uint32_t k_password_words = 2;
constexpr std::uint32_t k_pc_word = 1;
constexpr std::uint32_t k_uii_word = 2;
constexpr std::size_t k_most_words = BlockWrite::k_max_words;  // WordCount has eight bits

constexpr std::uint8_t k_tid_class_of_one_word = 0xE0;
constexpr std::uint16_t k_untraceable_bit = 0x0008;  // XPC_W1, 21Ch

LockField lock_field(MemoryBank bank, std::uint32_t word) {
  switch (bank) {
    case MemoryBank::reserved:
      return word < k_password_words ? LockField::kill_password : LockField::access_password;
    case MemoryBank::epc:
      return LockField::epc;
    case MemoryBank::tid:
      return LockField::tid;
    case MemoryBank::user:
      break;
  }
  return LockField::user;
}

}  // namespace

bool Tag::interrupts(const Command& command) const {
  if (std::holds_alternative<ReqRn>(command)) return false;
  return sequence_ == Sequence::kill ? !std::holds_alternative<Kill>(command)
                                     : !std::holds_alternative<Access>(command);
}

/// Whether an access command with this handle is for this tag. Out of place it ends the dialogue.
bool Tag::accessible(std::uint16_t handle) {
  if (state_ == TagState::reply || state_ == TagState::acknowledged) state_ = TagState::arbitrate;
  return (state_ == TagState::open || state_ == TagState::secured) && handle == rn_;
}

std::optional<std::uint16_t> Tag::uncover(std::uint16_t covered) const {
  if (!covered_) return std::nullopt;
  return static_cast<std::uint16_t>(covered ^ cover_);
}

TagReply Tag::done(std::size_t words) const {
  const Time time = std::min<Time>(write_time_ * static_cast<std::int64_t>(words), k_longest_write);
  return {ReplyKind::success, encode_success(rn_), true, time};
}

/// An error comes as soon as it is known, and like the success that it takes the place of, with
/// the extended preamble.
TagReply Tag::refuse(TagError error) const {
  return {ReplyKind::error, encode_error(error, rn_), true};
}

/// The words of a bank, without the XPC, before those that Untraceable hides.
std::uint32_t Tag::words_seen(MemoryBank bank) const {
  const std::uint32_t words = memory_.words_of(bank);
  if (privileged_ && secured()) return words;
  switch (bank) {
    case MemoryBank::epc:
      if (!hide_epc_) break;
      return std::min(words, k_uii_word + identity::pc_from_word(memory_.stored_pc()).length_words);
    case MemoryBank::tid: {
      if (hide_tid_ == HideTid::none || words == 0) break;
      // A class that is told in one word keeps one.
      const bool one_word = memory_.read(bank, 0) >> 8U == k_tid_class_of_one_word;
      return hide_tid_ == HideTid::all ? 0U : std::min(words, one_word ? 1U : 2U);
    }
    case MemoryBank::user:
      if (hide_user_) return 0;
      break;
    case MemoryBank::reserved:
      break;
  }
  return words;
}

/// What is hidden does not exist, for whoever has no privilege.
bool Tag::hidden(MemoryBank bank, std::uint32_t word_pointer, std::size_t words) const {
  return std::uint64_t{word_pointer} + words > words_seen(bank) &&
         word_pointer < memory_.words_of(bank);
}

bool Tag::readable(MemoryBank bank, std::uint32_t word_pointer, std::size_t words) const {
  if (bank != MemoryBank::reserved) return true;  // lock bits guard writing only
  for (std::uint32_t word = word_pointer; word < word_pointer + words; ++word) {
    if (!memory_.locks().open_to(lock_field(bank, word), secured())) return false;
  }
  return true;
}

std::optional<TagError> Tag::why_not_write(MemoryBank bank, std::uint32_t word_pointer,
                                           std::span<const std::uint16_t> data) const {
  const std::size_t words = data.size();
  if (quirks_.no_write) return TagError::non_specific;
  if (hidden(bank, word_pointer, words)) return TagError::memory_overrun;
  if (std::uint64_t{word_pointer} + words > memory_.words_of(bank)) {
    // The XPC words lie beyond the UII and belong to the tag itself.
    return memory_.holds(bank, word_pointer, words) ? TagError::memory_locked
                                                    : TagError::memory_overrun;
  }
  for (std::uint32_t word = word_pointer; word < word_pointer + words; ++word) {
    if (!memory_.locks().open_to(lock_field(bank, word), secured())) return TagError::memory_locked;
  }
  const bool stored_crc = bank == MemoryBank::epc && word_pointer == 0;
  if (stored_crc) return TagError::memory_locked;
  if (bank == MemoryBank::user && memory_.any_block_locked(word_pointer, words)) {
    return TagError::memory_locked;
  }
  // Word 0 being closed, the StoredPC can only come first.
  const bool stored_pc = bank == MemoryBank::epc && word_pointer == k_pc_word;
  if (stored_pc && !memory_.supports_length(identity::pc_from_word(data.front()).length_words))
    return TagError::memory_overrun;
  if (!can_write_) return TagError::insufficient_power;
  return std::nullopt;
}

TagReply Tag::write_words(MemoryBank bank, std::uint32_t word_pointer,
                          std::span<const std::uint16_t> data) {
  if (const auto error = why_not_write(bank, word_pointer, data)) return refuse(*error);
  for (std::uint32_t i = 0; i < data.size(); ++i) memory_.write(bank, word_pointer + i, data[i]);
  if (bank == MemoryBank::epc) refresh_reply();
  return done(data.size());
}

std::optional<TagReply> Tag::on(const Read& read, Time /*now*/) {
  if (!accessible(read.handle)) return std::nullopt;
  const std::uint32_t size = words_seen(read.bank);
  std::size_t count = read.word_count;
  if (count == 0) count = read.word_pointer < size ? size - read.word_pointer : 1;
  const auto refuse_read = [&](TagError error) {
    return TagReply{ReplyKind::error, encode_error(error, rn_)};
  };
  if (!memory_.holds(read.bank, read.word_pointer, count) ||
      hidden(read.bank, read.word_pointer, count)) {
    return refuse_read(TagError::memory_overrun);
  }
  if (!readable(read.bank, read.word_pointer, count)) return refuse_read(TagError::memory_locked);
  // All of a bank that is longer than a Read can ask for word by word.
  if (count > k_most_words) return refuse_read(TagError::other);
  std::array<std::uint16_t, k_most_words> words{};
  for (std::uint32_t i = 0; i < count; ++i) {
    words[i] = memory_.read(read.bank, read.word_pointer + i);
  }
  return TagReply{ReplyKind::words, encode_words(std::span(words).first(count), rn_)};
}

std::optional<TagReply> Tag::on(const Write& write, Time /*now*/) {
  if (!accessible(write.handle)) return std::nullopt;
  const auto word = uncover(write.covered_data);
  if (!word) return std::nullopt;
  return write_words(write.bank, write.word_pointer, std::span(&*word, 1));
}

std::optional<TagReply> Tag::on(const BlockWrite& write, Time /*now*/) {
  if (!accessible(write.handle) || write.data.empty()) return std::nullopt;
  return write_words(write.bank, write.word_pointer, write.data);
}

std::optional<TagReply> Tag::on(const BlockErase& erase, Time /*now*/) {
  if (!accessible(erase.handle) || erase.word_count == 0) return std::nullopt;
  const std::vector<std::uint16_t> zeros(erase.word_count);
  return write_words(erase.bank, erase.word_pointer, zeros);
}

std::optional<TagReply> Tag::on(const Kill& kill, Time /*now*/) {
  if (!accessible(kill.handle)) return std::nullopt;
  const auto half = uncover(kill.covered_half);
  if (!half) return std::nullopt;
  if (sequence_ == Sequence::none) {
    sequence_ = Sequence::kill;
    first_half_ = *half;
    return TagReply{ReplyKind::handle, encode_handle(rn_)};
  }
  sequence_ = Sequence::none;
  const std::uint32_t password = (std::uint32_t{first_half_} << 16U) | *half;
  if (memory_.kill_password() == 0) return refuse(TagError::other);
  if (password != memory_.kill_password()) {
    state_ = TagState::arbitrate;
    return std::nullopt;
  }
  if (quirks_.no_write) return refuse(TagError::non_specific);
  if (!can_write_) return refuse(TagError::insufficient_power);
  if (version_ == TagVersion::v1_2 && kill.recommission != 0) return refuse(TagError::other);
  killed_ = true;
  state_ = TagState::killed;
  return done(k_password_words);
}

std::optional<TagReply> Tag::on(const Access& access, Time /*now*/) {
  if (!accessible(access.handle)) return std::nullopt;
  const auto half = uncover(access.covered_half);
  if (!half) return std::nullopt;
  const TagReply reply{ReplyKind::handle, encode_handle(rn_)};
  if (sequence_ == Sequence::none) {
    sequence_ = Sequence::access;
    first_half_ = *half;
    return reply;
  }
  sequence_ = Sequence::none;
  const std::uint32_t password = (std::uint32_t{first_half_} << 16U) | *half;
  if (password != memory_.access_password()) {
    state_ = TagState::arbitrate;
    return std::nullopt;
  }
  state_ = TagState::secured;
  privileged_ = password != 0;
  return reply;
}

std::optional<TagReply> Tag::on(const Lock& lock, Time /*now*/) {
  if (!accessible(lock.handle) || !secured()) return std::nullopt;
  if (quirks_.no_write) return refuse(TagError::non_specific);
  if (!can_write_) return refuse(TagError::insufficient_power);
  // A bank that the tag does not have cannot be locked (the whole command is refused).
  constexpr std::uint16_t k_user_mask = 0b11;
  const bool no_user = memory_.words_of(MemoryBank::user) == 0 && (lock.mask & k_user_mask) != 0;
  if (no_user || !memory_.locks().apply(lock.mask, lock.action)) {
    return refuse(TagError::memory_locked);
  }
  return done(1);
}

std::optional<TagReply> Tag::on(const BlockPermalock& lock, Time /*now*/) {
  if (!accessible(lock.handle) || !secured()) return std::nullopt;
  constexpr std::uint32_t k_blocks_a_word = 16;
  const std::uint64_t first = std::uint64_t{lock.block_pointer} * k_blocks_a_word;
  // A reading one is answered like a Read, without the pilot of what writes.
  const auto refuse_it = [&](TagError error) {
    return TagReply{ReplyKind::error, encode_error(error, rn_), lock.permalock};
  };
  if (lock.bank != MemoryBank::user || lock.block_range == 0) return refuse_it(TagError::other);
  if (memory_.blocks() == 0 || first >= memory_.blocks() || hidden(lock.bank, 0, 1)) {
    return refuse_it(TagError::memory_overrun);
  }
  const auto words = std::size_t{lock.block_range};
  if (!lock.permalock) {
    std::vector<std::uint16_t> bits(words);
    for (std::uint32_t i = 0; i < words * k_blocks_a_word; ++i) {
      if (memory_.block_locked(static_cast<std::uint32_t>(first) + i)) {
        bits[i / k_blocks_a_word] |= static_cast<std::uint16_t>(0x8000U >> (i % k_blocks_a_word));
      }
    }
    return TagReply{ReplyKind::words, encode_words(bits, rn_)};
  }
  std::vector<std::uint32_t> blocks;
  for (std::uint32_t i = 0; i < words * k_blocks_a_word; ++i) {
    if ((lock.mask[i / k_blocks_a_word] & (0x8000U >> (i % k_blocks_a_word))) == 0) continue;
    if (first + i >= memory_.blocks()) return refuse(TagError::memory_overrun);
    blocks.push_back(static_cast<std::uint32_t>(first) + i);
  }
  if (quirks_.no_write) return refuse(TagError::non_specific);
  if (!can_write_) return refuse(TagError::insufficient_power);
  for (const std::uint32_t block : blocks) memory_.lock_block(block);
  return done(1);
}

std::optional<TagReply> Tag::on(const Untraceable& untraceable, Time /*now*/) {
  if (!accessible(untraceable.handle) || !secured()) return std::nullopt;
  if (!privileged_) return refuse(TagError::insufficient_privileges);
  if (!memory_.supports_length(untraceable.epc_words)) return refuse(TagError::not_supported);
  if (quirks_.no_write) return refuse(TagError::non_specific);
  if (!can_write_) return refuse(TagError::insufficient_power);
  const auto xpc = memory_.xpc_w1().value_or(0);
  memory_.set_xpc(static_cast<std::uint16_t>(untraceable.assert_u ? xpc | k_untraceable_bit
                                                                  : xpc & ~k_untraceable_bit));
  memory_.set_length(untraceable.epc_words);
  hide_epc_ = untraceable.hide_epc;
  hide_tid_ = untraceable.tid;
  hide_user_ = untraceable.hide_user;
  const bool toggle = untraceable.range == RangeChange::toggle;
  if (!toggle) range_reduced_ = untraceable.range == RangeChange::reduced;
  range_toggled_ = toggle && !range_toggled_;
  refresh_reply();
  return done(1);
}

}  // namespace plugtest::gen2
