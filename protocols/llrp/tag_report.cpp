#include "protocols/llrp/tag_report.h"

#include "protocols/llrp/definition.h"
#include "protocols/llrp/tag_report_fields.h"
#include "protocols/llrp/types.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace plugtest::llrp {
namespace {

using detail::big_endian;
using detail::k_epc_96_bytes;
using detail::k_tlv_header;
using detail::k_tv_fields;
using detail::k_tv_flag;
using detail::TagLayout;
using detail::TagSlot;
using detail::TvField;

const TvField* find_tv(std::uint8_t type) {
  for (const TvField& field : k_tv_fields) {
    if (static_cast<std::uint16_t>(field.type) == type) {
      return &field;
    }
  }
  return nullptr;
}

tl::unexpected<Error> bad(ErrorCode code, std::string message, std::size_t offset) {
  Where where;
  where.byte_offset = offset;
  return fail(code, std::move(message), std::move(where));
}

/// One pass over a value: notes where everything is.
class Parser {
 public:
  explicit Parser(std::span<const std::uint8_t> value) : value_(value) {}

  Result<void> run(TagLayout& layout) {
    while (at_ < value_.size()) {
      auto step = (value_[at_] & k_tv_flag) != 0 ? read_tv(layout) : read_tlv(layout);
      if (!step) {
        return step;
      }
    }
    return {};
  }

 private:
  Result<void> read_tv(TagLayout& layout) {
    const std::uint8_t type = value_[at_] & 0x7FU;
    structure(1, layout);
    if (type == static_cast<std::uint16_t>(ParamType::epc_96)) {
      return take_epc(layout, k_epc_96_bytes, 96);
    }
    if (type == static_cast<std::uint16_t>(ParamType::client_request_op_spec_result)) {
      ++layout.counts.op_results;
      return skip(2);
    }
    const TvField* field = find_tv(type);
    if (field == nullptr) {
      const std::size_t size = detail::misplaced_tv_bytes(type);
      if (size == 0) {
        return bad(ErrorCode::unsupported,
                   "unknown TV parameter " + std::to_string(type) +
                       " in TagReportData, which has no length",
                   at_ - 1);
      }
      return skip(size - 1);
    }
    std::uint16_t& place = layout.offsets[static_cast<std::size_t>(field->slot)];
    if (place == 0) {  // of repeated parameters the first counts
      place = static_cast<std::uint16_t>(at_);
      layout.counts.present |= field->field;
    }
    return skip(field->bytes);
  }

  Result<void> read_tlv(TagLayout& layout) {
    const std::size_t left = value_.size() - at_;
    if (left < k_tlv_header) {
      return bad(ErrorCode::truncated,
                 "a parameter header needs 4 bytes, " + std::to_string(left) + " are left", at_);
    }
    const std::size_t type = big_endian<std::uint16_t>(&value_[at_]) & 0x03FFU;
    const std::size_t length = big_endian<std::uint16_t>(&value_[at_ + 2]);
    if (length < k_tlv_header || length > left) {
      return bad(ErrorCode::malformed,
                 "parameter " + std::to_string(type) + " says it has " + std::to_string(length) +
                     " bytes, expected 4 to " + std::to_string(left),
                 at_ + 2);
    }
    structure(k_tlv_header, layout);
    const std::size_t body = length - k_tlv_header;
    switch (static_cast<ParamType>(type)) {
      case ParamType::epc_data:
        return read_epc_data(layout, body);
      case ParamType::c1g2_read_op_spec_result:
      case ParamType::c1g2_write_op_spec_result:
      case ParamType::c1g2_kill_op_spec_result:
      case ParamType::c1g2_lock_op_spec_result:
      case ParamType::c1g2_block_erase_op_spec_result:
      case ParamType::c1g2_block_write_op_spec_result:
        ++layout.counts.op_results;
        return skip(body);
      case ParamType::custom:
        ++layout.counts.customs;
        return skip(body);
      default:
        ++layout.counts.unknown;
        return skip(body);
    }
  }

  Result<void> read_epc_data(TagLayout& layout, std::size_t body) {
    if (body < 2) {
      return bad(ErrorCode::truncated, "EPCData needs a bit count of 2 bytes", at_);
    }
    const std::uint16_t bits = big_endian<std::uint16_t>(&value_[at_]);
    const std::size_t bytes = (std::size_t{bits} + 7) / 8;
    if (bytes > body - 2) {
      return bad(ErrorCode::truncated,
                 "field EPC needs " + std::to_string(bytes) + " bytes, " +
                     std::to_string(body - 2) + " are left",
                 at_ + 2);
    }
    structure(2, layout);
    const std::size_t end = at_ + body - 2;
    auto taken = take_epc(layout, bytes, bits);
    at_ = end;
    return taken;
  }

  Result<void> take_epc(TagLayout& layout, std::size_t bytes, std::uint16_t bits) {
    std::uint16_t& place = layout.offsets[static_cast<std::size_t>(TagSlot::epc)];
    if (!layout.counts.has(TagReport::epc)) {
      place = static_cast<std::uint16_t>(at_);
      layout.counts.present |= TagReport::epc;
      layout.counts.epc_bits = bits;
    }
    return skip(bytes);
  }

  Result<void> skip(std::size_t bytes) {
    if (value_.size() - at_ < bytes) {
      return bad(ErrorCode::truncated,
                 "a field needs " + std::to_string(bytes) + " bytes, " +
                     std::to_string(value_.size() - at_) + " are left",
                 at_);
    }
    at_ += bytes;
    return {};
  }

  // Steps over type, length and count octets, and marks them for the prediction.
  void structure(std::size_t bytes, TagLayout& layout) {
    for (std::size_t i = at_; i < at_ + bytes && i < layout.mask.size(); ++i) {
      layout.mask[i] = 0xFF;
    }
    at_ += bytes;
  }

  std::span<const std::uint8_t> value_;
  std::size_t at_ = 0;
};

}  // namespace

namespace detail {

Result<void> parse_tag_report(std::span<const std::uint8_t> value, TagReport& out,
                              TagLayout& layout) {
  constexpr std::size_t k_word = 8;  // shorter values cannot be compared word by word
  layout = TagLayout{};
  if (auto parsed = Parser(value).run(layout); !parsed) {
    return parsed;
  }
  read_by_layout(layout, value.data(), out);
  if (value.size() >= k_word && value.size() <= TagLayout::k_max_bytes) {
    std::ranges::copy(value, layout.pattern.begin());
    layout.length = value.size();
  }
  return {};
}

std::size_t misplaced_tv_bytes(unsigned type) {
  const TypeDef* known = find_parameter(static_cast<std::uint16_t>(type), Version::v2_0);
  return known != nullptr && known->encoding == Encoding::tv ? 1 + known->fixed_bytes : 0;
}

tl::unexpected<Error> bad_parameter(std::span<const std::uint8_t> body, std::size_t offset) {
  const std::size_t left = body.size() - offset;
  if ((body[offset] & k_tv_flag) != 0) {
    return bad(ErrorCode::unsupported,
               "unknown or cut-off TV parameter " + std::to_string(body[offset] & 0x7FU) +
                   " in an RO_ACCESS_REPORT",
               offset);
  }
  if (left < k_tlv_header) {
    return bad(ErrorCode::truncated,
               "a parameter header needs 4 bytes, " + std::to_string(left) + " are left", offset);
  }
  return bad(ErrorCode::malformed,
             "parameter " + std::to_string(big_endian<std::uint16_t>(&body[offset]) & 0x03FFU) +
                 " says it has " + std::to_string(big_endian<std::uint16_t>(&body[offset + 2])) +
                 " bytes, expected 4 to " + std::to_string(left),
             offset + 2);
}

tl::unexpected<Error> moved(Error error, std::size_t offset) {
  error.where.byte_offset = error.where.byte_offset.value_or(0) + offset;
  return fail(std::move(error));
}

}  // namespace detail

Result<TagReport> decode_tag_report(std::span<const std::uint8_t> value) {
  TagReport report;
  detail::TagLayout layout;
  if (auto parsed = detail::parse_tag_report(value, report, layout); !parsed) {
    return fail(std::move(parsed.error()));
  }
  return report;
}

}  // namespace plugtest::llrp
