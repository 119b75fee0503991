#include "drivers/m100/virtual_m100_access.h"

#include "drivers/modules_core/module_access.h"
#include "protocols/modules/password_data.h"

#include <utility>

namespace plugtest::drivers {

namespace {

namespace m100 = modules::m100;
using m100::Command;
using m100::Failure;
using Bytes = std::vector<std::uint8_t>;
using Data = std::span<const std::uint8_t>;

/// The codes of an operation: that no tag answered, and where a tag's own codes begin.
std::pair<Failure, std::uint8_t> codes_of(Command command) {
  switch (command) {
    case Command::read:
      return {Failure::read_failed, 0xA0};
    case Command::write:
      return {Failure::write_failed, 0xB0};
    case Command::lock:
      return {Failure::lock_failed, 0xC0};
    default:
      return {Failure::kill_failed, 0xD0};
  }
}

Bytes failure(const m100::ErrorResponse& error) {
  return m100::encode(m100::Type::response, Command::error, m100::error_data(error));
}

}  // namespace

bool m100_selects(const m100::Select& select, const identity::Uii& uii) {
  const auto bits = bits::BitString::from_bytes(uii.bytes(), uii.bit_count());
  const auto mask = bits::BitString::from_bytes(select.mask, select.mask_bits);
  if (!bits || !mask || select.bank != 1 || select.bit_pointer < 32) return false;
  const std::size_t from = select.bit_pointer - 32U;
  return from + mask->size() <= bits->size() && bits->slice(from, mask->size()) == *mask;
}

std::optional<api::AccessRequest> m100_access_request(Command command, Data data) {
  using Kind = api::AccessRequest::Kind;
  switch (command) {
    case Command::read: {
      const auto read = m100::parse_read(data);
      if (!read) return std::nullopt;
      return api::AccessRequest{.kind = Kind::read,
                                .bank = read->bank,
                                .word_pointer = read->word_pointer,
                                .word_count = read->word_count,
                                .password = read->password};
    }
    case Command::write: {
      auto write = m100::parse_write(data);
      if (!write) return std::nullopt;
      return api::AccessRequest{.kind = Kind::write,
                                .bank = write->bank,
                                .word_pointer = write->word_pointer,
                                .data = std::move(write->words),
                                .password = write->password};
    }
    case Command::lock: {
      const auto lock = m100::parse_lock(data);
      if (!lock) return std::nullopt;
      return api::AccessRequest{
          .kind = Kind::lock, .password = lock->password, .payload = lock->payload};
    }
    default: {
      const auto password = modules::parse_password(data);
      if (!password) return std::nullopt;
      return api::AccessRequest{.kind = Kind::kill, .password = *password};
    }
  }
}

Bytes m100_access_answer(Command command, const api::TagRead* tag) {
  using Outcome = api::AccessResult::Outcome;
  const auto [failed, base] = codes_of(command);
  auto no_answer = failure({.code = static_cast<std::uint8_t>(failed), .pc = {}});
  if (tag == nullptr) return no_answer;
  const api::AccessResult& result = tag->access.front();
  m100::ErrorResponse error{.code = 0, .pc = tag->pc_word, .epc = tag->uii.bytes()};
  switch (result.outcome) {
    case Outcome::success: {
      const Bytes rest = command == Command::read ? bytes_of(result.words) : Bytes{0};
      return m100::encode(m100::Type::response, command,
                          m100::access_answer_data({tag->pc_word, tag->uii.bytes(), rest}));
    }
    case Outcome::tag_error:
      error.code = static_cast<std::uint8_t>(base | (result.error_code & 0x0FU));
      return failure(error);
    case Outcome::wrong_password:
      error.code = static_cast<std::uint8_t>(Failure::access_failed);
      return failure(error);
    default:
      return no_answer;
  }
}

}  // namespace plugtest::drivers
