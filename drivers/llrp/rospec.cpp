#include "drivers/llrp/rospec.h"

#include "drivers/llrp/virtual_capabilities.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::DecodeError;
using llrp::Element;
using llrp::ParamType;
using llrp::StatusCode;
using Milliseconds = std::chrono::milliseconds;

constexpr auto k_rospec = ParamType::rospec;
constexpr auto k_boundary = ParamType::ro_boundary_spec;
constexpr auto k_aispec = ParamType::aispec;

Verdict read_start(const Element& trigger, RoSpec& out) {
  enum Type : std::uint8_t { null, immediate, periodic, gpi };
  const auto type = trigger.get_unsigned("ROSpecStartTriggerType");
  if (type == gpi) {
    return bad_field({k_rospec, k_boundary, ParamType::rospec_start_trigger}, trigger,
                     "ROSpecStartTriggerType", StatusCode::a_invalid, "this reader has no GPI");
  }
  out.start = static_cast<RoSpec::Start>(type);
  if (type != periodic) return {};
  const auto* value = trigger.find(ParamType::periodic_trigger_value);
  if (value == nullptr) {
    return bad_parameter(
        {k_rospec, k_boundary, ParamType::rospec_start_trigger, ParamType::periodic_trigger_value},
        StatusCode::p_missing_parameter, "a periodic trigger needs a PeriodicTriggerValue");
  }
  out.offset = Milliseconds(value->get_unsigned("Offset"));
  out.period = Milliseconds(value->get_unsigned("Period"));
  if (const auto* utc = value->find(ParamType::utc_timestamp)) {
    constexpr std::uint64_t k_latest_us = 9'000'000'000'000'000;
    const auto us = utc->get_unsigned("Microseconds");
    if (us > k_latest_us) {
      return bad_field({k_rospec, k_boundary, ParamType::rospec_start_trigger,
                        ParamType::periodic_trigger_value, ParamType::utc_timestamp},
                       *utc, "Microseconds", StatusCode::a_out_of_range, "too far in the future");
    }
    out.utc = ReaderTime{} + std::chrono::microseconds(static_cast<std::int64_t>(us));
  }
  return {};
}

Verdict read_stop(const Element& trigger, RoSpec& out) {
  enum Type : std::uint8_t { null, duration, gpi };
  const auto type = trigger.get_unsigned("ROSpecStopTriggerType");
  const auto refuse = [&](std::string_view field, StatusCode code, const char* text) {
    return bad_field({k_rospec, k_boundary, ParamType::rospec_stop_trigger}, trigger, field, code,
                     text);
  };
  if (type == gpi) {
    return refuse("ROSpecStopTriggerType", StatusCode::a_invalid, "this reader has no GPI");
  }
  if (type != duration) return {};
  out.duration = Milliseconds(trigger.get_unsigned("DurationTriggerValue"));
  if (out.duration == Nanos{0}) {
    return refuse("DurationTriggerValue", StatusCode::a_out_of_range,
                  "a duration is at least 1 ms");
  }
  return {};
}

Verdict read_observation(const Element* observation, AiSpec& out) {
  enum Type : std::uint8_t { n_tags, no_new_tags, n_attempts };
  if (observation == nullptr) {
    return bad_parameter(
        {k_rospec, k_aispec, ParamType::aispec_stop_trigger, ParamType::tag_observation_trigger},
        StatusCode::p_missing_parameter, "a tag observation needs a TagObservationTrigger");
  }
  const auto refuse = [&](std::string_view field, StatusCode code, const char* text) {
    return bad_field(
        {k_rospec, k_aispec, ParamType::aispec_stop_trigger, ParamType::tag_observation_trigger},
        *observation, field, code, text);
  };
  out.timeout = Milliseconds(observation->get_unsigned("Timeout"));
  switch (observation->get_unsigned("TriggerType")) {
    case n_tags:
      out.stop = AiSpec::Stop::tags;
      out.tags = static_cast<std::uint16_t>(observation->get_unsigned("NumberOfTags"));
      if (out.tags == 0) {
        return refuse("NumberOfTags", StatusCode::a_out_of_range, "at least 1 tag is expected");
      }
      return {};
    case no_new_tags:
      out.stop = AiSpec::Stop::no_new_tags;
      out.quiet = Milliseconds(observation->get_unsigned("T"));
      if (out.quiet == Nanos{0}) {
        return refuse("T", StatusCode::a_out_of_range, "at least 1 ms is expected");
      }
      return {};
    default:
      return refuse("TriggerType", StatusCode::a_invalid, "this reader does not count attempts");
  }
}

Verdict read_ai_stop(const Element& trigger, AiSpec& out) {
  enum Type : std::uint8_t { null, duration, gpi, observation };
  const auto refuse = [&](std::string_view field, StatusCode code, const char* text) {
    return bad_field({k_rospec, k_aispec, ParamType::aispec_stop_trigger}, trigger, field, code,
                     text);
  };
  switch (trigger.get_unsigned("AISpecStopTriggerType")) {
    case null:
      return {};
    case duration:
      out.stop = AiSpec::Stop::duration;
      out.timeout = Milliseconds(trigger.get_unsigned("DurationTrigger"));
      if (out.timeout == Nanos{0}) {
        return refuse("DurationTrigger", StatusCode::a_out_of_range, "a duration is at least 1 ms");
      }
      return {};
    case observation:
      return read_observation(trigger.find(ParamType::tag_observation_trigger), out);
    default:
      return refuse("AISpecStopTriggerType", StatusCode::a_invalid, "this reader has no GPI");
  }
}

Verdict read_antennas(const Element& element, const VirtualConfig& config, AiSpec& out) {
  const auto count = config.antennas().size();
  const auto& asked = element.get_words("AntennaIDs");
  const auto refuse = [&](const std::string& text) {
    return bad_field({k_rospec, k_aispec}, element, "AntennaIDs", StatusCode::a_out_of_range, text);
  };
  if (asked.empty()) return refuse("at least one antenna is expected, 0 for all");
  for (const auto id : asked) {
    if (id > count) {
      return refuse("expected antennas 1 to " + std::to_string(count) + ", or 0 for all");
    }
    if (id != 0) {
      out.antennas.push_back(id);
      continue;
    }
    out.antennas.resize(count);
    std::iota(out.antennas.begin(), out.antennas.end(), std::uint16_t{1});
    break;
  }
  return {};
}

/// The air protocol of an InventoryParameterSpec: C1G2, or Type D by ProtocolID 0 and our Custom.
tl::expected<model::AirProtocol, DecodeError> read_protocol(const Element& inventory,
                                                            const VirtualConfig& config) {
  const auto refuse = [&](const char* text) {
    return bad_field({k_rospec, k_aispec, ParamType::inventory_parameter_spec}, inventory,
                     "ProtocolID", StatusCode::a_invalid, text);
  };
  const Element* custom = inventory.find(ParamType::custom);
  const bool type_d = custom != nullptr;  // without_extensions() lets no other Custom through
  model::AirProtocol protocol = model::AirProtocol::type_c;
  if (inventory.get_name("ProtocolID") == "epcglobal_c1g2" && !type_d) {
    protocol = model::AirProtocol::type_c;
  } else if (inventory.get_name("ProtocolID") == "unspecified" && type_d) {
    protocol = model::AirProtocol::type_d;
  } else {
    return refuse(config.speaks(model::AirProtocol::type_d)
                      ? "expected EPCglobal C1G2, or 0 with a Type D inventory Custom"
                      : "the only air protocol is EPCglobal C1G2");
  }
  if (!config.speaks(protocol)) return refuse("this reader does not look for such tags");
  return protocol;
}

Verdict read_inventory(const Element& element, const VirtualConfig& config, AiSpec& out) {
  const auto refuse = [&](std::string_view field, const char* text) {
    return bad_field({k_rospec, k_aispec, ParamType::inventory_parameter_spec}, element, field,
                     StatusCode::a_invalid, text);
  };
  AiSpec::Inventory inventory;
  inventory.element = element;
  inventory.parameter_spec =
      static_cast<std::uint16_t>(element.get_unsigned("InventoryParameterSpecID"));
  if (inventory.parameter_spec == 0) return refuse("InventoryParameterSpecID", "0 is not allowed");
  const auto protocol = read_protocol(element, config);
  if (!protocol) return tl::unexpected(protocol.error());
  inventory.protocol = *protocol;
  if (out.inventory_for(*protocol) != nullptr) {
    return bad_parameter({k_rospec, k_aispec, ParamType::inventory_parameter_spec},
                         StatusCode::p_overflow_parameter,
                         "an AISpec has one InventoryParameterSpec for each air protocol");
  }
  auto antennas = config.antennas();
  auto changed = config.change_antennas(
      element, {k_rospec, k_aispec, ParamType::inventory_parameter_spec}, antennas);
  if (changed) out.inventories.push_back(std::move(inventory));
  return changed;
}

Verdict read_spec(const Element& element, const VirtualConfig& config, RoSpec& out) {
  AiSpec spec;
  if (auto read = read_antennas(element, config, spec); !read) return read;
  if (auto read = read_ai_stop(*element.find(ParamType::aispec_stop_trigger), spec); !read) {
    return read;
  }
  for (const auto& child : element.children()) {
    if (!child.is(ParamType::inventory_parameter_spec)) continue;
    if (auto read = read_inventory(child, config, spec); !read) return read;
  }
  out.specs.push_back(std::move(spec));
  return {};
}

Verdict read_rospec(const Element& rospec, const VirtualConfig& config, RoSpec& out) {
  if (out.id == 0) {
    return bad_field({k_rospec}, rospec, "ROSpecID", StatusCode::a_invalid, "0 is not allowed");
  }
  if (rospec.get_unsigned("Priority") != 0) {
    return bad_field({k_rospec}, rospec, "Priority", StatusCode::a_out_of_range,
                     "this reader has one priority level, 0");
  }
  if (rospec.get_unsigned("CurrentState") != 0) {
    return bad_field({k_rospec}, rospec, "CurrentState", StatusCode::a_invalid,
                     "a ROSpec is added disabled");
  }
  const auto* boundary = rospec.find(k_boundary);
  if (auto read = read_start(*boundary->find(ParamType::rospec_start_trigger), out); !read) {
    return read;
  }
  if (auto read = read_stop(*boundary->find(ParamType::rospec_stop_trigger), out); !read) {
    return read;
  }
  for (const auto& child : rospec.children()) {
    if (child.is(ParamType::rf_survey_spec)) {
      return bad_parameter({k_rospec, ParamType::rf_survey_spec},
                           StatusCode::p_unsupported_parameter, "this reader cannot do RF surveys");
    }
    if (!child.is(k_aispec)) continue;
    if (out.specs.size() == k_max_specs_per_rospec) {
      return bad_parameter({k_rospec, k_aispec}, StatusCode::p_overflow_parameter,
                           "too many specs in one ROSpec");
    }
    if (auto read = read_spec(child, config, out); !read) return read;
  }
  return {};
}

}  // namespace

const AiSpec::Inventory* AiSpec::inventory_for(model::AirProtocol protocol) const {
  const auto found = std::ranges::find(inventories, protocol, &Inventory::protocol);
  return found == inventories.end() ? nullptr : &*found;
}

const AiSpec::Inventory& AiSpec::leading() const {
  const Inventory* type_c = inventory_for(model::AirProtocol::type_c);
  return type_c != nullptr ? *type_c : inventories.front();
}

tl::expected<RoSpec, DecodeError> parse_rospec(const Element& rospec, const VirtualConfig& config) {
  RoSpec out;
  out.element = rospec;
  out.id = static_cast<std::uint32_t>(rospec.get_unsigned("ROSpecID"));
  if (auto read = read_rospec(rospec, config, out); !read) return tl::unexpected(read.error());
  return out;
}

}  // namespace plugtest::drivers
