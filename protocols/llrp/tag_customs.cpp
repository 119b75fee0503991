#include "protocols/llrp/tag_customs.h"

#include "protocols/llrp/definition.h"

#include <string>
#include <utility>

namespace plugtest::llrp {

namespace {

constexpr std::size_t k_tlv_header = 4;
constexpr std::size_t k_custom_header = k_tlv_header + 8;  // vendor and subtype
constexpr std::uint8_t k_tv_flag = 0x80;

std::uint32_t take(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t octets) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < octets; ++i) number = (number << 8U) | bytes[at + i];
  return number;
}

tl::unexpected<Error> bad(ErrorCode code, std::string message, std::size_t offset) {
  Where where;
  where.byte_offset = offset;
  return fail(code, std::move(message), std::move(where));
}

}  // namespace

Result<std::optional<TagCustom>> next_custom(std::span<const std::uint8_t> value, std::size_t& at) {
  while (at < value.size()) {
    if ((value[at] & k_tv_flag) != 0) {
      const TypeDef* known = find_parameter(value[at] & 0x7FU, Version::v2_0);
      if (known == nullptr) return bad(ErrorCode::unsupported, "unknown TV parameter", at);
      at += 1 + known->fixed_bytes;
      continue;
    }
    if (value.size() - at < k_tlv_header) {
      return bad(ErrorCode::truncated, "a parameter header needs 4 bytes", at);
    }
    const std::size_t start = at;
    const std::size_t type = take(value, at, 2) & 0x03FFU;
    const std::size_t length = take(value, at + 2, 2);
    if (length < k_tlv_header || length > value.size() - at) {
      return bad(ErrorCode::malformed, "a parameter is longer than its report", at + 2);
    }
    at += length;
    if (type != static_cast<std::size_t>(ParamType::custom) || length < k_custom_header) continue;
    return std::optional(
        TagCustom{.vendor = take(value, start + k_tlv_header, 4),
                  .subtype = take(value, start + k_tlv_header + 4, 4),
                  .data = value.subspan(start + k_custom_header, length - k_custom_header),
                  .offset = start + k_custom_header});
  }
  return std::optional<TagCustom>{};
}

}  // namespace plugtest::llrp
