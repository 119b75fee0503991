#include "drivers/llrp/impinj_command.h"

#include "protocols/llrp/codec.h"
#include "protocols/llrp/impinj.h"
#include "protocols/llrp/vendor.h"

#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::k_impinj;
using llrp::ParamType;
namespace impinj = llrp::impinj;

enum FixedFrequencyMode : std::uint16_t { any_channel = 0, best_channel = 1, channel_list = 2 };

Verdict refuse(const char* text) {
  return bad_parameter(
      {ParamType::antenna_configuration, ParamType::c1g2_inventory_command, ParamType::custom},
      llrp::StatusCode::p_parameter_error, text);
}

Verdict set_search_mode(const Element& custom, ImpinjCommand& now) {
  const auto mode = static_cast<std::uint16_t>(custom.get_unsigned("InventorySearchMode"));
  if (mode != impinj::reader_selected && !target_of_search_mode(mode)) {
    return refuse("there is no such search mode");
  }
  now.search_mode = mode == impinj::reader_selected ? std::nullopt : std::optional(mode);
  return {};
}

Verdict set_channels(const Element& custom, ImpinjCommand& now) {
  switch (custom.get_unsigned("FixedFrequencyMode")) {
    case any_channel:
    case best_channel:
      now.channels.clear();
      return {};
    case channel_list:
      now.channels = custom.get_words("ChannelList");
      return now.channels.empty() ? refuse("a list of no channels") : Verdict{};
    default:
      return refuse("there is no such fixed frequency mode");
  }
}

Verdict set_duty_cycle(const Element& custom, ImpinjCommand& now) {
  using std::chrono::milliseconds;
  const auto mode = custom.get_unsigned("LowDutyCycleMode");
  if (mode > 1) return refuse("there is no such low duty cycle mode");
  now.low_duty_cycle.reset();
  if (mode == 0) return {};
  const model::LowDutyCycle asked{
      .empty_field = milliseconds(custom.get_unsigned("EmptyFieldTimeout")),
      .ping_interval = milliseconds(custom.get_unsigned("FieldPingInterval"))};
  if (asked.empty_field.count() == 0 || asked.ping_interval.count() == 0) {
    return refuse("a low duty cycle has times of 1 ms at least");
  }
  now.low_duty_cycle = asked;
  return {};
}

}  // namespace

Verdict change_by(const Element& command, ImpinjCommand& now) {
  using Set = Verdict (*)(const Element&, ImpinjCommand&);
  constexpr std::pair<std::uint32_t, Set> k_customs[] = {
      {impinj::search_mode, set_search_mode},
      {impinj::fixed_frequency_list, set_channels},
      {impinj::low_duty_cycle, set_duty_cycle}};
  for (const Element& child : command.children()) {
    for (const auto& [subtype, set] : k_customs) {
      if (!llrp::is_custom(child, k_impinj, subtype)) continue;
      const auto opened = llrp::open_custom(child, llrp::Version::v1_0_1);
      if (!opened || !*opened || !(*opened)->rest().empty()) {
        return refuse("that vendor extension is laid out otherwise");
      }
      if (auto done = set(**opened, now); !done) return done;
    }
  }
  return {};
}

void add_customs(const ImpinjCommand& now, Element& command) {
  const auto custom = [](std::uint32_t subtype) { return llrp::make_vendor(k_impinj, subtype); };
  if (now.search_mode) {
    command.add(
        llrp::seal(custom(impinj::search_mode).set("InventorySearchMode", *now.search_mode)));
  }
  if (!now.channels.empty()) {
    command.add(llrp::seal(custom(impinj::fixed_frequency_list)
                               .set("FixedFrequencyMode", std::uint16_t{channel_list})
                               .set("ChannelList", llrp::Words(now.channels))));
  }
  if (now.low_duty_cycle) {
    command.add(llrp::seal(
        custom(impinj::low_duty_cycle)
            .set("LowDutyCycleMode", 1U)
            .set("EmptyFieldTimeout",
                 static_cast<std::uint16_t>(now.low_duty_cycle->empty_field.count()))
            .set("FieldPingInterval",
                 static_cast<std::uint16_t>(now.low_duty_cycle->ping_interval.count()))));
  }
}

std::optional<model::TargetStrategy> target_of_search_mode(std::uint16_t mode) {
  switch (mode) {
    case impinj::single_target:
    case impinj::single_target_with_suppression:
      return model::TargetStrategy::single_a;
    case impinj::dual_target:
      return model::TargetStrategy::dual_target;
    case impinj::single_target_b_to_a:
      return model::TargetStrategy::single_b;
    default:
      return std::nullopt;
  }
}

}  // namespace plugtest::drivers
