#include "protocols/llrp/codec.h"
#include "protocols/llrp/decode_places.h"
#include "protocols/llrp/decode_trouble.h"
#include "protocols/llrp/field_reader.h"
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

using detail::big_endian;
using detail::DecodeTrouble;
using detail::Fault;
using detail::FieldReader;
using detail::Places;

constexpr std::size_t k_tlv_header_bytes = 4;
constexpr int k_max_depth = 32;
constexpr std::uint8_t k_tv_flag = 0x80;

// What a message may make us hold, for each of its bytes and besides (codec.h). Reports of tags
// take up to 30 a byte; only parameters without end where there are to be few take more.
constexpr std::size_t k_memory_per_byte = 40;
constexpr std::size_t k_memory_besides = std::size_t{64} * 1024;

/// One decoding of one message. Functions return false once trouble_ has the error.
class Decoder {
 public:
  Decoder(std::span<const std::uint8_t> bytes, DecodeMode mode)
      : bytes_(bytes),
        strict_(mode == DecodeMode::strict),
        in_(bytes, strict_, trouble_),
        room_(k_memory_besides + k_memory_per_byte * bytes.size()) {}

  DecodeResult run() {
    const std::optional<Header> header = read_header(bytes_);
    if (!header) {
      trouble_.fail_message(
          ErrorCode::truncated, StatusCode::m_parameter_error, 0,
          "a message needs at least 10 bytes, got " + std::to_string(bytes_.size()));
      return tl::unexpected(trouble_.take_error());
    }
    trouble_.set_header(*header);
    if (!check_header(*header)) {
      return tl::unexpected(trouble_.take_error());
    }
    set_version(static_cast<Version>(header->version));
    const TypeDef* type = find_message(header->type, version_);
    if (type == nullptr) {
      if (strict_) {
        trouble_.fail_message(ErrorCode::unsupported, StatusCode::m_unsupported_message, 0,
                              "message type " + std::to_string(header->type) +
                                  " does not exist in protocol version " +
                                  std::to_string(header->version));
        return tl::unexpected(trouble_.take_error());
      }
      const auto body = bytes_.subspan(k_header_bytes);
      Message message(Element::opaque(Encoding::message, header->type, {body.begin(), body.end()}),
                      header->id, version_);
      message.reserved_bits = header->reserved_bits;
      trouble_.note(0, "unknown message type, the body is kept as bytes");
      message.problems = trouble_.take_notes();
      return message;
    }
    Message message(Element(*type), header->id, version_);
    message.reserved_bits = header->reserved_bits;
    in_.go_to(k_header_bytes);
    if (!read_body(message.body, bytes_.size(), 0)) {
      return tl::unexpected(trouble_.take_error());
    }
    message.problems = trouble_.take_notes();
    return message;
  }

  /// The value of one element of `type`: all of the bytes.
  Result<Element> run_body(const TypeDef& type, Version version) {
    set_version(version);
    Element element(type);
    if (!read_body(element, bytes_.size(), 0)) return fail(trouble_.take_error().error);
    return element;
  }

 private:
  void set_version(Version version) {
    version_ = version;
    in_.set_version(version);
    trouble_.set_version(version);
  }

  std::size_t at() const { return in_.at(); }

  bool check_header(const Header& header) {
    if (header.version < 1 || header.version > 3) {
      return trouble_.fail_message(ErrorCode::unsupported, StatusCode::m_unsupported_version, 0,
                                   "protocol version " + std::to_string(header.version) +
                                       " is not known, expected 1 (1.0.1), 2 (1.1) or 3 (2.0)");
    }
    if (header.length != bytes_.size()) {
      return trouble_.fail_message(ErrorCode::malformed, StatusCode::m_parameter_error, 2,
                                   "the message length field says " +
                                       std::to_string(header.length) + " bytes, there are " +
                                       std::to_string(bytes_.size()));
    }
    if (strict_ && header.reserved_bits != 0) {
      return trouble_.fail_message(ErrorCode::malformed, StatusCode::m_field_error, 0,
                                   "reserved bits of the message header are not zero");
    }
    return true;
  }

  // Fields and sub-parameters of `element` up to `end`.
  bool read_body(Element& element, std::size_t end, int depth) {
    if (depth > k_max_depth) {
      return trouble_.fail_parameter(Fault::layout, at(), std::nullopt,
                                     "parameters nest deeper than " + std::to_string(k_max_depth));
    }
    if (!in_.read_fields(element, end)) {
      return false;
    }
    const TypeDef& type = *element.definition();
    if (type.slots.empty()) {
      return at() == end || keep_rest(element, end, "bytes left behind the last field of ");
    }
    return read_children(element, end, depth);
  }

  bool read_children(Element& parent, std::size_t end, int depth) {
    Places places = strict_ ? Places(*parent.definition()) : Places();
    const bool has_sibling = parent.definition() == counted_;  // siblings repeat their layout
    reserve(parent, has_sibling ? std::min(count_, (end - at()) / 2) : count_children(end));
    while (at() < end) {
      const bool is_tv = (bytes_[at()] & k_tv_flag) != 0;
      if (!(is_tv ? next_tv(parent, end, depth, places) : next_tlv(parent, end, depth, places))) {
        return false;
      }
    }
    counted_ = parent.definition();
    count_ = parent.children().size();
    return !strict_ || places.complete(parent, at(), version_, trouble_);
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
    const std::uint16_t type = bytes_[at()] & 0x7FU;
    const TypeDef* known = known_parameter(type, Encoding::tv);
    if (strict_ && !places.place(parent, known, type, at(), version_, trouble_)) {
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
    if (end - at() < k_tlv_header_bytes) {
      return trouble_.fail_parameter(
          Fault::layout, at(), std::nullopt,
          "a parameter header needs 4 bytes, " + std::to_string(end - at()) + " are left");
    }
    const std::uint16_t type = big_endian<std::uint16_t>(bytes_.data() + at()) & 0x03FFU;
    const TypeDef* known = known_parameter(type, Encoding::tlv);
    if (strict_ && !places.place(parent, known, type, at(), version_, trouble_)) {
      return false;
    }
    return has_room(parent, known) ? read_tlv(parent, known, type, end, depth)
                                   : keep_crowd(parent, end);
  }

  bool read_tv(Element& parent, const TypeDef& known, std::size_t end, int depth) {
    trouble_.enter(known.number);
    in_.go_to(at() + 1);
    if (end - at() < known.fixed_bytes) {
      return trouble_.fail_parameter(Fault::layout, at(), std::nullopt,
                                     std::string(known.name) + " needs " +
                                         std::to_string(known.fixed_bytes) + " bytes, " +
                                         std::to_string(end - at()) + " are left");
    }
    if (known.is_number) {
      const FieldDef& field = known.fields[0];
      const std::size_t start = at();
      const std::uint64_t number = in_.big_endian(known.fixed_bytes);
      trouble_.set_reading(known);
      if (field.kind == FieldKind::s8) {
        parent.append_number(known, std::int64_t{static_cast<std::int8_t>(number)});
      } else if (!in_.check_number(field, start, parent.append_number(known, number).values()[0])) {
        return false;
      }
    } else if (!read_body(parent.append_empty(known), at() + known.fixed_bytes, depth + 1)) {
      return false;
    }
    trouble_.leave();
    return true;
  }

  bool read_tlv(Element& parent, const TypeDef* known, std::uint16_t type, std::size_t end,
                int depth) {
    trouble_.enter(type);
    const std::size_t start = at();
    const auto reserved = static_cast<std::uint8_t>(bytes_[at()] >> 2U);
    in_.go_to(at() + 2);
    const std::size_t length = in_.big_endian(2);
    if (length < k_tlv_header_bytes || length > end - start) {
      return trouble_.fail_parameter(Fault::layout, start + 2, std::nullopt,
                                     "parameter " + std::to_string(type) + " says it has " +
                                         std::to_string(length) + " bytes, expected 4 to " +
                                         std::to_string(end - start));
    }
    if (strict_ && reserved != 0) {
      return trouble_.fail_field(ErrorCode::malformed, start, nullptr, StatusCode::a_invalid,
                                 "reserved bits of a parameter header are not zero");
    }
    const std::size_t child_end = start + length;
    if (known == nullptr) {
      parent.append(Element::opaque(Encoding::tlv, type, in_.take(child_end - at())));
      parent.children().back().set_reserved_bits(reserved);
    } else {
      Element& child = parent.append_empty(*known);
      child.set_reserved_bits(reserved);
      if (!read_body(child, child_end, depth + 1)) {
        return false;
      }
    }
    trouble_.leave();
    return true;
  }

  // Tolerant: keeps the bytes up to `end` as they are. Strict: an error.
  bool keep_rest(Element& element, std::size_t end, const std::string& what) {
    const std::string message = what + element.name();
    if (strict_) {
      return trouble_.fail_parameter(Fault::layout, at(), std::nullopt, message);
    }
    trouble_.note(at(), message);
    element.set_rest(in_.take(end - at()));
    return true;
  }

  /// The children up to `end`, by their headers: a list that grows would be moved.
  std::size_t count_children(std::size_t end) const {
    std::size_t count = 0;
    for (std::size_t next = at(); next < end; ++count) {
      if ((bytes_[next] & k_tv_flag) != 0) {
        const TypeDef* known = parameters_[bytes_[next] & 0x7FU];
        if (known == nullptr) break;
        next += 1 + known->fixed_bytes;
      } else {
        if (end - next < k_tlv_header_bytes) break;
        const auto length = big_endian<std::uint16_t>(bytes_.data() + next + 2);
        if (length < k_tlv_header_bytes) break;
        next += length;
      }
    }
    return count;
  }

  std::span<const std::uint8_t> bytes_;
  bool strict_;
  DecodeTrouble trouble_;
  FieldReader in_;
  std::size_t room_;  // memory that may still be taken
  std::span<const TypeDef* const, 1024> parameters_ = parameters_by_number();
  Version version_ = Version::v1_0_1;
  const TypeDef* counted_ = nullptr;  // the type whose children were read last, and how many
  std::size_t count_ = 0;
};

}  // namespace

DecodeResult decode(std::span<const std::uint8_t> bytes, DecodeMode mode) {
  return Decoder(bytes, mode).run();
}

Result<Element> decode_body(const TypeDef& type, std::span<const std::uint8_t> bytes,
                            Version version) {
  return Decoder(bytes, DecodeMode::tolerant).run_body(type, version);
}

}  // namespace plugtest::llrp
