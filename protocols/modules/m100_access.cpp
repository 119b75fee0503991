// What concerns single tags: operations on them, and what goes wrong there.

#include "protocols/bits/hex.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/m100_command.h"
#include "protocols/modules/whole.h"

#include <algorithm>
#include <array>

namespace plugtest::modules::m100 {

namespace {

/// Where the Gen2 error codes begin that a tag answered to a read, a write, a lock, a kill.
constexpr std::array<std::uint8_t, 4> k_tag_error_bases = {0xA0, 0xB0, 0xC0, 0xD0};

/// Length in bytes, PC, EPC: how answers name the tag.
bool take_tag(ByteReader& reader, std::uint16_t& pc, Data& epc) {
  const std::uint8_t length = reader.u8();
  if (length < 2) return false;
  pc = reader.u16();
  epc = reader.take(length - std::size_t{2});
  return true;
}

void put_tag(std::vector<std::uint8_t>& out, std::uint16_t pc, Data epc) {
  out.push_back(static_cast<std::uint8_t>(2 + epc.size()));
  put_u16(out, pc);
  put(out, epc);
}

}  // namespace

bool ErrorResponse::of_tag() const {
  switch (static_cast<Failure>(code)) {
    case Failure::read_failed:
    case Failure::write_failed:
    case Failure::kill_failed:
    case Failure::lock_failed:
    case Failure::no_tag:
    case Failure::access_failed:
      return true;
    case Failure::command_wrong:
    case Failure::hopping_timed_out:
      return false;
  }
  return tag_error().has_value();
}

std::optional<std::uint8_t> ErrorResponse::tag_error() const {
  const auto base = static_cast<std::uint8_t>(code & 0xF0U);
  if (std::ranges::find(k_tag_error_bases, base) == k_tag_error_bases.end()) return std::nullopt;
  return static_cast<std::uint8_t>(code & 0x0FU);
}

Result<ErrorResponse> parse_error(Data data) {
  ByteReader reader(data);
  ErrorResponse error;
  error.code = reader.u8();
  if (reader.good() && reader.left() > 0) {
    std::uint16_t pc = 0;
    if (!take_tag(reader, pc, error.epc)) {
      return fail(ErrorCode::malformed, "a tag is named by two bytes at least", {.byte_offset = 1});
    }
    error.pc = pc;
  }
  return whole(reader, error);
}

std::vector<std::uint8_t> error_data(const ErrorResponse& error) {
  std::vector<std::uint8_t> out = {error.code};
  if (error.pc) put_tag(out, *error.pc, error.epc);
  return out;
}

std::string failure_text(std::uint8_t code) {
  switch (static_cast<Failure>(code)) {
    case Failure::read_failed:
      return "reading failed: no tag answered, or its CRC was wrong";
    case Failure::write_failed:
      return "writing failed: no tag answered, or its CRC was wrong";
    case Failure::kill_failed:
      return "killing failed";
    case Failure::lock_failed:
      return "locking failed";
    case Failure::no_tag:
      return "no tag answered";
    case Failure::access_failed:
      return "access failed: the password may be wrong";
    case Failure::command_wrong:
      return "there is no such command, or its parameters are wrong";
    case Failure::hopping_timed_out:
      return "no free channel was found";
  }
  const ErrorResponse error{.code = code, .pc = {}};
  if (const auto of_tag = error.tag_error()) {
    return "the tag answered with error code " + std::to_string(*of_tag);
  }
  return "error " + bits::to_hex(std::array{code}) + ", which is not known";
}

Result<Read> parse_read(Data data) {
  ByteReader reader(data);
  Read read;
  read.password = reader.u32();
  read.bank = reader.u8();
  read.word_pointer = reader.u16();
  read.word_count = reader.u16();
  return whole(reader, read);
}

std::vector<std::uint8_t> read_data(const Read& read) {
  std::vector<std::uint8_t> out;
  put_u32(out, read.password);
  out.push_back(read.bank);
  put_u16(out, read.word_pointer);
  put_u16(out, read.word_count);
  return out;
}

Result<Write> parse_write(Data data) {
  ByteReader reader(data);
  Write write;
  write.password = reader.u32();
  write.bank = reader.u8();
  write.word_pointer = reader.u16();
  const std::uint16_t count = reader.u16();
  write.words = reader.words(count);
  return whole(reader, std::move(write));
}

std::vector<std::uint8_t> write_data(const Write& write) {
  std::vector<std::uint8_t> out;
  put_u32(out, write.password);
  out.push_back(write.bank);
  put_u16(out, write.word_pointer);
  put_u16(out, static_cast<std::uint16_t>(write.words.size()));
  put_words(out, write.words);
  return out;
}

Result<Lock> parse_lock(Data data) {
  ByteReader reader(data);
  Lock lock;
  lock.password = reader.u32();
  lock.payload = reader.u24();
  if (reader.good() && lock.payload > 0xFFFFF) {
    return fail(ErrorCode::malformed, "mask and action have 20 bits", {.byte_offset = 4});
  }
  return whole(reader, lock);
}

std::vector<std::uint8_t> lock_data(const Lock& lock) {
  std::vector<std::uint8_t> out;
  put_u32(out, lock.password);
  put_u24(out, lock.payload);
  return out;
}

Result<AccessAnswer> parse_access_answer(Data data) {
  ByteReader reader(data);
  AccessAnswer answer;
  if (!take_tag(reader, answer.pc, answer.epc)) {
    return fail(ErrorCode::malformed, "a tag is named by two bytes at least", {.byte_offset = 0});
  }
  answer.rest = reader.take(reader.left());
  return whole(reader, answer);
}

std::vector<std::uint8_t> access_answer_data(const AccessAnswer& answer) {
  std::vector<std::uint8_t> out;
  put_tag(out, answer.pc, answer.epc);
  put(out, answer.rest);
  return out;
}

}  // namespace plugtest::modules::m100
