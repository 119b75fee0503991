#include "drivers/modules_core/module_access.h"

#include "protocols/modules/lock_fields.h"

#include <string>

namespace plugtest::drivers {

namespace {

using Kind = model::AccessRequest::Kind;

constexpr std::uint8_t k_uii_bank = 1;
constexpr std::uint32_t k_before_uii = 32;  // StoredCRC and StoredPC, in bits

Result<void> check_words(const model::AccessRequest& request, std::size_t count,
                         std::size_t max_words) {
  if (count == 0 || count > max_words) {
    return fail(ErrorCode::refused, "the module reads and writes 1 to " +
                                        std::to_string(max_words) + " words at a time, not " +
                                        std::to_string(count));
  }
  if (request.word_pointer > 0xFF) {
    return fail(ErrorCode::refused,
                "the module addresses words 0 to 255, not " + std::to_string(request.word_pointer));
  }
  return {};
}

}  // namespace

Result<void> check_module_access(std::span<const model::AccessRequest> operations,
                                 std::size_t max_words, LockForm lock) {
  for (const model::AccessRequest& request : operations) {
    Result<void> fits;
    switch (request.kind) {
      case Kind::read:
        fits = check_words(request, request.word_count, max_words);
        break;
      case Kind::write:
        fits = check_words(request, request.data.size(), max_words);
        break;
      case Kind::lock:
        if (lock == LockForm::parts && !modules::lock_fields(request.payload)) {
          fits = fail(ErrorCode::refused,
                      "the module sets the permalock bit of a part of the tag only together with "
                      "its other lock bit");
        }
        break;
      case Kind::kill:
        break;
      default:
        fits = fail(ErrorCode::refused,
                    "the module reads, writes, locks and kills; it has no "
                    "other operation on tags");
    }
    if (!fits) return fits;
  }
  return {};
}

Result<bool> filter_matches(const model::TagFilter& filter, const identity::Uii& uii) {
  if (filter.bank != k_uii_bank || filter.bit_pointer < k_before_uii) {
    return fail(ErrorCode::refused, "the module chooses tags by their UII only");
  }
  const std::size_t from = filter.bit_pointer - k_before_uii;
  if (from + filter.mask.size() > uii.bit_count()) return false;
  const auto bits = bits::BitString::from_bytes(uii.bytes(), uii.bit_count());
  return bits && bits->slice(from, filter.mask.size()) == filter.mask;
}

std::vector<std::uint16_t> words_of(std::span<const std::uint8_t> bytes) {
  std::vector<std::uint16_t> words;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    words.push_back(static_cast<std::uint16_t>(bytes[i] << 8U | bytes[i + 1]));
  }
  return words;
}

std::vector<std::uint8_t> bytes_of(std::span<const std::uint16_t> words) {
  std::vector<std::uint8_t> bytes;
  for (const std::uint16_t word : words) {
    bytes.push_back(static_cast<std::uint8_t>(word >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(word));
  }
  return bytes;
}

}  // namespace plugtest::drivers
