#include "protocols/llrp/vendor.h"

#include "protocols/llrp/codec.h"
#include "protocols/llrp/table_vendors.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::llrp {
namespace {

using table::Row;
using table::RowKind;

constexpr std::size_t k_tlv_header_bytes = 4;
constexpr std::string_view k_vendor_field = "VendorIdentifier";

/// What every type of a vendor begins with.
TypeDef begun(const Row& row) {
  TypeDef type;
  const bool is_message = row.kind == RowKind::message;
  type.encoding = is_message ? Encoding::message : Encoding::tlv;
  type.number = is_message ? static_cast<std::uint16_t>(MessageType::custom_message)
                           : static_cast<std::uint16_t>(ParamType::custom);
  type.name = row.name;
  type.fields.push_back({.name = k_vendor_field, .kind = FieldKind::u32, .bits = 32});
  if (is_message) {
    type.fields.push_back({.name = "MessageSubtype", .kind = FieldKind::u8, .bits = 8});
  } else {
    type.fields.push_back({.name = "ParameterSubtype", .kind = FieldKind::u32, .bits = 32});
  }
  return type;
}

/// The standard's type called `name`; the extensions nest no others.
const TypeDef* standard_type(std::string_view name) {
  const auto all = all_parameters();
  const auto found = std::ranges::find(all, name, &TypeDef::name);
  assert(found != all.end() && "a vendor's row names a sub-parameter that does not exist");
  return *found;
}

class Extensions {
 public:
  Extensions() {
    for (const auto& [vendor, rows] :
         {table::impinj_rows(), table::zebra_rows(), table::lab_rows()}) {
      std::vector<VendorType>* kind = nullptr;
      for (const Row& row : rows) {
        if (row.kind == RowKind::message || row.kind == RowKind::tlv) {
          kind = row.kind == RowKind::message ? &messages_ : &parameters_;
          kind->push_back({vendor, row.number, begun(row)});
        } else {
          assert(kind != nullptr && "a field row stands below its type");
          add(kind->back().layout, row);
        }
      }
    }
  }

  std::span<const VendorType> parameters() const { return parameters_; }
  std::span<const VendorType> messages() const { return messages_; }

 private:
  static void add(TypeDef& type, const Row& row) {
    if (row.kind == RowKind::slot) {
      type.slots.push_back({.name = row.name,
                            .required = row.required,
                            .repeatable = row.repeatable,
                            .accepts = {standard_type(row.name)}});
      return;
    }
    type.fields.push_back(
        {.name = row.name, .kind = row.field, .bits = table::width(row), .unit = row.unit});
  }

  std::vector<VendorType> parameters_;
  std::vector<VendorType> messages_;
};

const Extensions& extensions() {
  static const Extensions instance;
  return instance;
}

const VendorType* find(std::span<const VendorType> types, std::uint32_t vendor,
                       std::uint32_t subtype) {
  const auto found = std::ranges::find_if(types, [&](const VendorType& type) {
    return type.vendor == vendor && type.subtype == subtype;
  });
  return found == types.end() ? nullptr : &*found;
}

std::string_view subtype_field(const Element& element) {
  return element.encoding() == Encoding::message ? "MessageSubtype" : "ParameterSubtype";
}

/// How many bytes of a Custom's value are vendor and subtype.
std::size_t head_bytes(const Element& element) {
  return element.encoding() == Encoding::message ? 5 : 8;
}

/// The value as it stands on the wire: vendor, subtype, data.
Bytes value_of(const Element& element) {
  Bytes bytes;
  encode_body(element, Version::v1_0_1, bytes);
  return bytes;
}

}  // namespace

const VendorType* find_vendor_parameter(std::uint32_t vendor, std::uint32_t subtype) {
  return find(extensions().parameters(), vendor, subtype);
}
const VendorType* find_vendor_message(std::uint32_t vendor, std::uint32_t subtype) {
  return find(extensions().messages(), vendor, subtype);
}
std::span<const VendorType> all_vendor_parameters() { return extensions().parameters(); }
std::span<const VendorType> all_vendor_messages() { return extensions().messages(); }

Element make_vendor(std::uint32_t vendor, std::uint32_t subtype) {
  const VendorType* type = find_vendor_parameter(vendor, subtype);
  assert(type != nullptr && "the table does not have this Custom");
  return Element(type->layout).set(k_vendor_field, vendor).set("ParameterSubtype", subtype);
}

Element seal(const Element& vendor_element) {
  const bool message = vendor_element.encoding() == Encoding::message;
  Element custom = message ? Element(MessageType::custom_message) : Element(ParamType::custom);
  const std::string_view subtype = subtype_field(vendor_element);
  custom.set(k_vendor_field, vendor_element.get_unsigned(k_vendor_field));
  custom.set(subtype, vendor_element.get_unsigned(subtype));
  const Bytes value = value_of(vendor_element);
  custom.set("Data",
             Bytes(value.begin() + static_cast<std::ptrdiff_t>(head_bytes(custom)), value.end()));
  return custom;
}

Result<std::optional<Element>> open_custom(const Element& custom, Version version) {
  const bool message = custom.is(MessageType::custom_message);
  if (custom.is_opaque() || !(message || custom.is(ParamType::custom))) return std::nullopt;
  const auto vendor = static_cast<std::uint32_t>(custom.get_unsigned(k_vendor_field));
  const auto subtype = static_cast<std::uint32_t>(custom.get_unsigned(subtype_field(custom)));
  const VendorType* type =
      message ? find_vendor_message(vendor, subtype) : find_vendor_parameter(vendor, subtype);
  if (type == nullptr) return std::nullopt;
  auto opened = decode_body(type->layout, value_of(custom), version);
  if (!opened) {
    Error error = std::move(opened.error());
    const std::size_t offset = error.where.byte_offset.value_or(0);
    error.where.byte_offset = offset - std::min(offset, head_bytes(custom));
    return fail(std::move(error));
  }
  return std::optional<Element>(std::move(*opened));
}

bool is_custom(const Element& custom, std::uint32_t vendor, std::uint32_t subtype) {
  return !custom.is_opaque() && custom.is(ParamType::custom) &&
         custom.get_unsigned(k_vendor_field) == vendor &&
         custom.get_unsigned("ParameterSubtype") == subtype;
}

std::optional<Element> find_custom(const Element& parent, std::uint32_t vendor,
                                   std::uint32_t subtype, Version version) {
  for (const Element& child : parent.children()) {
    if (!is_custom(child, vendor, subtype)) continue;
    auto opened = open_custom(child, version);
    return opened ? std::move(*opened) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace plugtest::llrp
