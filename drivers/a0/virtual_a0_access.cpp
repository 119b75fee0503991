#include "drivers/a0/virtual_a0_access.h"

#include "drivers/modules_core/module_access.h"
#include "protocols/modules/lock_fields.h"
#include "protocols/modules/password_data.h"

#include <array>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace a0 = modules::a0;
using a0::Command;
using a0::Status;
using Bytes = std::vector<std::uint8_t>;
using Data = std::span<const std::uint8_t>;

Status status_of(Command command, const api::AccessResult& result) {
  using Outcome = api::AccessResult::Outcome;
  if (result.outcome == Outcome::success) return Status::success;
  if (result.outcome == Outcome::wrong_password) return Status::password_wrong;
  switch (command) {
    case Command::read:
      return Status::read_failed;
    case Command::write:
      return Status::write_failed;
    case Command::lock:
      return Status::lock_failed;
    default:
      return Status::kill_failed;
  }
}

}  // namespace

std::optional<api::AccessRequest> a0_access_request(Command command, Data data) {
  using Kind = api::AccessRequest::Kind;
  switch (command) {
    case Command::read: {
      const auto read = a0::parse_read(data);
      if (!read) return std::nullopt;
      return api::AccessRequest{.kind = Kind::read,
                                .bank = read->bank,
                                .word_pointer = read->word_pointer,
                                .word_count = read->word_count,
                                .password = read->password.value_or(0)};
    }
    case Command::write: {
      auto write = a0::parse_write(data);
      if (!write) return std::nullopt;
      return api::AccessRequest{.kind = Kind::write,
                                .bank = write->bank,
                                .word_pointer = write->word_pointer,
                                .data = std::move(write->words),
                                .password = write->password};
    }
    case Command::lock: {
      const auto lock = a0::parse_lock(data);
      if (!lock) return std::nullopt;
      static constexpr std::array actions = {
          modules::LockField::Action::open, modules::LockField::Action::lock,
          modules::LockField::Action::open_forever, modules::LockField::Action::lock_forever};
      const modules::LockField field{
          static_cast<modules::LockField::Part>(5 - static_cast<int>(lock->region)),
          actions.at(static_cast<std::size_t>(lock->action))};
      return api::AccessRequest{
          .kind = Kind::lock, .password = lock->password, .payload = modules::lock_payload(field)};
    }
    default: {
      const auto password = modules::parse_password(data);
      if (!password) return std::nullopt;
      return api::AccessRequest{.kind = Kind::kill, .password = *password};
    }
  }
}

Bytes a0_access_answer(Command command, const api::TagRead* tag) {
  if (tag == nullptr) return {static_cast<std::uint8_t>(Status::no_tag)};
  const api::AccessResult& result = tag->access.front();
  const auto status = static_cast<std::uint8_t>(status_of(command, result));
  const bool read = command == Command::read;
  if (read && result.outcome != api::AccessResult::Outcome::success) return {status};
  const Bytes words = bytes_of(result.words);
  return a0::access_reply_data({.pc = tag->pc_word,
                                .epc = tag->uii.bytes(),
                                .crc = tag->crc,
                                .words = words,
                                .status = status,
                                .frequency = static_cast<std::uint8_t>((tag->channel - 1) & 0x3F),
                                .antenna = static_cast<std::uint8_t>(tag->antenna)},
                               read);
}

}  // namespace plugtest::drivers
