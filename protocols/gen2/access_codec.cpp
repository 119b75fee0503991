#include "protocols/gen2/access_codec.h"

#include "protocols/bits/crc.h"
#include "protocols/bits/ebv.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace plugtest::gen2 {
namespace {

using bits::BitReader;
using bits::BitString;

template <class Enum>
constexpr std::uint64_t raw(Enum value) {
  return static_cast<std::uint64_t>(value);
}

/// Handle and CRC-16, with which all of these commands end.
BitString closed(BitString frame, std::uint16_t handle) {
  frame.append(handle, 16);
  frame.append(bits::crc16(frame), 16);
  return frame;
}

/// Code, MemBank, pointer.
BitString addressed(std::uint8_t code, MemoryBank bank, std::uint32_t pointer) {
  BitString frame{code, 8};
  frame.append(raw(bank), 2);
  bits::append_ebv8(frame, pointer);
  return frame;
}

/// Takes the fields of one command in order; the first error stays.
class Fields {
 public:
  Fields(const BitString& frame, std::string_view name, std::size_t code_bits)
      : frame_(frame), reader_(frame), name_(name) {
    take(code_bits);
  }

  std::uint64_t take(std::size_t bits) {
    if (error_) return 0;
    const auto value = reader_.take(bits, name_);
    if (!value) {
      error_ = value.error();
      return 0;
    }
    return *value;
  }
  std::uint16_t word() { return static_cast<std::uint16_t>(take(16)); }
  std::uint8_t byte() { return static_cast<std::uint8_t>(take(8)); }
  MemoryBank bank() { return static_cast<MemoryBank>(take(2)); }
  std::uint32_t pointer() {
    if (error_) return 0;
    const auto value = bits::take_ebv8(reader_);
    if (!value) {
      error_ = value.error();
      return 0;
    }
    return *value;
  }
  std::vector<std::uint16_t> words(std::size_t count) {
    std::vector<std::uint16_t> out;
    for (std::size_t i = 0; i < count && !error_; ++i) out.push_back(word());
    return out;
  }
  /// `command` when its fields were all there, nothing is left over and the CRC fits.
  template <class T>
  Result<AccessCommand> end(T command) {
    take(16);  // the CRC
    if (error_) return fail(*error_);
    if (reader_.position() != frame_.size()) {
      return fail(ErrorCode::malformed, "expected " + std::to_string(reader_.position()) +
                                            " bits in " + std::string(name_) + ", got " +
                                            std::to_string(frame_.size()));
    }
    if (!bits::crc16_fits(frame_)) {
      return fail(ErrorCode::check_failed, "the CRC-16 of " + std::string(name_) + " does not fit");
    }
    return AccessCommand(std::move(command));
  }

 private:
  const BitString& frame_;
  BitReader reader_;
  std::string_view name_;
  std::optional<Error> error_;
};

Result<AccessCommand> decode_read(const BitString& frame) {
  Fields fields(frame, "Read", 8);
  Read read;
  read.bank = fields.bank();
  read.word_pointer = fields.pointer();
  read.word_count = fields.byte();
  read.handle = fields.word();
  return fields.end(read);
}

Result<AccessCommand> decode_write(const BitString& frame) {
  Fields fields(frame, "Write", 8);
  Write write;
  write.bank = fields.bank();
  write.word_pointer = fields.pointer();
  write.covered_data = fields.word();
  write.handle = fields.word();
  return fields.end(write);
}

Result<AccessCommand> decode_kill(const BitString& frame) {
  Fields fields(frame, "Kill", 8);
  Kill kill;
  kill.covered_half = fields.word();
  kill.recommission = static_cast<std::uint8_t>(fields.take(3));
  kill.handle = fields.word();
  return fields.end(kill);
}

Result<AccessCommand> decode_lock(const BitString& frame) {
  Fields fields(frame, "Lock", 8);
  Lock lock;
  lock.mask = static_cast<std::uint16_t>(fields.take(10));
  lock.action = static_cast<std::uint16_t>(fields.take(10));
  lock.handle = fields.word();
  return fields.end(lock);
}

Result<AccessCommand> decode_access_password(const BitString& frame) {
  Fields fields(frame, "Access", 8);
  Access access;
  access.covered_half = fields.word();
  access.handle = fields.word();
  return fields.end(access);
}

Result<AccessCommand> decode_block_write(const BitString& frame) {
  Fields fields(frame, "BlockWrite", 8);
  BlockWrite write;
  write.bank = fields.bank();
  write.word_pointer = fields.pointer();
  write.data = fields.words(fields.byte());
  write.handle = fields.word();
  return fields.end(std::move(write));
}

Result<AccessCommand> decode_block_erase(const BitString& frame) {
  Fields fields(frame, "BlockErase", 8);
  BlockErase erase;
  erase.bank = fields.bank();
  erase.word_pointer = fields.pointer();
  erase.word_count = fields.byte();
  erase.handle = fields.word();
  return fields.end(erase);
}

Result<AccessCommand> decode_block_permalock(const BitString& frame) {
  Fields fields(frame, "BlockPermalock", 8);
  BlockPermalock lock;
  const bool reserved = fields.take(8) != 0;
  lock.permalock = fields.take(1) != 0;
  lock.bank = fields.bank();
  lock.block_pointer = fields.pointer();
  lock.block_range = fields.byte();
  if (lock.permalock) lock.mask = fields.words(lock.block_range);
  lock.handle = fields.word();
  auto command = fields.end(std::move(lock));
  if (command && reserved) {
    return fail(ErrorCode::unsupported, "the RFU bits of BlockPermalock are not zero");
  }
  return command;
}

Result<AccessCommand> decode_untraceable(const BitString& frame) {
  Fields fields(frame, "Untraceable", 16);
  Untraceable command;
  const bool reserved = fields.take(2) != 0;
  command.assert_u = fields.take(1) != 0;
  command.hide_epc = fields.take(1) != 0;
  command.epc_words = static_cast<std::uint8_t>(fields.take(5));
  const auto tid = fields.take(2);
  command.hide_user = fields.take(1) != 0;
  const auto range = fields.take(2);
  command.tid = static_cast<HideTid>(tid);
  command.range = static_cast<RangeChange>(range);
  command.handle = fields.word();
  auto decoded = fields.end(command);
  if (decoded && (reserved || tid == 0b11 || range == 0b11)) {
    return fail(ErrorCode::unsupported, "a reserved field value in Untraceable");
  }
  return decoded;
}

std::string hex4(std::uint16_t number) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (unsigned shift = 16; shift > 0; shift -= 4) text += digits[(number >> (shift - 4U)) & 0xFU];
  return text;
}

std::string place_text(MemoryBank bank, std::uint32_t pointer) {
  constexpr std::array<std::string_view, 4> banks = {"reserved", "EPC", "TID", "user"};
  return " bank=" + std::string(banks[raw(bank)]) + " pointer=" + std::to_string(pointer);
}

std::string handle_text(std::uint16_t handle) { return " handle=" + hex4(handle); }

std::string words_text(std::span<const std::uint16_t> words) {
  std::string text;
  for (const std::uint16_t word : words) text += hex4(word);
  return text;
}

}  // namespace

BitString encode_access(const Read& read) {
  BitString frame = addressed(0xC2, read.bank, read.word_pointer);
  frame.append(read.word_count, 8);
  return closed(frame, read.handle);
}

BitString encode_access(const Write& write) {
  BitString frame = addressed(0xC3, write.bank, write.word_pointer);
  frame.append(write.covered_data, 16);
  return closed(frame, write.handle);
}

BitString encode_access(const Kill& kill) {
  BitString frame{0xC4, 8};
  frame.append(kill.covered_half, 16);
  frame.append(kill.recommission, 3);
  return closed(frame, kill.handle);
}

BitString encode_access(const Lock& lock) {
  BitString frame{0xC5, 8};
  frame.append(lock.mask, 10);
  frame.append(lock.action, 10);
  return closed(frame, lock.handle);
}

BitString encode_access(const Access& access) {
  BitString frame{0xC6, 8};
  frame.append(access.covered_half, 16);
  return closed(frame, access.handle);
}

BitString encode_access(const BlockWrite& write) {
  assert(write.data.size() <= BlockWrite::k_max_words);
  BitString frame = addressed(0xC7, write.bank, write.word_pointer);
  frame.append(write.data.size(), 8);
  for (const std::uint16_t word : write.data) frame.append(word, 16);
  return closed(frame, write.handle);
}

BitString encode_access(const BlockErase& erase) {
  BitString frame = addressed(0xC8, erase.bank, erase.word_pointer);
  frame.append(erase.word_count, 8);
  return closed(frame, erase.handle);
}

BitString encode_access(const BlockPermalock& lock) {
  assert(lock.mask.size() == (lock.permalock ? lock.block_range : 0U));
  assert(lock.mask.size() <= BlockWrite::k_max_words);
  BitString frame{0xC9, 8};
  frame.append(0, 8);
  frame.append(lock.permalock ? 1U : 0U, 1);
  frame.append(raw(lock.bank), 2);
  bits::append_ebv8(frame, lock.block_pointer);
  frame.append(lock.block_range, 8);
  for (const std::uint16_t word : lock.mask) frame.append(word, 16);
  return closed(frame, lock.handle);
}

BitString encode_access(const Untraceable& untraceable) {
  BitString frame{0xE200, 16};
  frame.append(0, 2);
  frame.append(untraceable.assert_u ? 1U : 0U, 1);
  frame.append(untraceable.hide_epc ? 1U : 0U, 1);
  frame.append(untraceable.epc_words, 5);
  frame.append(raw(untraceable.tid), 2);
  frame.append(untraceable.hide_user ? 1U : 0U, 1);
  frame.append(raw(untraceable.range), 2);
  return closed(frame, untraceable.handle);
}

Result<AccessCommand> decode_access(const BitString& frame) {
  if (frame.size() >= 16 && frame.value(0, 16) == 0xE200) return decode_untraceable(frame);
  switch (frame.value(0, 8)) {
    case 0xC2:
      return decode_read(frame);
    case 0xC3:
      return decode_write(frame);
    case 0xC4:
      return decode_kill(frame);
    case 0xC5:
      return decode_lock(frame);
    case 0xC6:
      return decode_access_password(frame);
    case 0xC7:
      return decode_block_write(frame);
    case 0xC8:
      return decode_block_erase(frame);
    case 0xC9:
      return decode_block_permalock(frame);
    default:
      return fail(ErrorCode::unsupported, "unknown command code " + frame.slice(0, 8).to_string());
  }
}

std::string fields_text(const Read& read) {
  return place_text(read.bank, read.word_pointer) + " count=" + std::to_string(read.word_count) +
         handle_text(read.handle);
}

std::string fields_text(const Write& write) {
  return place_text(write.bank, write.word_pointer) + " covered=" + hex4(write.covered_data) +
         handle_text(write.handle);
}

std::string fields_text(const Kill& kill) {
  return " covered=" + hex4(kill.covered_half) + " RFU/Recom=" + std::to_string(kill.recommission) +
         handle_text(kill.handle);
}

std::string fields_text(const Lock& lock) {
  return " mask=" + BitString(lock.mask, 10).to_string() +
         " action=" + BitString(lock.action, 10).to_string() + handle_text(lock.handle);
}

std::string fields_text(const Access& access) {
  return " covered=" + hex4(access.covered_half) + handle_text(access.handle);
}

std::string fields_text(const BlockWrite& write) {
  return place_text(write.bank, write.word_pointer) +
         " count=" + std::to_string(write.data.size()) + " data=" + words_text(write.data) +
         handle_text(write.handle);
}

std::string fields_text(const BlockErase& erase) {
  return place_text(erase.bank, erase.word_pointer) + " count=" + std::to_string(erase.word_count) +
         handle_text(erase.handle);
}

std::string fields_text(const BlockPermalock& lock) {
  return std::string(lock.permalock ? " permalock" : " read") +
         place_text(lock.bank, lock.block_pointer) + " range=" + std::to_string(lock.block_range) +
         (lock.permalock ? " mask=" + words_text(lock.mask) : std::string()) +
         handle_text(lock.handle);
}

std::string fields_text(const Untraceable& untraceable) {
  constexpr std::array<std::string_view, 3> tid = {"show", "hide-some", "hide-all"};
  constexpr std::array<std::string_view, 3> range = {"normal", "toggle", "reduced"};
  return std::string(" U=") + (untraceable.assert_u ? "1" : "0") +
         " EPC=" + (untraceable.hide_epc ? "hide" : "show") +
         " L=" + std::to_string(untraceable.epc_words) +
         " TID=" + std::string(tid[raw(untraceable.tid)]) +
         " user=" + (untraceable.hide_user ? "hide" : "show") +
         " range=" + std::string(range[raw(untraceable.range)]) + handle_text(untraceable.handle);
}

}  // namespace plugtest::gen2
