#include "harness/engine/tag_operations.h"

#include "harness/model/seed.h"
#include "protocols/identity/s10.h"
#include "protocols/identity/text_form.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::engine {

namespace {

using model::AccessRequest;
using model::AccessResult;
using model::TagOperation;

constexpr std::uint8_t k_uii_bank = 1;
constexpr std::uint32_t k_uii_pointer = 2;  // words: behind StoredCRC and StoredPC
constexpr std::uint32_t k_uii_bit = 32;
constexpr std::uint32_t k_serial_end = 100'000'000;
constexpr std::size_t k_s10_bits = 96;

AccessRequest::Kind kind_of(TagOperation::Kind kind) {
  switch (kind) {
    case TagOperation::Kind::write:
      return AccessRequest::Kind::write;
    case TagOperation::Kind::read:
      return AccessRequest::Kind::read;
    case TagOperation::Kind::lock:
    case TagOperation::Kind::permalock:
      return AccessRequest::Kind::lock;
    case TagOperation::Kind::kill:
      return AccessRequest::Kind::kill;
  }
  return AccessRequest::Kind::read;
}

/// Mask and action of a Lock (Gen2 v1.2.0, 6.3.2.12.3.5): ten bits of mask, then ten of action, in
/// pairs for kill password, access password, UII, TID and User; the second bit of a pair makes it
/// permanent.
std::uint32_t lock_payload(std::uint8_t bank, bool permanent) {
  // Reserved memory has two pairs; the access password's is meant.
  const unsigned pair = bank == 0 ? 1U : bank + 1U;
  const unsigned shift = 8U - 2U * pair;
  // Only what is to change is named by the mask: a plain lock leaves the second bit as it is.
  const std::uint32_t bits = permanent ? 0b11U : 0b10U;
  return (bits << shift << 10U) | (bits << shift);
}

std::string_view text_of(AccessResult::Outcome outcome) {
  switch (outcome) {
    case AccessResult::Outcome::success:
      return "it succeeded";
    case AccessResult::Outcome::no_response:
      return "the tag did not answer";
    case AccessResult::Outcome::crc_error:
      return "the answer could not be decoded";
    case AccessResult::Outcome::tag_error:
      return "the tag answered with an error";
    case AccessResult::Outcome::wrong_password:
      return "the password was not taken";
    case AccessResult::Outcome::insufficient_power:
      return "the tag had too little power";
    case AccessResult::Outcome::reader_error:
      return "the reader could not";
  }
  return "unknown";
}

/// The tag itself said no, or kept silent as it should.
bool is_refusal(AccessResult::Outcome outcome) {
  return outcome == AccessResult::Outcome::tag_error ||
         outcome == AccessResult::Outcome::wrong_password ||
         outcome == AccessResult::Outcome::no_response;
}

std::vector<std::uint16_t> words_of(const identity::Uii& uii) {
  std::vector<std::uint16_t> words;
  for (std::size_t i = 0; i + 1 < uii.byte_count(); i += 2) {
    words.push_back(static_cast<std::uint16_t>(uii.bytes()[i] << 8U | uii.bytes()[i + 1]));
  }
  return words;
}

identity::Uii uii_of(const std::vector<std::uint16_t>& words) {
  std::vector<std::uint8_t> bytes;
  for (const std::uint16_t word : words) {
    bytes.push_back(static_cast<std::uint8_t>(word >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(word));
  }
  return identity::Uii::from_bits(bytes, bytes.size() * 8).value_or(identity::Uii{});
}

}  // namespace

std::vector<std::uint16_t> TagOperations::own_s10(const model::Piece& piece,
                                                  std::uint32_t pass) const {
  identity::S10 item;
  item.service = {'U', 'A'};
  item.serial = static_cast<std::uint32_t>(
      model::derive_seed(seed_, "s10:" + piece.id.str(), pass) % k_serial_end);
  constexpr std::uint8_t k_no_afi = 0;  // the PC word stays as it is
  return words_of(identity::to_tag(item, k_no_afi, k_s10_bits).uii);
}

model::AccessOrder TagOperations::order(const TagOperation& operation, const model::Piece& piece,
                                        model::AirProtocol protocol, std::uint32_t pass) {
  model::AccessOrder order;
  order.protocol = protocol;
  const auto known = written_.find(piece.id);
  const identity::Uii& uii =
      known != written_.end() && known->second.uii ? *known->second.uii : piece.uii;
  model::TagFilter filter;
  filter.bank = k_uii_bank;
  filter.bit_pointer = k_uii_bit;
  const auto mask = bits::BitString::from_bytes(uii.bytes(), uii.bit_count());
  filter.mask = mask.value_or(bits::BitString{});
  order.filter = filter;

  AccessRequest request;
  request.kind = kind_of(operation.kind);
  request.bank = operation.bank;
  request.word_pointer = operation.word_pointer;
  request.password = operation.password;
  switch (operation.kind) {
    case TagOperation::Kind::write:
      request.data = operation.own_s10 ? own_s10(piece, pass) : operation.words;
      under_way_ = request.data;
      break;
    case TagOperation::Kind::read: {
      std::size_t count = operation.words.empty() ? operation.word_count : operation.words.size();
      if (operation.own_s10 && known != written_.end()) count = known->second.words.size();
      request.word_count = static_cast<std::uint16_t>(std::max<std::size_t>(count, 1));
      break;
    }
    case TagOperation::Kind::lock:
    case TagOperation::Kind::permalock:
      request.payload =
          lock_payload(operation.bank, operation.kind == TagOperation::Kind::permalock);
      break;
    case TagOperation::Kind::kill:
      break;
  }
  order.operations.push_back(std::move(request));
  return order;
}

std::optional<std::string> TagOperations::judge(
    const TagOperation& operation, const model::Piece& piece,
    const Result<std::optional<model::AccessedTag>>& accessed) {
  const std::string what(to_string(operation.kind));
  if (!accessed) {
    return fmt::format("{} of {}: {}", what, piece.id.str(), to_string(accessed.error()));
  }
  if (!*accessed) return fmt::format("{} of {}: the tag was not found", what, piece.id.str());
  if ((*accessed)->results.empty()) {
    return fmt::format("{} of {}: the reader told no result", what, piece.id.str());
  }
  const AccessResult& result = (*accessed)->results.front();
  if (operation.refused) {
    if (is_refusal(result.outcome)) return std::nullopt;
    return fmt::format("{} of {} was to be refused: {}", what, piece.id.str(),
                       text_of(result.outcome));
  }
  if (result.outcome != AccessResult::Outcome::success) {
    return fmt::format("{} of {}: {}", what, piece.id.str(), text_of(result.outcome));
  }
  if (operation.kind == TagOperation::Kind::write) {
    Written& written = written_[piece.id];
    written.words = under_way_;
    const bool whole_uii = operation.bank == k_uii_bank && operation.word_pointer == k_uii_pointer;
    if (whole_uii) written.uii = uii_of(under_way_);
    return std::nullopt;
  }
  if (operation.kind != TagOperation::Kind::read) return std::nullopt;
  const std::vector<std::uint16_t>& wanted =
      operation.own_s10 ? written_[piece.id].words : operation.words;
  if (operation.own_s10 && wanted.empty()) {
    return fmt::format("read of {}: nothing was written before", piece.id.str());
  }
  if (wanted.empty() || wanted == result.words) return std::nullopt;
  return fmt::format("read of {}: {:04x}, expected {:04x}", piece.id.str(),
                     fmt::join(result.words, " "), fmt::join(wanted, " "));
}

}  // namespace plugtest::engine
