#include "protocols/llrp/opened.h"

#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/vendor.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

namespace plugtest::llrp {

namespace {

constexpr std::size_t k_head_fields = 2;  // VendorIdentifier and subtype

/// `layout` without the fields that every Custom begins with. One for each type of the tables, for
/// elements point to their type.
const TypeDef& without_head(const TypeDef& layout) {
  static const auto shortened = [] {
    std::vector<std::pair<const TypeDef*, TypeDef>> all;
    for (const auto types : {all_vendor_parameters(), all_vendor_messages()}) {
      for (const VendorType& type : types) {
        TypeDef body = type.layout;
        body.number = 0;  // no Custom any more
        body.fields.erase(body.fields.begin(), body.fields.begin() + k_head_fields);
        all.emplace_back(&type.layout, std::move(body));
      }
    }
    return all;
  }();
  const auto found =
      std::ranges::find(shortened, &layout, &std::pair<const TypeDef*, TypeDef>::first);
  assert(found != shortened.end() && "the layout is one of the tables");
  return found->second;
}

const TypeDef& page_type() {
  static const TypeDef type{.name = "TypeDPage",
                            .fields = {{.name = "Number", .kind = FieldKind::u8, .bits = 8},
                                       {.name = "CRCRight", .kind = FieldKind::u1, .bits = 1},
                                       {.name = "Bits", .kind = FieldKind::u1v}}};
  return type;
}

BitString octets_of(const bits::BitString& bits) {
  BitString out{.bits = static_cast<std::uint16_t>(bits.size())};
  const auto bytes = bits.to_bytes();
  out.bytes.assign(bytes.begin(), bytes.end());
  return out;
}

/// A Type D tag with its pages as children instead of bytes.
Result<std::optional<Element>> with_pages(const Element& tag) {
  static const TypeDef k_whole{.name = "LabTypeDTag"};
  const auto pages = lab_extension::read_type_d_pages(tag.get_bytes("Pages"));
  if (!pages) return fail(pages.error());
  Element out(k_whole);
  for (const lab_extension::TypeDPage& page : *pages) {
    out.append(Element(page_type())
                   .set("Number", page.number)
                   .set("CRCRight", page.crc_right ? 1U : 0U)
                   .set("Bits", octets_of(page.bits)));
  }
  return out;
}

}  // namespace

Result<std::optional<Element>> opened_for_people(const Element& custom, Version version,
                                                 std::uint32_t type_d_vendor) {
  if (custom.is_opaque() ||
      !(custom.is(ParamType::custom) || custom.is(MessageType::custom_message))) {
    return std::nullopt;
  }
  const bool ours = custom.get_unsigned("VendorIdentifier") == type_d_vendor;
  // The tables have our Customs under the number for documentation, which is not ours for good.
  if (!ours && custom.get_unsigned("VendorIdentifier") == lab_extension::k_vendor) {
    return std::nullopt;
  }
  Element known = custom;
  if (ours) known.set("VendorIdentifier", lab_extension::k_vendor);
  auto opened = open_custom(known, version);
  if (!opened || !*opened) return opened;
  if (lab_extension::is(known, lab_extension::Subtype::type_d_tag)) return with_pages(**opened);
  Element body(without_head(*(*opened)->definition()));
  for (std::size_t i = 0; i < body.values().size(); ++i) {
    body.values()[i] = std::move((*opened)->values()[i + k_head_fields]);
  }
  body.children() = std::move((*opened)->children());
  body.set_rest((*opened)->rest());
  return std::optional<Element>(std::move(body));
}

}  // namespace plugtest::llrp
