#include "protocols/llrp/definition.h"

#include "protocols/llrp/row.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <deque>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace plugtest::llrp {

std::uint16_t table::width(const Row& row) {
  switch (row.field) {
    case FieldKind::reserved:
      return row.number;
    case FieldKind::u1:
      return 1;
    case FieldKind::u2:
      return 2;
    case FieldKind::u8:
    case FieldKind::s8:
      return 8;
    case FieldKind::u16:
    case FieldKind::s16:
      return 16;
    case FieldKind::u32:
      return 32;
    case FieldKind::u64:
      return 64;
    case FieldKind::u96:
      return 96;
    case FieldKind::u1v:
    case FieldKind::u8v:
    case FieldKind::u16v:
    case FieldKind::u32v:
    case FieldKind::utf8v:
    case FieldKind::bytes_to_end:
      return 0;
  }
  return 0;
}

namespace {

using table::Row;
using table::RowKind;

constexpr std::size_t k_numbers = 1024;  // types have 10 bits

/// The table in the form that the codec walks: built once from the rows, never changed.
class Catalogue {
 public:
  Catalogue() {
    const std::array parts{table::message_rows(), table::capability_rows(), table::operation_rows(),
                           table::report_rows(),  table::c1g2_rows(),       table::choice_rows()};
    for (const auto rows : parts) {
      open_entries(rows);
    }
    for (const auto rows : parts) {
      fill_entries(rows);
    }
    for (TypeDef& type : types_) {
      finish(type);
    }
  }

  const TypeDef* message(std::uint16_t number) const {
    return number < k_numbers ? by_message_[number] : nullptr;
  }
  const TypeDef* parameter(std::uint16_t number) const {
    return number < k_numbers ? by_parameter_[number] : nullptr;
  }
  std::span<const TypeDef* const, k_numbers> parameters_by_number() const { return by_parameter_; }
  std::span<const TypeDef* const> messages() const { return messages_; }
  std::span<const TypeDef* const> parameters() const { return parameters_; }

 private:
  // First pass: every type gets its place, so that slots can point to it.
  void open_entries(std::span<const Row> rows) {
    for (const Row& row : rows) {
      switch (row.kind) {
        case RowKind::message:
        case RowKind::tlv:
        case RowKind::tv:
          open_type(row);
          break;
        case RowKind::choice:
          choices_[row.name];
          break;
        case RowKind::member:
        case RowKind::field:
        case RowKind::slot:
          break;
      }
    }
  }

  void open_type(const Row& row) {
    const bool is_message = row.kind == RowKind::message;
    TypeDef& type = types_.emplace_back();
    type.encoding = is_message                 ? Encoding::message
                    : row.kind == RowKind::tlv ? Encoding::tlv
                                               : Encoding::tv;
    type.number = row.number;
    type.name = row.name;
    type.versions = row.versions;
    type.response = row.response;
    auto& place = (is_message ? by_message_ : by_parameter_).at(row.number);
    assert(place == nullptr && "a type number stands twice in the table");
    place = &type;
    by_row_name_[{is_message, row.name}] = &type;
    (is_message ? messages_ : parameters_).push_back(&type);
  }

  // Second pass: fields, and the names of slots. What a slot accepts waits for finish(), because
  // the choices come last.
  void fill_entries(std::span<const Row> rows) {
    TypeDef* type = nullptr;
    std::vector<const TypeDef*>* choice = nullptr;
    for (const Row& row : rows) {
      switch (row.kind) {
        case RowKind::message:
        case RowKind::tlv:
        case RowKind::tv:
          type = by_row_name_.at({row.kind == RowKind::message, row.name});
          break;
        case RowKind::choice:
          choice = &choices_.at(row.name);
          break;
        case RowKind::member:
          assert(choice != nullptr && "a member row stands below its choice");
          choice->push_back(by_row_name_.at({false, row.name}));
          break;
        case RowKind::field:
          assert(type != nullptr && "a field row stands below its type");
          add_field(*type, row);
          break;
        case RowKind::slot:
          assert(type != nullptr && "a sub-parameter row stands below its type");
          type->slots.push_back({.name = row.name,
                                 .required = row.required,
                                 .repeatable = row.repeatable,
                                 .versions = row.versions});
          break;
      }
    }
  }

  static void add_field(TypeDef& type, const Row& row) {
    FieldDef field{.name = row.name,
                   .kind = row.field,
                   .bits = table::width(row),
                   .unit = row.unit,
                   .versions = row.versions,
                   .range = row.range,
                   .other_form = row.other_form};
    if (!row.enumeration.empty()) {
      const auto all = table::enumerations();
      const auto found = std::ranges::find(all, row.enumeration, &EnumDef::name);
      assert(found != all.end() && "a field names an enumeration that is not in the table");
      field.enumeration = &*found;
    }
    type.fields.push_back(field);
  }

  static std::size_t bits_in(const TypeDef& type, Version version) {
    std::size_t bits = 0;
    for (const FieldDef& field : type.fields) {
      bits += field.versions.contains(version) ? field.bits : 0U;
    }
    return bits;
  }

  void finish(TypeDef& type) {
    for (const Version version : {Version::v1_0_1, Version::v1_1, Version::v2_0}) {
      assert(bits_in(type, version) % 8 == 0 && "fields do not fill whole octets");
    }
    // No TV has grown from one version to the next.
    type.fixed_bytes = bits_in(type, type.versions.first) / 8;
    type.is_number =
        type.slots.empty() && type.fields.size() == 1 &&
        (type.fields[0].kind == FieldKind::s8 || type.fields[0].kind == FieldKind::u16 ||
         type.fields[0].kind == FieldKind::u32 || type.fields[0].kind == FieldKind::u64);
    for (SlotDef& slot : type.slots) {
      if (const auto choice = choices_.find(slot.name); choice != choices_.end()) {
        slot.accepts = choice->second;
      } else {
        slot.accepts.push_back(by_row_name_.at({false, slot.name}));
      }
    }
  }

  std::deque<TypeDef> types_;  // addresses stay
  std::map<std::pair<bool, std::string_view>, TypeDef*> by_row_name_;
  std::map<std::string_view, std::vector<const TypeDef*>> choices_;
  std::array<const TypeDef*, k_numbers> by_message_{};
  std::array<const TypeDef*, k_numbers> by_parameter_{};
  std::vector<const TypeDef*> messages_;
  std::vector<const TypeDef*> parameters_;
};

const Catalogue& catalogue() {
  static const Catalogue instance;
  return instance;
}

const TypeDef* in_version(const TypeDef* type, Version version) {
  return type != nullptr && type->versions.contains(version) ? type : nullptr;
}

}  // namespace

std::string_view EnumDef::name_of(std::uint64_t value, Version version) const {
  const auto found = std::ranges::find(values, value, &EnumValue::value);
  return found == values.end() || found->since > version ? std::string_view{} : found->name;
}

const EnumValue* EnumDef::find(std::string_view value_name) const {
  const auto found = std::ranges::find(values, value_name, &EnumValue::name);
  return found == values.end() ? nullptr : &*found;
}

std::size_t TypeDef::field_index(std::string_view field_name) const {
  const auto found = std::ranges::find(fields, field_name, &FieldDef::name);
  return found == fields.end() || field_name.empty()
             ? npos
             : static_cast<std::size_t>(found - fields.begin());
}

std::uint16_t TypeDef::field_number(std::size_t index, Version version) const {
  const auto before = std::span(fields).first(index);
  return static_cast<std::uint16_t>(1 + std::ranges::count_if(before, [&](const FieldDef& field) {
                                      return field.kind != FieldKind::reserved &&
                                             field.versions.contains(version);
                                    }));
}

const TypeDef* find_message(std::uint16_t type, Version version) {
  return in_version(catalogue().message(type), version);
}

const TypeDef* find_parameter(std::uint16_t type, Version version) {
  return in_version(catalogue().parameter(type), version);
}

std::span<const TypeDef* const, 1024> parameters_by_number() {
  return catalogue().parameters_by_number();
}

const TypeDef& definition(MessageType type) {
  const TypeDef* found = catalogue().message(static_cast<std::uint16_t>(type));
  assert(found != nullptr && "types.h names a message that the table does not have");
  return *found;
}

const TypeDef& definition(ParamType type) {
  const TypeDef* found = catalogue().parameter(static_cast<std::uint16_t>(type));
  assert(found != nullptr && "types.h names a parameter that the table does not have");
  return *found;
}

std::span<const TypeDef* const> all_messages() { return catalogue().messages(); }

std::span<const TypeDef* const> all_parameters() { return catalogue().parameters(); }

}  // namespace plugtest::llrp
