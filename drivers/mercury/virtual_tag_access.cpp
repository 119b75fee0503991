#include "drivers/mercury/virtual_tag_access.h"

#include "drivers/modules_core/module_access.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_report.h"
#include "protocols/modules/mercury_status.h"

#include <utility>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::Opcode;
using mercury::Status;
using Outcome = api::AccessResult::Outcome;
using Kind = api::AccessRequest::Kind;

constexpr std::uint32_t k_epc_bits_at = 32;
constexpr std::uint8_t k_option_metadata = 0x10;

std::uint16_t number(Status status) { return static_cast<std::uint16_t>(status); }

/// What is done with the tag; nothing for a mere look.
std::vector<api::AccessRequest> requests_for(const mercury::TagOperation& op) {
  api::AccessRequest request;
  request.bank = op.bank;
  request.word_pointer = op.word_address;
  request.password = op.selection.password;
  switch (op.opcode) {
    case Opcode::read_tag_data:
      request.kind = Kind::read;
      request.word_count = op.word_count;
      break;
    case Opcode::write_tag_data:
      request.kind = Kind::write;
      request.data = words_of(op.data);
      break;
    case Opcode::write_tag_epc:
      request.kind = Kind::write;
      request.bank = 1;
      request.word_pointer = 2;
      request.data = words_of(op.data);
      break;
    case Opcode::lock_tag:
      request.kind = Kind::lock;
      request.password = op.password;
      request.payload = std::uint32_t{op.lock_mask} << 10U | op.lock_action;
      break;
    case Opcode::kill_tag:
      request.kind = Kind::kill;
      request.password = op.password;
      break;
    default:
      return {};
  }
  return {request};
}

std::uint16_t status_of(const api::AccessResult& result, Opcode opcode) {
  switch (result.outcome) {
    case Outcome::success:
      return 0;
    case Outcome::tag_error:
      // The tag's code in the low nibble: 0420 other, 0423 overrun, 0424 locked ...
      return static_cast<std::uint16_t>(number(Status::gen2_other_error) |
                                        (result.error_code & 0x0FU));
    case Outcome::insufficient_power:
      return number(Status::gen2_insufficient_power);
    case Outcome::wrong_password:
      return opcode == Opcode::kill_tag ? number(Status::invalid_kill_password)
                                        : number(Status::general_tag_error);
    case Outcome::no_response:
    case Outcome::crc_error:
    case Outcome::reader_error:
      break;
  }
  switch (opcode) {
    case Opcode::read_tag_data:
      return number(Status::no_data_read);
    case Opcode::kill_tag:
      return number(Status::kill_failed);
    default:
      return number(Status::write_failed);
  }
}

}  // namespace

void VirtualTagAccess::begin(const mercury::TagOperation& operation, api::RadioInventory inventory,
                             Done done) {
  operation_ = operation;
  requests_ = requests_for(operation);
  done_ = std::move(done);
  const auto& select = operation.selection.select;
  if (select && (select->bank != 1 || select->bit_pointer < k_epc_bits_at)) {
    finish({.status = number(Status::invalid_parameter)});  // it compares UIIs only
    return;
  }
  inventory.protocols = {model::AirProtocol::type_c};
  inventory.access = requests_;
  inventory.access_by_tag = this;
  if (!radio_.start(inventory, *this)) {
    finish({.status = number(Status::invalid_parameter)});
    return;
  }
  timer_.set_after(std::chrono::milliseconds(operation.timeout_ms), [this] {
    radio_.stop();
    finish({.status = number(Status::no_tags)});
  });
}

void VirtualTagAccess::cancel() {
  if (!busy()) return;
  timer_.cancel();
  radio_.stop();
  done_ = nullptr;
}

bool VirtualTagAccess::selected(const identity::Uii& uii) const {
  const auto& select = operation_.selection.select;
  if (!select) return true;
  const std::size_t from = select->bit_pointer - k_epc_bits_at;
  bool matches = from + select->bit_count <= uii.bit_count();
  for (std::size_t bit = 0; matches && bit < select->bit_count; ++bit) {
    const auto at = [](std::span<const std::uint8_t> bytes, std::size_t index) {
      return (static_cast<unsigned>(bytes[index / 8]) >> (7 - index % 8) & 1U) != 0;
    };
    matches = at(uii.bytes(), from + bit) == at(select->mask, bit);
  }
  return matches != select->invert;
}

std::vector<api::AccessRequest> VirtualTagAccess::next(const api::SingulatedTag& tag,
                                                       std::span<const api::AccessResult> done) {
  return done.empty() && selected(tag.uii) ? requests_ : std::vector<api::AccessRequest>{};
}

void VirtualTagAccess::on_tag_read(const api::TagRead& read) {
  if (!busy() || !selected(read.uii)) return;
  radio_.stop();
  if (operation_.opcode == Opcode::read_tag_single) {
    mercury::TagReport report;
    if ((operation_.metadata_flags & mercury::metadata::antenna) != 0) {
      report.metadata.antenna = static_cast<std::uint8_t>(read.antenna << 4U | read.antenna);
    }
    if ((operation_.metadata_flags & mercury::metadata::protocol) != 0) {
      report.metadata.protocol = mercury::TagProtocol::gen2;
    }
    report.id = read.uii.bytes();
    report.crc = read.crc;
    finish({.data = mercury::single_read_data(report)});
    return;
  }
  api::AccessResult result;
  result.outcome = Outcome::no_response;
  if (!read.access.empty()) result = read.access.front();
  Answer answer{.status = status_of(result, operation_.opcode)};
  if (answer.status == 0 && operation_.opcode == Opcode::read_tag_data) {
    answer.data = {k_option_metadata, 0, 0};
    for (const std::uint16_t word : result.words) modules::put_u16(answer.data, word);
  }
  finish(std::move(answer));
}

void VirtualTagAccess::finish(Answer answer) {
  timer_.cancel();
  if (const auto done = std::exchange(done_, nullptr)) done(std::move(answer));
}

}  // namespace plugtest::drivers
