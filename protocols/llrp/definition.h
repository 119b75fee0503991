#pragma once

#include "protocols/llrp/types.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace plugtest::llrp {

/// How a field is laid out (LLRP 1.0.1, clause 16). Arrays start with a 16-bit count of elements
/// (u1v: of bits); utf8v with a count of bytes; bytes_to_end runs to the end of its parent.
enum class FieldKind : std::uint8_t {
  reserved,  ///< pad bits: sent as zero
  u1,
  u2,
  u8,
  s8,
  u16,
  s16,
  u32,
  u64,
  u96,
  u1v,
  u8v,
  u16v,
  u32v,
  utf8v,
  bytes_to_end,
};

/// What a number means, for people.
enum class Unit : std::uint8_t {
  none,
  utc_us,     ///< microseconds since 1970-01-01 UTC
  us,         ///< microseconds
  ms,         ///< milliseconds
  ns,         ///< nanoseconds
  khz,        ///< kilohertz
  dbm,        ///< dBm
  centi_dbm,  ///< 1/100 dBm
  db,         ///< dB
  centi_dbi,  ///< 1/100 dBi
  bps,        ///< bit/s
  percent,    ///< per cent
  hex,        ///< a number best read in hexadecimal
};

/// One named value of an enumeration.
struct EnumValue {
  std::uint64_t value;
  std::string_view name;
  Version since = Version::v1_0_1;
};

/// An enumeration: the values that a field may take.
struct EnumDef {
  std::string_view name;
  std::span<const EnumValue> values;

  /// The name of `value` in `version` (left out: in any), or an empty view.
  std::string_view name_of(std::uint64_t value, Version version = Version::v2_0) const;
  /// The value called `name`, or nullptr.
  const EnumValue* find(std::string_view value_name) const;
};

/// Which protocol versions have an entry; both ends included.
struct VersionRange {
  Version first = Version::v1_0_1;
  Version last = Version::v2_0;
  bool contains(Version version) const { return first <= version && version <= last; }
};

/// Which numbers the standard allows in a field whose values have no names.
struct NumberRange {
  std::uint64_t first = 0;
  std::uint64_t last = UINT64_MAX;
  bool or_zero = false;  ///< besides
  bool contains(std::uint64_t number) const {
    return (first <= number && number <= last) || (or_zero && number == 0);
  }
};

/// A field of a message or parameter.
struct FieldDef {
  std::string_view name;  ///< empty for reserved bits
  FieldKind kind = FieldKind::reserved;
  std::uint16_t bits = 0;  ///< width of a fixed field; 0 for arrays
  Unit unit = Unit::none;
  const EnumDef* enumeration = nullptr;
  VersionRange versions{};
  NumberRange range{};           ///< checked in strict decoding only
  std::uint16_t other_form = 0;  ///< u1v: a length in bits for which another parameter is meant
};

struct TypeDef;

/// A place for sub-parameters: one type, or a choice of several.
struct SlotDef {
  std::string_view name;                  ///< of the parameter or of the choice
  bool required = false;                  ///< at least one
  bool repeatable = false;                ///< more than one
  std::vector<const TypeDef*> accepts{};  ///< in table order
  VersionRange versions{};
};

/// How a type stands on the wire.
enum class Encoding : std::uint8_t { message, tlv, tv };

/// A message or parameter type: fields first, then sub-parameters, both in wire order.
struct TypeDef {
  Encoding encoding = Encoding::tlv;
  std::uint16_t number = 0;
  std::string_view name;
  VersionRange versions{};
  std::uint16_t response = 0;   ///< message: number of the answer to this request, or 0
  std::size_t fixed_bytes = 0;  ///< TV: size of the value
  std::vector<FieldDef> fields{};
  std::vector<SlotDef> slots{};

  /// Whether the value is one number of 8 bits (signed) or 16, 32 or 64 bits (unsigned) and nothing
  /// else, as in most TVs.
  bool is_number = false;

  /// Index of the field called `field_name` (reserved bits have no name), or npos.
  std::size_t field_index(std::string_view field_name) const;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  /// FieldError.FieldNum of the field at `index` in `version`: 1-based, reserved bits not counted.
  std::uint16_t field_number(std::size_t index, Version version) const;
};

/// Whether the type is known at second hand only: LLRP 2.0, of which numbers and names are known
/// but not the layouts. Such a parameter is kept as bytes.
inline bool is_provisional(const TypeDef& type) { return type.versions.first == Version::v2_0; }

/// The definition of a message type in `version`, or nullptr when that version does not know it.
const TypeDef* find_message(std::uint16_t type, Version version);
/// The definition of a parameter type in `version`, or nullptr.
const TypeDef* find_parameter(std::uint16_t type, Version version);

/// The parameters of all versions by number, nullptr where there is none; for codecs.
std::span<const TypeDef* const, 1024> parameters_by_number();

/// The definitions of the types of types.h; they always exist.
const TypeDef& definition(MessageType type);
const TypeDef& definition(ParamType type);

/// All definitions, in table order.
std::span<const TypeDef* const> all_messages();
std::span<const TypeDef* const> all_parameters();

}  // namespace plugtest::llrp
