#pragma once

#include "protocols/llrp/definition.h"
#include "protocols/llrp/types.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <boost/container/small_vector.hpp>

namespace plugtest::llrp {

/// A bit vector, MSB first; ceil(bits / 8) bytes.
struct BitString {
  /// An EPC of 96 bits needs no memory of its own.
  using Octets = boost::container::small_vector<std::uint8_t, 12>;
  Octets bytes{};
  std::uint16_t bits = 0;
  bool operator==(const BitString&) const = default;
};

using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::uint16_t>;
using Longs = std::vector<std::uint32_t>;

/// The value of a field. u1..u64 and reserved bits: uint64; s8, s16: int64; u1v and u96:
/// BitString; u8v and bytes_to_end: Bytes; u16v: Words; u32v: Longs; utf8v: string.
using Value =
    std::variant<std::uint64_t, std::int64_t, BitString, Bytes, Words, Longs, std::string>;

/// One parameter, or the body of one message: its fields and sub-parameters.
///
/// An element of a type that the table knows has a value for every field. A parameter that the
/// table does not know is opaque: a number and its bytes. Asking for a name that the type does not
/// have, or with the wrong kind of value, is a bug of the caller and asserts.
class Element {
 public:
  /// All fields zero or empty, no sub-parameters.
  explicit Element(const TypeDef& definition);
  explicit Element(ParamType type) : Element(llrp::definition(type)) {}
  explicit Element(MessageType type) : Element(llrp::definition(type)) {}
  /// Of a type that is_number, with its number: uint64, or int64 where the field is signed.
  template <class T>
    requires std::same_as<T, std::uint64_t> || std::same_as<T, std::int64_t>
  Element(const TypeDef& definition, T number)
      : definition_(&definition), encoding_(definition.encoding), type_(definition.number) {
    values_.emplace_back(std::in_place_type<T>, number);
  }
  /// A parameter or message body that the table does not know.
  static Element opaque(Encoding encoding, std::uint16_t type, Bytes body);

  /// nullptr when opaque.
  const TypeDef* definition() const { return definition_; }
  bool is_opaque() const { return definition_ == nullptr; }
  Encoding encoding() const { return encoding_; }
  std::uint16_t type() const { return type_; }
  /// True for known types only: an opaque TLV may carry the number of a TV.
  bool is(ParamType type) const {
    return definition_ != nullptr && encoding_ != Encoding::message &&
           type_ == static_cast<std::uint16_t>(type);
  }
  bool is(MessageType type) const {
    return encoding_ == Encoding::message && type_ == static_cast<std::uint16_t>(type);
  }
  /// The name in the table, or for example "unknown TLV 1000".
  std::string name() const;

  /// @name Fields by name
  /// @{
  std::uint64_t get_unsigned(std::string_view field) const;
  std::int64_t get_signed(std::string_view field) const;
  bool get_flag(std::string_view field) const { return get_unsigned(field) != 0; }
  const BitString& get_bits(std::string_view field) const;
  const Bytes& get_bytes(std::string_view field) const;
  const Words& get_words(std::string_view field) const;
  const Longs& get_longs(std::string_view field) const;
  const std::string& get_text(std::string_view field) const;
  /// The name of an enumeration's value, empty when the number has none.
  std::string_view get_name(std::string_view field) const;

  /// Sets a number or flag; it must fit the field. Returns *this, for chains.
  template <std::integral T>
  Element& set(std::string_view field, T number) {
    if constexpr (std::is_signed_v<T>) {
      return set_signed(field, number);
    } else {
      return set_unsigned(field, number);
    }
  }
  template <class T>
    requires std::is_enum_v<T>
  Element& set(std::string_view field, T number) {
    return set(field, static_cast<std::underlying_type_t<T>>(number));
  }
  Element& set(std::string_view field, BitString value);
  Element& set(std::string_view field, Bytes value);
  Element& set(std::string_view field, Words value);
  Element& set(std::string_view field, Longs value);
  Element& set_text(std::string_view field, std::string value);
  /// Sets an enumeration to its value called `value_name`.
  Element& set_name(std::string_view field, std::string_view value_name);
  /// @}

  /// @name Sub-parameters
  /// @{
  /// Adds `child` where the table puts it: after its equals, before what must follow. Asserts when
  /// this type takes no such child (an opaque child goes to the end). Returns *this.
  Element& add(Element child);
  /// Adds `child` at the end without looking at the table: for decoders and deliberate mistakes.
  Element& append(Element child);
  const std::vector<Element>& children() const { return children_; }
  std::vector<Element>& children() { return children_; }
  /// The first child of `type`, or nullptr.
  const Element* find(ParamType type) const;
  Element* find(ParamType type);
  std::size_t count(ParamType type) const;
  /// Follows the first child of each type in turn: `e.find(ParamType::a, ParamType::b)`.
  template <class... Rest>
  const Element* find(ParamType type, Rest... rest) const {
    const Element* child = find(type);
    return child == nullptr ? nullptr : child->find(rest...);
  }
  /// @}

  /// @name For codecs
  /// @{
  using Values = boost::container::small_vector<Value, 1>;
  /// A new child at the end, not compared with the table. Valid until the next one.
  Element& append_empty(const TypeDef& definition) { return children_.emplace_back(definition); }
  /// The same of a type that is_number, with its number.
  template <class T>
  Element& append_number(const TypeDef& definition, T number) {
    return children_.emplace_back(definition, number);
  }
  /// Makes room for so many children.
  void expect_children(std::size_t count) { children_.reserve(count); }
  /// By index into definition()->fields, reserved bits included.
  const Values& values() const { return values_; }
  Values& values() { return values_; }
  /// Opaque: the whole body. Known type: bytes behind the last thing that could be understood.
  const Bytes& rest() const { return rest_; }
  void set_rest(Bytes bytes) { rest_ = std::move(bytes); }
  /// The six reserved bits in front of a TLV type; zero unless a peer sent otherwise.
  std::uint8_t reserved_bits() const { return reserved_bits_; }
  void set_reserved_bits(std::uint8_t bits) { reserved_bits_ = bits; }
  /// @}

  bool operator==(const Element&) const = default;

 private:
  Element(Encoding encoding, std::uint16_t type) : encoding_(encoding), type_(type) {}
  Element& set_unsigned(std::string_view field, std::uint64_t number);
  Element& set_signed(std::string_view field, std::int64_t number);
  std::size_t index_of(std::string_view field) const;
  template <class T>
  const T& value(std::string_view field) const;
  template <class T>
  Element& set_value(std::string_view field, T value);

  const TypeDef* definition_ = nullptr;
  Encoding encoding_ = Encoding::tlv;
  std::uint8_t reserved_bits_ = 0;
  std::uint16_t type_ = 0;
  Values values_{};
  std::vector<Element> children_{};
  Bytes rest_{};
};

/// Short form for builders: `make(ParamType::rospec).set("ROSpecID", 1).add(...)`.
inline Element make(ParamType type) { return Element(type); }

}  // namespace plugtest::llrp
