#include "drivers/chafon/virtual_chafon_access.h"

#include "drivers/modules_core/module_access.h"
#include "protocols/modules/lock_fields.h"

#include <algorithm>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace chafon = modules::chafon;
using chafon::Command;
using chafon::Status;
using Data = std::span<const std::uint8_t>;

}  // namespace

std::optional<ChafonAccessRequest> chafon_access_request(Command command, Data data) {
  using Kind = api::AccessRequest::Kind;
  switch (command) {
    case Command::read: {
      auto read = chafon::parse_read(data);
      if (!read) return std::nullopt;
      return ChafonAccessRequest{std::move(read->target),
                                 {.kind = Kind::read,
                                  .bank = read->bank,
                                  .word_pointer = read->word_pointer,
                                  .word_count = read->word_count,
                                  .password = read->password}};
    }
    case Command::write: {
      auto write = chafon::parse_write(data);
      if (!write) return std::nullopt;
      return ChafonAccessRequest{std::move(write->target),
                                 {.kind = Kind::write,
                                  .bank = write->bank,
                                  .word_pointer = write->word_pointer,
                                  .data = std::move(write->words),
                                  .password = write->password}};
    }
    case Command::lock: {
      auto lock = chafon::parse_lock(data);
      if (!lock) return std::nullopt;
      // Parts and actions have the same order on the wire.
      const modules::LockField field{static_cast<modules::LockField::Part>(lock->region),
                                     static_cast<modules::LockField::Action>(lock->action)};
      return ChafonAccessRequest{std::move(lock->target),
                                 {.kind = Kind::lock,
                                  .password = lock->password,
                                  .payload = modules::lock_payload(field)}};
    }
    default: {
      auto kill = chafon::parse_kill(data);
      if (!kill) return std::nullopt;
      return ChafonAccessRequest{std::move(kill->target),
                                 {.kind = Kind::kill, .password = kill->password}};
    }
  }
}

bool chafon_targets(const chafon::Target& target, const identity::Uii& uii) {
  if (!target.mask) return target.epc.empty() || std::ranges::equal(uii.bytes(), target.epc);
  const auto& mask = *target.mask;
  const auto bits = bits::BitString::from_bytes(uii.bytes(), uii.bit_count());
  const auto wanted = bits::BitString::from_bytes(mask.bytes, mask.bits);
  if (!bits || !wanted || mask.bank != 1 || mask.bit_pointer < 32) return false;
  const std::size_t from = mask.bit_pointer - 32U;
  return from + mask.bits <= bits->size() && bits->slice(from, mask.bits) == *wanted;
}

ChafonAccessAnswer chafon_access_answer(Command command, const api::TagRead* tag) {
  using Outcome = api::AccessResult::Outcome;
  if (tag == nullptr) return {Status::no_tag};
  const api::AccessResult& result = tag->access.front();
  switch (result.outcome) {
    case Outcome::success:
      return {Status::success, bytes_of(result.words)};
    case Outcome::tag_error:
      return {Status::tag_error, {result.error_code}};
    case Outcome::wrong_password:
      return {command == Command::kill ? Status::kill_failed : Status::access_password_wrong};
    default:
      return {Status::poor_communication};
  }
}

}  // namespace plugtest::drivers
