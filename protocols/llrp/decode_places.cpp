#include "protocols/llrp/decode_places.h"

#include <algorithm>
#include <string>

namespace plugtest::llrp::detail {

bool Places::place(const Element& parent, const TypeDef* child, std::uint16_t type,
                   std::size_t start, Version version, DecodeTrouble& trouble) {
  if (child == nullptr) {
    return trouble.fail_parameter(Fault::unknown, start, type,
                                  "parameter type " + std::to_string(type) + " is not known");
  }
  const auto& slots = parent.definition()->slots;
  const auto takes = [&](const SlotDef& candidate) {
    return candidate.versions.contains(version) &&
           std::ranges::find(candidate.accepts, child) != candidate.accepts.end();
  };
  for (std::size_t i = slot_; i < slots.size(); ++i) {
    if (takes(slots[i]) && (slots[i].repeatable || seen_[i] == 0)) {
      slot_ = i;
      ++seen_[i];
      return true;
    }
  }
  const auto home = std::ranges::find_if(slots, takes);
  const std::string where = std::string(child->name) + " in " + parent.name();
  if (home == slots.end()) {
    return trouble.fail_parameter(Fault::unexpected, start, type, where + " has no place there");
  }
  if (!home->repeatable && seen_[static_cast<std::size_t>(home - slots.begin())] != 0) {
    return trouble.fail_parameter(Fault::duplicate, start, type, where + " may stand only once");
  }
  return trouble.fail_parameter(Fault::unexpected, start, type, where + " stands out of order");
}

bool Places::complete(const Element& parent, std::size_t at, Version version,
                      DecodeTrouble& trouble) const {
  const auto& slots = parent.definition()->slots;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].required && seen_[i] == 0 && slots[i].versions.contains(version)) {
      return trouble.fail_parameter(Fault::missing, at, slots[i].accepts.front()->number,
                                    parent.name() + " lacks " + std::string(slots[i].name));
    }
  }
  return true;
}

}  // namespace plugtest::llrp::detail
