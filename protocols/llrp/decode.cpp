#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/tag_report_inline.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::llrp {
namespace {

constexpr std::size_t k_tlv_header_bytes = 4;
constexpr int k_max_depth = 32;
constexpr std::uint8_t k_tv_flag = 0x80;

// What a message may make us hold, for each of its bytes and besides (codec.h). Reports of tags
// take up to 30 a byte; only parameters without end where there are to be few take more.
constexpr std::size_t k_memory_per_byte = 40;
constexpr std::size_t k_memory_besides = std::size_t{64} * 1024;
constexpr std::size_t k_max_problems = 64;

/// What is wrong with a parameter, in the words of the standard's codes.
enum class Fault : std::uint8_t { layout, unexpected, missing, duplicate, unknown };

StatusCode message_scope(Fault fault) {
  switch (fault) {
    case Fault::layout:
      return StatusCode::m_parameter_error;
    case Fault::unexpected:
      return StatusCode::m_unexpected_parameter;
    case Fault::missing:
      return StatusCode::m_missing_parameter;
    case Fault::duplicate:
      return StatusCode::m_duplicate_parameter;
    case Fault::unknown:
      return StatusCode::m_unknown_parameter;
  }
  return StatusCode::m_parameter_error;
}

StatusCode parameter_scope(Fault fault) {
  // The parameter codes follow the message codes at a distance of 100.
  return static_cast<StatusCode>(static_cast<std::uint16_t>(message_scope(fault)) + 100);
}

std::string expectation(const NumberRange& range) {
  std::string text = range.last == UINT64_MAX
                         ? "at least " + std::to_string(range.first)
                         : std::to_string(range.first) + " to " + std::to_string(range.last);
  return range.or_zero ? "0, or " + text : text;
}

/// One decoding of one message. Functions return false once error_ is set.
class Decoder {
 public:
  Decoder(std::span<const std::uint8_t> bytes, DecodeMode mode)
      : bytes_(bytes),
        strict_(mode == DecodeMode::strict),
        room_(k_memory_besides + k_memory_per_byte * bytes.size()) {}

  DecodeResult run() {
    const std::optional<Header> header = read_header(bytes_);
    if (!header) {
      fail_message(ErrorCode::truncated, StatusCode::m_parameter_error, 0,
                   "a message needs at least 10 bytes, got " + std::to_string(bytes_.size()));
      return tl::unexpected(std::move(error_));
    }
    error_.version = header->version;
    error_.type = header->type;
    error_.error.where.message_id = header->id;
    if (!check_header(*header)) {
      return tl::unexpected(std::move(error_));
    }
    version_ = static_cast<Version>(header->version);
    const TypeDef* type = find_message(header->type, version_);
    if (type == nullptr) {
      if (strict_) {
        fail_message(ErrorCode::unsupported, StatusCode::m_unsupported_message, 0,
                     "message type " + std::to_string(header->type) +
                         " does not exist in protocol version " + std::to_string(header->version));
        return tl::unexpected(std::move(error_));
      }
      const auto body = bytes_.subspan(k_header_bytes);
      Message message(Element::opaque(Encoding::message, header->type, {body.begin(), body.end()}),
                      header->id, version_);
      message.reserved_bits = header->reserved_bits;
      message.problems.push_back(problem(0, "unknown message type, the body is kept as bytes"));
      return message;
    }
    Message message(Element(*type), header->id, version_);
    message.reserved_bits = header->reserved_bits;
    at_ = k_header_bytes;
    if (!read_body(message.body, bytes_.size(), 0)) {
      return tl::unexpected(std::move(error_));
    }
    message.problems = std::move(problems_);
    return message;
  }

  /// The value of one element of `type`: all of the bytes.
  Result<Element> run_body(const TypeDef& type, Version version) {
    version_ = version;
    Element element(type);
    if (!read_body(element, bytes_.size(), 0)) return fail(std::move(error_.error));
    return element;
  }

 private:
  bool check_header(const Header& header) {
    if (header.version < 1 || header.version > 3) {
      return fail_message(ErrorCode::unsupported, StatusCode::m_unsupported_version, 0,
                          "protocol version " + std::to_string(header.version) +
                              " is not known, expected 1 (1.0.1), 2 (1.1) or 3 (2.0)");
    }
    if (header.length != bytes_.size()) {
      return fail_message(ErrorCode::malformed, StatusCode::m_parameter_error, 2,
                          "the message length field says " + std::to_string(header.length) +
                              " bytes, there are " + std::to_string(bytes_.size()));
    }
    if (strict_ && header.reserved_bits != 0) {
      return fail_message(ErrorCode::malformed, StatusCode::m_field_error, 0,
                          "reserved bits of the message header are not zero");
    }
    return true;
  }

  // Fields and sub-parameters of `element` up to `end`.
  bool read_body(Element& element, std::size_t end, int depth) {
    if (depth > k_max_depth) {
      return fail_parameter(Fault::layout, at_, std::nullopt,
                            "parameters nest deeper than " + std::to_string(k_max_depth));
    }
    if (!read_fields(element, end)) {
      return false;
    }
    const TypeDef& type = *element.definition();
    if (type.slots.empty()) {
      return at_ == end || keep_rest(element, end, "bytes left behind the last field of ");
    }
    return read_children(element, end, depth);
  }

  bool read_fields(Element& element, std::size_t end) {
    const TypeDef& type = *element.definition();
    reading_ = &type;
    bit_ = 0;
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
      const FieldDef& field = type.fields[i];
      if (field.versions.contains(version_) && !read_field(field, end, element.values()[i])) {
        return false;
      }
    }
    return true;
  }

  bool read_field(const FieldDef& field, std::size_t end, Value& value) {
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
  bool read_number(const FieldDef& field, std::size_t end, Value& value) {
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

  bool check_number(const FieldDef& field, std::size_t start, const Value& value) {
    if (!strict_) return true;
    const std::uint64_t number = *std::get_if<std::uint64_t>(&value);
    if (field.kind == FieldKind::reserved && number != 0) {
      return fail_field(ErrorCode::malformed, start, nullptr, StatusCode::a_invalid,
                        "reserved bits are not zero");
    }
    return check_value(field, start, number);
  }

  bool check_value(const FieldDef& field, std::size_t start, std::uint64_t number) {
    if (!strict_) {
      return true;
    }
    if (!field.range.contains(number)) {
      return fail_field(ErrorCode::malformed, start, &field, StatusCode::a_out_of_range,
                        "field " + std::string(field.name) + " is " + std::to_string(number) +
                            ", expected " + expectation(field.range));
    }
    if (field.enumeration == nullptr || !field.enumeration->name_of(number, version_).empty()) {
      return true;
    }
    return fail_field(ErrorCode::malformed, start, &field, StatusCode::a_out_of_range,
                      "field " + std::string(field.name) + " is " + std::to_string(number) +
                          ", which " + std::string(field.enumeration->name) + " does not define");
  }

  bool read_array(const FieldDef& field, std::size_t end, Value& value) {
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
          return fail_field(ErrorCode::malformed, start - 2, &field, StatusCode::a_invalid,
                            "field " + std::string(field.name) + " has " + std::to_string(count) +
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

  /// Strict: where in its parent's slots the decoding is.
  struct Places {
    std::vector<std::size_t> seen{};  // children in each slot
    std::size_t slot = 0;             // of the last child
  };

  bool read_children(Element& parent, std::size_t end, int depth) {
    Places places;
    if (strict_) places.seen.resize(parent.definition()->slots.size());
    const bool has_sibling = parent.definition() == counted_;  // siblings repeat their layout
    reserve(parent, has_sibling ? std::min(count_, (end - at_) / 2) : count_children(end));
    while (at_ < end) {
      const bool is_tv = (bytes_[at_] & k_tv_flag) != 0;
      if (!(is_tv ? next_tv(parent, end, depth, places) : next_tlv(parent, end, depth, places))) {
        return false;
      }
    }
    counted_ = parent.definition();
    count_ = parent.children().size();
    return !strict_ || complete(parent, places.seen);
  }

  const TypeDef* known_parameter(std::uint16_t type, Encoding encoding) const {
    const TypeDef* known = parameters_[type];
    return known != nullptr && known->encoding == encoding && known->versions.contains(version_)
               ? known
               : nullptr;
  }

  /// Makes room for so many children, as far as the message may have it.
  void reserve(Element& parent, std::size_t count) {
    count = std::min(count, room_ / sizeof(Element));
    room_ -= count * sizeof(Element);
    parent.expect_children(count);
  }

  /// Whether there may be another child of type `known` (nullptr: an opaque one).
  bool has_room(const Element& parent, const TypeDef* known) {
    const auto& siblings = parent.children();
    std::size_t needed = 0;
    if (siblings.size() == siblings.capacity()) {  // the list will double
      needed += std::max<std::size_t>(siblings.size(), 1) * sizeof(Element);
    }
    if (known != nullptr && known->fields.size() > 1) {
      needed += known->fields.size() * sizeof(Value);
    }
    if (needed > room_) return false;
    room_ -= needed;
    return true;
  }

  bool keep_crowd(Element& parent, std::size_t end) {
    return keep_rest(parent, end,
                     "more parameters than a message of this size is taken to have in ");
  }

  bool next_tv(Element& parent, std::size_t end, int depth, Places& places) {
    const std::uint16_t type = bytes_[at_] & 0x7FU;
    const TypeDef* known = known_parameter(type, Encoding::tv);
    if (strict_ && !place(parent, known, type, at_, places)) {
      return false;
    }
    if (known == nullptr) {
      return keep_rest(parent, end,
                       "unknown TV parameter " + std::to_string(type) +
                           ", which has no length, so nothing behind it can be read in ");
    }
    return has_room(parent, known) ? read_tv(parent, *known, end, depth) : keep_crowd(parent, end);
  }

  bool next_tlv(Element& parent, std::size_t end, int depth, Places& places) {
    if (end - at_ < k_tlv_header_bytes) {
      return fail_parameter(
          Fault::layout, at_, std::nullopt,
          "a parameter header needs 4 bytes, " + std::to_string(end - at_) + " are left");
    }
    const std::uint16_t type = detail::big_endian<std::uint16_t>(bytes_.data() + at_) & 0x03FFU;
    const TypeDef* known = known_parameter(type, Encoding::tlv);
    if (strict_ && !place(parent, known, type, at_, places)) {
      return false;
    }
    return has_room(parent, known) ? read_tlv(parent, known, type, end, depth)
                                   : keep_crowd(parent, end);
  }

  bool read_tv(Element& parent, const TypeDef& known, std::size_t end, int depth) {
    path_.push_back(known.number);
    ++at_;
    if (end - at_ < known.fixed_bytes) {
      return fail_parameter(Fault::layout, at_, std::nullopt,
                            std::string(known.name) + " needs " +
                                std::to_string(known.fixed_bytes) + " bytes, " +
                                std::to_string(end - at_) + " are left");
    }
    if (known.is_number) {
      const FieldDef& field = known.fields[0];
      const std::size_t start = at_;
      const std::uint64_t number = big_endian(known.fixed_bytes);
      reading_ = &known;
      if (field.kind == FieldKind::s8) {
        parent.append_number(known, std::int64_t{static_cast<std::int8_t>(number)});
      } else if (!check_number(field, start, parent.append_number(known, number).values()[0])) {
        return false;
      }
    } else if (!read_body(parent.append_empty(known), at_ + known.fixed_bytes, depth + 1)) {
      return false;
    }
    path_.pop_back();
    return true;
  }

  bool read_tlv(Element& parent, const TypeDef* known, std::uint16_t type, std::size_t end,
                int depth) {
    path_.push_back(type);
    const std::size_t start = at_;
    const auto reserved = static_cast<std::uint8_t>(bytes_[at_] >> 2U);
    at_ += 2;
    const std::size_t length = big_endian(2);
    if (length < k_tlv_header_bytes || length > end - start) {
      return fail_parameter(Fault::layout, start + 2, std::nullopt,
                            "parameter " + std::to_string(type) + " says it has " +
                                std::to_string(length) + " bytes, expected 4 to " +
                                std::to_string(end - start));
    }
    if (strict_ && reserved != 0) {
      return fail_field(ErrorCode::malformed, start, nullptr, StatusCode::a_invalid,
                        "reserved bits of a parameter header are not zero");
    }
    const std::size_t child_end = start + length;
    if (known == nullptr) {
      parent.append(Element::opaque(Encoding::tlv, type, take(child_end - at_)));
      parent.children().back().set_reserved_bits(reserved);
    } else {
      Element& child = parent.append_empty(*known);
      child.set_reserved_bits(reserved);
      if (!read_body(child, child_end, depth + 1)) {
        return false;
      }
    }
    path_.pop_back();
    return true;
  }

  // Strict: finds the slot of the next child, at or behind the slot of the one before it.
  bool place(const Element& parent, const TypeDef* child, std::uint16_t type, std::size_t start,
             Places& places) {
    if (child == nullptr) {
      return fail_parameter(Fault::unknown, start, type,
                            "parameter type " + std::to_string(type) + " is not known");
    }
    const auto& slots = parent.definition()->slots;
    const auto takes = [&](const SlotDef& candidate) {
      return candidate.versions.contains(version_) &&
             std::ranges::find(candidate.accepts, child) != candidate.accepts.end();
    };
    for (std::size_t i = places.slot; i < slots.size(); ++i) {
      if (takes(slots[i]) && (slots[i].repeatable || places.seen[i] == 0)) {
        places.slot = i;
        ++places.seen[i];
        return true;
      }
    }
    const auto home = std::ranges::find_if(slots, takes);
    const std::string where = std::string(child->name) + " in " + parent.name();
    if (home == slots.end()) {
      return fail_parameter(Fault::unexpected, start, type, where + " has no place there");
    }
    if (!home->repeatable && places.seen[static_cast<std::size_t>(home - slots.begin())] != 0) {
      return fail_parameter(Fault::duplicate, start, type, where + " may stand only once");
    }
    return fail_parameter(Fault::unexpected, start, type, where + " stands out of order");
  }

  // Strict: all required sub-parameters have been there.
  bool complete(const Element& parent, const std::vector<std::size_t>& seen) {
    const auto& slots = parent.definition()->slots;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (slots[i].required && seen[i] == 0 && slots[i].versions.contains(version_)) {
        return fail_parameter(Fault::missing, at_, slots[i].accepts.front()->number,
                              parent.name() + " lacks " + std::string(slots[i].name));
      }
    }
    return true;
  }

  // Tolerant: keeps the bytes up to `end` as they are. Strict: an error.
  bool keep_rest(Element& element, std::size_t end, const std::string& what) {
    const std::string message = what + element.name();
    if (strict_) {
      return fail_parameter(Fault::layout, at_, std::nullopt, message);
    }
    if (problems_.size() < k_max_problems) {
      problems_.push_back(problem(at_, message));
    } else if (problems_.size() == k_max_problems) {
      problems_.push_back(problem(at_, "there are more; they are not listed"));
    }
    element.set_rest(take(end - at_));
    return true;
  }

  bool need(const FieldDef& field, std::size_t end, std::size_t count) {
    if (end - at_ >= count) {
      return true;
    }
    return fail_field(ErrorCode::truncated, at_, &field, StatusCode::a_invalid,
                      "field " + std::string(field.name) + " needs " + std::to_string(count) +
                          " bytes, " + std::to_string(end - at_) + " are left");
  }

  // `count`: 1, 2, 4 or 8.
  std::uint64_t big_endian(std::size_t count) {
    const std::uint8_t* from = bytes_.data() + at_;
    at_ += count;
    switch (count) {
      case 1:
        return *from;
      case 2:
        return detail::big_endian<std::uint16_t>(from);
      case 4:
        return detail::big_endian<std::uint32_t>(from);
      default:
        return detail::big_endian<std::uint64_t>(from);
    }
  }

  Bytes take(std::size_t count) {
    const auto part = bytes_.subspan(at_, count);
    at_ += count;
    return {part.begin(), part.end()};
  }

  void take_bits(std::size_t count, Value& value) {
    auto& bits = std::get<BitString>(value);
    const auto part = bytes_.subspan(at_, (count + 7) / 8);
    at_ += part.size();
    bits.bytes.assign(part.begin(), part.end());
    bits.bits = static_cast<std::uint16_t>(count);
  }

  /// The children up to `end`, by their headers: a list that grows would be moved.
  std::size_t count_children(std::size_t end) const {
    std::size_t count = 0;
    for (std::size_t at = at_; at < end; ++count) {
      if ((bytes_[at] & k_tv_flag) != 0) {
        const TypeDef* known = parameters_[bytes_[at] & 0x7FU];
        if (known == nullptr) break;
        at += 1 + known->fixed_bytes;
      } else {
        if (end - at < k_tlv_header_bytes) break;
        const auto length = detail::big_endian<std::uint16_t>(bytes_.data() + at + 2);
        if (length < k_tlv_header_bytes) break;
        at += length;
      }
    }
    return count;
  }

  Error problem(std::size_t offset, std::string message) const {
    Error error{ErrorCode::malformed, std::move(message), error_.error.where};
    error.where.byte_offset = offset;
    return error;
  }

  bool fail_message(ErrorCode code, StatusCode status, std::size_t offset, std::string message) {
    error_.error.code = code;
    error_.error.message = std::move(message);
    error_.error.where.byte_offset = offset;
    error_.status = status;
    return false;
  }

  // `culprit` is a parameter of the enclosing one; none: the enclosing one itself.
  bool fail_parameter(Fault fault, std::size_t offset, std::optional<std::uint16_t> culprit,
                      std::string message) {
    const bool direct = path_.size() + (culprit ? 1U : 0U) <= 1;
    fail_message(fault == Fault::unknown ? ErrorCode::unsupported : ErrorCode::malformed,
                 direct ? message_scope(fault) : StatusCode::m_parameter_error, offset,
                 std::move(message));
    if (culprit) {
      path_.push_back(*culprit);
    }
    if (!path_.empty()) {
      error_.parameter_path = path_;
      error_.parameter_code = parameter_scope(fault);
    }
    return false;
  }

  // `field` is none for reserved bits, which have no number.
  bool fail_field(ErrorCode code, std::size_t offset, const FieldDef* field, StatusCode field_code,
                  std::string message) {
    fail_message(code, path_.empty() ? StatusCode::m_field_error : StatusCode::m_parameter_error,
                 offset, std::move(message));
    if (!path_.empty()) {
      error_.parameter_path = path_;
      error_.parameter_code = StatusCode::p_field_error;
    }
    if (field != nullptr) {
      const auto index = static_cast<std::size_t>(field - reading_->fields.data());
      error_.field_number = reading_->field_number(index, version_);
      error_.field_code = field_code;
    }
    return false;
  }

  std::span<const std::uint8_t> bytes_;
  bool strict_;
  std::size_t room_;  // memory that may still be taken
  std::span<const TypeDef* const, 1024> parameters_ = parameters_by_number();
  Version version_ = Version::v1_0_1;
  std::size_t at_ = 0;                // octet being read
  std::size_t bit_ = 0;               // bits of it already taken
  const TypeDef* reading_ = nullptr;  // whose fields are being read
  const TypeDef* counted_ = nullptr;  // the type whose children were read last, and how many
  std::size_t count_ = 0;
  std::vector<std::uint16_t> path_{};
  DecodeError error_{};
  std::vector<Error> problems_{};
};

}  // namespace

DecodeResult decode(std::span<const std::uint8_t> bytes, DecodeMode mode) {
  return Decoder(bytes, mode).run();
}

Result<Element> decode_body(const TypeDef& type, std::span<const std::uint8_t> bytes,
                            Version version) {
  return Decoder(bytes, DecodeMode::tolerant).run_body(type, version);
}

Element success_status() { return status(StatusCode::m_success, {}); }

Element status(StatusCode code, std::string description) {
  return Element(ParamType::llrp_status)
      .set("StatusCode", code)
      .set_text("ErrorDescription", std::move(description));
}

Element status(const DecodeError& error) {
  // A text that is longer than its 16-bit count could not be sent.
  constexpr std::size_t k_max_text = 1024;
  Element result = status(error.status, to_string(error.error).substr(0, k_max_text));
  if (error.status == StatusCode::m_unsupported_version) {
    return result;  // LLRP 1.0.1, clause 14: without sub-parameters
  }
  std::optional<Element> detail;
  if (error.field_number) {
    detail = Element(ParamType::field_error)
                 .set("FieldNum", *error.field_number)
                 .set("ErrorCode", error.field_code.value_or(StatusCode::a_invalid));
  }
  // From the culprit outwards; each enclosing parameter only says that the fault is inside.
  StatusCode code = error.parameter_code.value_or(StatusCode::p_parameter_error);
  for (auto type = error.parameter_path.rbegin(); type != error.parameter_path.rend(); ++type) {
    Element outer =
        Element(ParamType::parameter_error).set("ParameterType", *type).set("ErrorCode", code);
    if (detail) {
      outer.add(std::move(*detail));
    }
    detail = std::move(outer);
    code = StatusCode::p_parameter_error;
  }
  if (detail) {
    result.add(std::move(*detail));
  }
  return result;
}

}  // namespace plugtest::llrp
