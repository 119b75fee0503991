#include "protocols/llrp/field_reader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace plugtest::llrp::detail {
namespace {

std::string expectation(const NumberRange& range) {
  std::string text = range.last == UINT64_MAX
                         ? "at least " + std::to_string(range.first)
                         : std::to_string(range.first) + " to " + std::to_string(range.last);
  return range.or_zero ? "0, or " + text : text;
}

}  // namespace

bool FieldReader::read_fields(Element& element, std::size_t end) {
  const TypeDef& type = *element.definition();
  trouble_.set_reading(type);
  bit_ = 0;
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const FieldDef& field = type.fields[i];
    if (field.versions.contains(version_) && !read_field(field, end, element.values()[i])) {
      return false;
    }
  }
  return true;
}

bool FieldReader::read_field(const FieldDef& field, std::size_t end, Value& value) {
  switch (field.kind) {
    case FieldKind::reserved:
    case FieldKind::u1:
    case FieldKind::u2:
    case FieldKind::u8:
    case FieldKind::u16:
    case FieldKind::u32:
    case FieldKind::u64:
      return read_number(field, end, value);
    case FieldKind::s8:
    case FieldKind::s16: {  // never of an enumeration, and of no range
      const std::size_t octets = field.bits / 8U;
      if (!need(field, end, octets)) {
        return false;
      }
      const std::uint64_t bits = big_endian(octets);
      value = octets == 1
                  ? std::int64_t{static_cast<std::int8_t>(static_cast<std::uint8_t>(bits))}
                  : std::int64_t{static_cast<std::int16_t>(static_cast<std::uint16_t>(bits))};
      return true;
    }
    case FieldKind::u96:
      if (!need(field, end, 12)) {
        return false;
      }
      take_bits(96, value);
      return true;
    case FieldKind::bytes_to_end:
      value = take(end - at_);
      return true;
    case FieldKind::u1v:
    case FieldKind::u8v:
    case FieldKind::u16v:
    case FieldKind::u32v:
    case FieldKind::utf8v:
      return read_array(field, end, value);
  }
  return false;
}

// A number of field.bits bits, which may share octets with its neighbours.
bool FieldReader::read_number(const FieldDef& field, std::size_t end, Value& value) {
  if ((end - at_) * 8 < bit_ + std::size_t{field.bits}) {
    return need(field, end, (bit_ + field.bits + 7U) / 8U);
  }
  const std::size_t start = at_;
  std::uint64_t number = 0;
  if (bit_ == 0 && field.bits % 8 == 0) {
    value = big_endian(field.bits / 8U);
    return check_number(field, start, value);
  }
  for (std::size_t left = field.bits; left > 0;) {
    const std::size_t step = std::min<std::size_t>(left, 8 - bit_);
    const unsigned octet = bytes_[at_];
    const unsigned part = (octet >> (8 - bit_ - step)) & ((1U << step) - 1U);
    number = (number << step) | part;
    bit_ += step;
    left -= step;
    if (bit_ == 8) {
      bit_ = 0;
      ++at_;
    }
  }
  value = number;
  return check_number(field, start, value);
}

bool FieldReader::check_any_number(const FieldDef& field, std::size_t start, const Value& value) {
  const std::uint64_t number = *std::get_if<std::uint64_t>(&value);
  if (field.kind == FieldKind::reserved && number != 0) {
    return trouble_.fail_field(ErrorCode::malformed, start, nullptr, StatusCode::a_invalid,
                               "reserved bits are not zero");
  }
  return check_value(field, start, number);
}

bool FieldReader::check_value(const FieldDef& field, std::size_t start, std::uint64_t number) {
  if (!strict_) {
    return true;
  }
  if (!field.range.contains(number)) {
    return trouble_.fail_field(ErrorCode::malformed, start, &field, StatusCode::a_out_of_range,
                               "field " + std::string(field.name) + " is " +
                                   std::to_string(number) + ", expected " +
                                   expectation(field.range));
  }
  if (field.enumeration == nullptr || !field.enumeration->name_of(number, version_).empty()) {
    return true;
  }
  return trouble_.fail_field(ErrorCode::malformed, start, &field, StatusCode::a_out_of_range,
                             "field " + std::string(field.name) + " is " + std::to_string(number) +
                                 ", which " + std::string(field.enumeration->name) +
                                 " does not define");
}

bool FieldReader::read_array(const FieldDef& field, std::size_t end, Value& value) {
  if (!need(field, end, 2)) {
    return false;
  }
  const std::size_t count = big_endian(2);
  const std::size_t start = at_;
  switch (field.kind) {
    case FieldKind::u1v:
      if (!need(field, end, (count + 7) / 8)) {
        return false;
      }
      take_bits(count, value);
      if (strict_ && count != 0 && count == field.other_form) {
        return trouble_.fail_field(ErrorCode::malformed, start - 2, &field, StatusCode::a_invalid,
                                   "field " + std::string(field.name) + " has " +
                                       std::to_string(count) +
                                       " bits, for which there is a parameter of its own");
      }
      return true;
    case FieldKind::u8v: {
      if (!need(field, end, count)) {
        return false;
      }
      Bytes bytes = take(count);
      for (std::size_t i = 0; i < count; ++i) {
        if (!check_value(field, start + i, bytes[i])) {
          return false;
        }
      }
      value = std::move(bytes);
      return true;
    }
    case FieldKind::u16v: {
      if (!need(field, end, count * 2)) {
        return false;
      }
      Words words(count);
      std::ranges::generate(words, [&] { return static_cast<std::uint16_t>(big_endian(2)); });
      value = std::move(words);
      return true;
    }
    case FieldKind::u32v: {
      if (!need(field, end, count * 4)) {
        return false;
      }
      Longs longs(count);
      std::ranges::generate(longs, [&] { return static_cast<std::uint32_t>(big_endian(4)); });
      value = std::move(longs);
      return true;
    }
    default: {  // utf8v
      if (!need(field, end, count)) {
        return false;
      }
      const auto text = bytes_.subspan(at_, count);
      value = std::string(text.begin(), text.end());
      at_ += count;
      return true;
    }
  }
}

bool FieldReader::need(const FieldDef& field, std::size_t end, std::size_t count) {
  if (end - at_ >= count) {
    return true;
  }
  return trouble_.fail_field(ErrorCode::truncated, at_, &field, StatusCode::a_invalid,
                             "field " + std::string(field.name) + " needs " +
                                 std::to_string(count) + " bytes, " + std::to_string(end - at_) +
                                 " are left");
}

void FieldReader::take_bits(std::size_t count, Value& value) {
  auto& bits = std::get<BitString>(value);
  const auto part = bytes_.subspan(at_, (count + 7) / 8);
  at_ += part.size();
  bits.bytes.assign(part.begin(), part.end());
  bits.bits = static_cast<std::uint16_t>(count);
}

}  // namespace plugtest::llrp::detail
