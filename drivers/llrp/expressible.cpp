#include "drivers/llrp/expressible.h"

#include <algorithm>

namespace plugtest::drivers {

namespace {

/// Whether every value of an enumeration is one of `version`.
bool values_known(const llrp::Element& element, llrp::Version version) {
  for (const llrp::FieldDef& field : element.definition()->fields) {
    if (field.enumeration == nullptr || field.kind == llrp::FieldKind::u8v) continue;
    const std::uint64_t value = element.get_unsigned(field.name);
    const bool known_at_all = !field.enumeration->name_of(value).empty();
    if (known_at_all && field.enumeration->name_of(value, version).empty()) return false;
  }
  return true;
}

}  // namespace

bool is_expressible(const llrp::Element& element, llrp::Version version) {
  if (element.is_opaque()) return true;
  if (!element.definition()->versions.contains(version)) return false;
  if (!values_known(element, version)) return false;
  return std::ranges::all_of(element.children(), [version](const llrp::Element& child) {
    return is_expressible(child, version);
  });
}

}  // namespace plugtest::drivers
