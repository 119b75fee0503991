#include "protocols/llrp/element.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <string>
#include <utility>

namespace plugtest::llrp {
namespace {

/// Made in its place: a message of a thousand tags has some thousands of these.
void append_empty_value(const FieldDef& field, Element::Values& values) {
  switch (field.kind) {
    case FieldKind::reserved:
    case FieldKind::u1:
    case FieldKind::u2:
    case FieldKind::u8:
    case FieldKind::u16:
    case FieldKind::u32:
    case FieldKind::u64:
      values.emplace_back(std::in_place_type<std::uint64_t>, 0U);
      return;
    case FieldKind::s8:
    case FieldKind::s16:
      values.emplace_back(std::in_place_type<std::int64_t>, 0);
      return;
    case FieldKind::u96: {
      auto& bits = std::get<BitString>(values.emplace_back(std::in_place_type<BitString>));
      bits.bytes.resize(12);
      bits.bits = 96;
      return;
    }
    case FieldKind::u1v:
      values.emplace_back(std::in_place_type<BitString>);
      return;
    case FieldKind::u8v:
    case FieldKind::bytes_to_end:
      values.emplace_back(std::in_place_type<Bytes>);
      return;
    case FieldKind::u16v:
      values.emplace_back(std::in_place_type<Words>);
      return;
    case FieldKind::u32v:
      values.emplace_back(std::in_place_type<Longs>);
      return;
    case FieldKind::utf8v:
      values.emplace_back(std::in_place_type<std::string>);
      return;
  }
}

bool accepts(const SlotDef& slot, const Element& child) {
  return std::ranges::find(slot.accepts, child.definition()) != slot.accepts.end();
}

}  // namespace

Element::Element(const TypeDef& definition)
    : definition_(&definition), encoding_(definition.encoding), type_(definition.number) {
  values_.reserve(definition.fields.size());
  for (const FieldDef& field : definition.fields) {
    append_empty_value(field, values_);
  }
}

Element Element::opaque(Encoding encoding, std::uint16_t type, Bytes body) {
  Element element(encoding, type);
  element.rest_ = std::move(body);
  return element;
}

std::string Element::name() const {
  if (definition_ != nullptr) {
    return std::string(definition_->name);
  }
  const char* kind = encoding_ == Encoding::message ? "message"
                     : encoding_ == Encoding::tlv   ? "TLV"
                                                    : "TV";
  return std::string("unknown ") + kind + " " + std::to_string(type_);
}

std::size_t Element::index_of(std::string_view field) const {
  assert(definition_ != nullptr && "an opaque element has no fields");
  const std::size_t index = definition_->field_index(field);
  assert(index != TypeDef::npos && "this type has no field of that name");
  return index;
}

template <class T>
const T& Element::value(std::string_view field) const {
  const T* found = std::get_if<T>(&values_.at(index_of(field)));
  assert(found != nullptr && "the field has another kind of value");
  return *found;
}

template <class T>
Element& Element::set_value(std::string_view field, T value) {
  Value& place = values_.at(index_of(field));
  assert(std::holds_alternative<T>(place) && "the field has another kind of value");
  place = std::move(value);
  return *this;
}

std::uint64_t Element::get_unsigned(std::string_view field) const {
  return value<std::uint64_t>(field);
}
std::int64_t Element::get_signed(std::string_view field) const {
  return value<std::int64_t>(field);
}
const BitString& Element::get_bits(std::string_view field) const { return value<BitString>(field); }
const Bytes& Element::get_bytes(std::string_view field) const { return value<Bytes>(field); }
const Words& Element::get_words(std::string_view field) const { return value<Words>(field); }
const Longs& Element::get_longs(std::string_view field) const { return value<Longs>(field); }
const std::string& Element::get_text(std::string_view field) const {
  return value<std::string>(field);
}

std::string_view Element::get_name(std::string_view field) const {
  const EnumDef* enumeration = definition_->fields.at(index_of(field)).enumeration;
  assert(enumeration != nullptr && "the field is no enumeration");
  return enumeration->name_of(get_unsigned(field));
}

Element& Element::set_unsigned(std::string_view field, std::uint64_t number) {
  const std::size_t index = index_of(field);
  const FieldDef& def = definition_->fields[index];
  if (std::holds_alternative<std::int64_t>(values_[index])) {
    return set_signed(field, static_cast<std::int64_t>(number));
  }
  assert((def.bits >= 64 || number >> def.bits == 0) && "the number does not fit the field");
  return set_value(field, number);
}

Element& Element::set_signed(std::string_view field, std::int64_t number) {
  const std::size_t index = index_of(field);
  if (std::holds_alternative<std::uint64_t>(values_[index])) {
    assert(number >= 0 && "the field takes no negative number");
    return set_unsigned(field, static_cast<std::uint64_t>(number));
  }
  [[maybe_unused]] const std::int64_t limit = std::int64_t{1}
                                              << (definition_->fields[index].bits - 1);
  assert(number >= -limit && number < limit && "the number does not fit the field");
  return set_value(field, number);
}

Element& Element::set(std::string_view field, BitString value) {
  const FieldDef& def = definition_->fields.at(index_of(field));
  assert(value.bytes.size() == (value.bits + 7U) / 8U && "bytes and bit count disagree");
  assert((def.kind != FieldKind::u96 || value.bits == 96) && "the field has 96 bits");
  return set_value(def.name, std::move(value));
}
Element& Element::set(std::string_view field, Bytes value) {
  return set_value(field, std::move(value));
}
Element& Element::set(std::string_view field, Words value) {
  return set_value(field, std::move(value));
}
Element& Element::set(std::string_view field, Longs value) {
  return set_value(field, std::move(value));
}
Element& Element::set_text(std::string_view field, std::string value) {
  return set_value(field, std::move(value));
}

Element& Element::set_name(std::string_view field, std::string_view value_name) {
  const EnumDef* enumeration = definition_->fields.at(index_of(field)).enumeration;
  assert(enumeration != nullptr && "the field is no enumeration");
  const EnumValue* found = enumeration->find(value_name);
  assert(found != nullptr && "the enumeration has no value of that name");
  return set_unsigned(field, found->value);
}

Element& Element::add(Element child) {
  if (child.is_opaque() || is_opaque()) {
    return append(std::move(child));
  }
  const auto& slots = definition_->slots;
  const auto home =
      std::ranges::find_if(slots, [&](const SlotDef& slot) { return accepts(slot, child); });
  assert(home != slots.end() && "this type takes no such sub-parameter");
  // Behind the last child that belongs to this slot or an earlier one.
  const auto belongs_here = [&](const Element& other) {
    return std::any_of(slots.begin(), std::next(home),
                       [&](const SlotDef& slot) { return accepts(slot, other); });
  };
  const auto last = std::find_if(children_.rbegin(), children_.rend(), belongs_here);
  children_.insert(last.base(), std::move(child));
  return *this;
}

Element& Element::append(Element child) {
  children_.push_back(std::move(child));
  return *this;
}

const Element* Element::find(ParamType type) const {
  const auto found =
      std::ranges::find_if(children_, [&](const Element& child) { return child.is(type); });
  return found == children_.end() ? nullptr : &*found;
}

Element* Element::find(ParamType type) {
  const auto found =
      std::ranges::find_if(children_, [&](const Element& child) { return child.is(type); });
  return found == children_.end() ? nullptr : &*found;
}

std::size_t Element::count(ParamType type) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(children_, [&](const Element& child) { return child.is(type); }));
}

}  // namespace plugtest::llrp
