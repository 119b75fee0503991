#pragma once

// The rows of the definition table, as data. Only the table files and definition.cpp see this.

#include "protocols/llrp/definition.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace plugtest::llrp::table {

/// A type row (message, tlv, tv) or choice row opens an entry; the rows behind it belong to it.
enum class RowKind : std::uint8_t { message, tlv, tv, field, slot, choice, member };

struct Row {
  RowKind kind{};
  std::string_view name{};
  std::uint16_t number = 0;  // type number; reserved: bits; message: see response
  FieldKind field{};
  Unit unit = Unit::none;
  std::string_view enumeration{};
  bool required = false;
  bool repeatable = false;
  std::uint16_t response = 0;
  VersionRange versions{};
  NumberRange range{};
  std::uint16_t other_form = 0;

  /// The same entry, known only from `first` on.
  constexpr Row since(Version first) const {
    Row row = *this;
    row.versions.first = first;
    return row;
  }
  /// The same entry, gone or replaced after `last`.
  constexpr Row until(Version last) const {
    Row row = *this;
    row.versions.last = last;
    return row;
  }
  /// The same request, answered by message `type`.
  constexpr Row answered_by(std::uint16_t type) const {
    Row row = *this;
    row.response = type;
    return row;
  }
  /// The same field, with the values of an enumeration.
  constexpr Row of(std::string_view enumeration_name) const {
    Row row = *this;
    row.enumeration = enumeration_name;
    return row;
  }
  /// The same field, with the numbers it may hold.
  constexpr Row within(std::uint64_t first, std::uint64_t last) const {
    Row row = *this;
    row.range = {.first = first, .last = last};
    return row;
  }
  /// The same field, never zero.
  constexpr Row not_zero() const { return within(1, UINT64_MAX); }
  /// The same field, where zero is allowed beside its range.
  constexpr Row or_zero() const {
    Row row = *this;
    row.range.or_zero = true;
    return row;
  }
  /// The same bit vector, never of `bits` bits: those have a parameter of their own.
  constexpr Row never_of_bits(std::uint16_t bits) const {
    Row row = *this;
    row.other_form = bits;
    return row;
  }
  /// The same field, with a unit.
  constexpr Row in(Unit field_unit) const {
    Row row = *this;
    row.unit = field_unit;
    return row;
  }
};

constexpr Row message(std::uint16_t number, std::string_view name) {
  return {.kind = RowKind::message, .name = name, .number = number};
}
constexpr Row tlv(std::uint16_t number, std::string_view name) {
  return {.kind = RowKind::tlv, .name = name, .number = number};
}
constexpr Row tv(std::uint16_t number, std::string_view name) {
  return {.kind = RowKind::tv, .name = name, .number = number};
}
constexpr Row field(FieldKind kind, std::string_view name) {
  return {.kind = RowKind::field, .name = name, .field = kind};
}
/// Fields by kind, for short rows.
constexpr Row u1(std::string_view name) { return field(FieldKind::u1, name); }
constexpr Row u2(std::string_view name) { return field(FieldKind::u2, name); }
constexpr Row u8(std::string_view name) { return field(FieldKind::u8, name); }
constexpr Row s8(std::string_view name) { return field(FieldKind::s8, name); }
constexpr Row u16(std::string_view name) { return field(FieldKind::u16, name); }
constexpr Row s16(std::string_view name) { return field(FieldKind::s16, name); }
constexpr Row u32(std::string_view name) { return field(FieldKind::u32, name); }
constexpr Row u64(std::string_view name) { return field(FieldKind::u64, name); }
constexpr Row u96(std::string_view name) { return field(FieldKind::u96, name); }
constexpr Row u1v(std::string_view name) { return field(FieldKind::u1v, name); }
constexpr Row u8v(std::string_view name) { return field(FieldKind::u8v, name); }
constexpr Row u16v(std::string_view name) { return field(FieldKind::u16v, name); }
constexpr Row u32v(std::string_view name) { return field(FieldKind::u32v, name); }
constexpr Row utf8v(std::string_view name) { return field(FieldKind::utf8v, name); }
constexpr Row bytes_to_end(std::string_view name) { return field(FieldKind::bytes_to_end, name); }
/// Reserved bits.
constexpr Row pad(std::uint16_t bits) {
  return {.kind = RowKind::field, .number = bits, .field = FieldKind::reserved};
}

constexpr Row slot(std::string_view name, bool required, bool repeatable) {
  return {.kind = RowKind::slot, .name = name, .required = required, .repeatable = repeatable};
}
/// Sub-parameters by name of a parameter or choice: exactly one, 0-1, 1-n, 0-n.
constexpr Row one(std::string_view name) { return slot(name, true, false); }
constexpr Row maybe(std::string_view name) { return slot(name, false, false); }
constexpr Row some(std::string_view name) { return slot(name, true, true); }
constexpr Row any(std::string_view name) { return slot(name, false, true); }

/// A choice and its members.
constexpr Row choice(std::string_view name) { return {.kind = RowKind::choice, .name = name}; }
constexpr Row member(std::string_view name) { return {.kind = RowKind::member, .name = name}; }

/// Bits of a fixed field, or of reserved ones; 0 for arrays.
std::uint16_t width(const Row& row);

// The parts of the table.
std::span<const Row> message_rows();
std::span<const Row> capability_rows();
std::span<const Row> operation_rows();
std::span<const Row> report_rows();
std::span<const Row> c1g2_rows();
std::span<const Row> choice_rows();
std::span<const EnumDef> enumerations();

}  // namespace plugtest::llrp::table
