#pragma once

#include "protocols/bits/result.h"
#include "protocols/llrp/definition.h"
#include "protocols/llrp/element.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <optional>
#include <span>

namespace plugtest::llrp {

// Vendors' extensions (LLRP 1.0.1, 8): Custom parameters and messages whose layout is publicly
// known, by the same kind of table as the standard's. The codec keeps every Custom as bytes;
// here one is opened into its fields and sealed again. What the table does not know stays bytes.

/// Private enterprise numbers (VendorIdentifier).
inline constexpr std::uint32_t k_impinj = 25882;
inline constexpr std::uint32_t k_zebra = 161;  ///< Motorola's, then Symbol's

/// A Custom parameter or message of a vendor: `layout` begins with VendorIdentifier and subtype.
struct VendorType {
  std::uint32_t vendor = 0;
  std::uint32_t subtype = 0;
  TypeDef layout{};
};

/// nullptr when the table does not have it.
const VendorType* find_vendor_parameter(std::uint32_t vendor, std::uint32_t subtype);
const VendorType* find_vendor_message(std::uint32_t vendor, std::uint32_t subtype);
std::span<const VendorType> all_vendor_parameters();
std::span<const VendorType> all_vendor_messages();

/// An element of that type, numbers filled in, everything else zero: for set() and add(). It must
/// be in the table.
Element make_vendor(std::uint32_t vendor, std::uint32_t subtype);

/// The plain Custom parameter, or body of a CUSTOM_MESSAGE, that goes into other elements and over
/// the wire.
Element seal(const Element& vendor_element);

/// Nothing when the table does not know this Custom (parameter or message). Errors: `malformed` or
/// `truncated` when its data does not fit the layout, with the byte offset in the data.
Result<std::optional<Element>> open_custom(const Element& custom, Version version);

/// Whether `custom` is that Custom parameter.
bool is_custom(const Element& custom, std::uint32_t vendor, std::uint32_t subtype);

/// The first child of `parent` that is that Custom, opened; nothing when there is none or its data
/// does not fit.
std::optional<Element> find_custom(const Element& parent, std::uint32_t vendor,
                                   std::uint32_t subtype, Version version);

}  // namespace plugtest::llrp
