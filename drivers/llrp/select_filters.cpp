#include "drivers/llrp/select_filters.h"

#include <array>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::ParamType;

constexpr std::uint8_t k_sl = 4;  // Select.Target

// Select.Action by what matching and other tags do with SL.
constexpr std::uint8_t k_set_clear = 0;
constexpr std::uint8_t k_set_none = 1;
constexpr std::uint8_t k_none_clear = 2;
constexpr std::uint8_t k_clear_set = 4;
constexpr std::uint8_t k_clear_none = 5;
constexpr std::uint8_t k_none_set = 6;

/// By C1G2TagInventoryStateUnawareFilterAction.Action: select is to set SL, unselect to clear it.
constexpr std::array<std::uint8_t, 6> k_unaware_actions{k_set_clear,  k_set_none,  k_none_clear,
                                                        k_clear_none, k_clear_set, k_none_set};

model::TagFilter mask_of(const Element& filter) {
  const Element& mask = *filter.find(ParamType::c1g2_tag_inventory_mask);
  const llrp::BitString& bits = mask.get_bits("TagMask");
  model::TagFilter out;
  out.bank = static_cast<std::uint8_t>(mask.get_unsigned("MB"));
  out.bit_pointer = static_cast<std::uint32_t>(mask.get_unsigned("Pointer"));
  out.mask = bits::BitString::from_bytes({bits.bytes.data(), bits.bytes.size()}, bits.bits)
                 .value_or(bits::BitString{});
  return out;
}

std::uint8_t unaware_action(const Element& filter) {
  const Element* action = filter.find(ParamType::c1g2_tag_inventory_state_unaware_filter_action);
  return k_unaware_actions.at(action == nullptr ? 0 : action->get_unsigned("Action"));
}

}  // namespace

std::vector<api::RadioSelect> state_aware_selects(const std::vector<Element>& filters) {
  std::vector<api::RadioSelect> selects;
  for (const Element& filter : filters) {
    const Element& aware = *filter.find(ParamType::c1g2_tag_inventory_state_aware_filter_action);
    // LLRP counts SL first, then the sessions; the air the other way round.
    const auto target = static_cast<std::uint8_t>(aware.get_unsigned("Target"));
    selects.push_back({.filter = mask_of(filter),
                       .target = target == 0 ? k_sl : static_cast<std::uint8_t>(target - 1),
                       .action = static_cast<std::uint8_t>(aware.get_unsigned("Action"))});
  }
  return selects;
}

std::vector<api::RadioSelect> state_unaware_selects(const std::vector<Element>& filters) {
  std::vector<api::RadioSelect> selects;
  for (const Element& filter : filters) {
    const std::uint8_t action = unaware_action(filter);
    const bool decides = action == k_set_clear || action == k_clear_set;
    if (selects.empty() && !decides) {
      const bool excludes = action == k_clear_none || action == k_none_clear;
      selects.push_back({.filter = {.bank = 1, .bit_pointer = 0, .mask = {}},
                         .target = k_sl,
                         .action = excludes ? k_set_none : k_clear_none});
    }
    selects.push_back({.filter = mask_of(filter), .target = k_sl, .action = action});
  }
  return selects;
}

api::AskedFor asked_for(const std::optional<Element>& flags) {
  if (!flags || flags->get_flag("S_All")) return api::AskedFor::all;
  return flags->get_unsigned("S") == 0 ? api::AskedFor::selected : api::AskedFor::not_selected;
}

std::optional<model::TargetStrategy> target_of(const std::optional<Element>& flags) {
  if (!flags) return std::nullopt;
  return flags->get_unsigned("I") == 0 ? model::TargetStrategy::single_a
                                       : model::TargetStrategy::single_b;
}

}  // namespace plugtest::drivers
