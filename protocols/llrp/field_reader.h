#pragma once

// Reads the fields of one element after the other out of a message. Part of the decoder; nobody
// else includes it.

#include "protocols/llrp/decode_trouble.h"
#include "protocols/llrp/element.h"
#include "protocols/llrp/tag_report_inline.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace plugtest::llrp::detail {

/// A place in the bytes of a message, and what is read from there on. read_...() and check_...()
/// return false once `trouble` has the error.
class FieldReader {
 public:
  FieldReader(std::span<const std::uint8_t> bytes, bool strict, DecodeTrouble& trouble)
      : bytes_(bytes), strict_(strict), trouble_(trouble) {}

  void set_version(Version version) { version_ = version; }
  std::size_t at() const { return at_; }
  void go_to(std::size_t offset) { at_ = offset; }

  /// All fields that `element` has in this version, up to `end` at most.
  bool read_fields(Element& element, std::size_t end);
  /// Strict: whether `value`, read at `start`, is one of those that `field` has.
  bool check_number(const FieldDef& field, std::size_t start, const Value& value) {
    return !strict_ || check_any_number(field, start, value);
  }

  /// A number of `count` octets: 1, 2, 4 or 8. There must be as many.
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

  /// So many octets, which must be there.
  Bytes take(std::size_t count) {
    const auto part = bytes_.subspan(at_, count);
    at_ += count;
    return {part.begin(), part.end()};
  }

 private:
  bool read_field(const FieldDef& field, std::size_t end, Value& value);
  bool read_number(const FieldDef& field, std::size_t end, Value& value);
  bool read_array(const FieldDef& field, std::size_t end, Value& value);
  bool check_any_number(const FieldDef& field, std::size_t start, const Value& value);
  bool check_value(const FieldDef& field, std::size_t start, std::uint64_t number);
  bool need(const FieldDef& field, std::size_t end, std::size_t count);
  void take_bits(std::size_t count, Value& value);

  std::span<const std::uint8_t> bytes_;
  bool strict_;
  DecodeTrouble& trouble_;
  Version version_ = Version::v1_0_1;
  std::size_t at_ = 0;   // octet being read
  std::size_t bit_ = 0;  // bits of it already taken
};

}  // namespace plugtest::llrp::detail
