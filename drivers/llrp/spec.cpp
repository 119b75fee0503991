#include "drivers/llrp/spec.h"

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
constexpr auto k_aispec = ParamType::aispec;
constexpr auto k_stop = ParamType::aispec_stop_trigger;
constexpr auto k_survey = ParamType::rf_survey_spec;

Verdict read_observation(const Element* observation, llrp::Version version, AiSpec& out) {
  enum Type : std::uint8_t { n_tags, no_new_tags, n_attempts, n_unique_tags, no_new_unique_tags };
  if (observation == nullptr) {
    return bad_parameter({k_rospec, k_aispec, k_stop, ParamType::tag_observation_trigger},
                         StatusCode::p_missing_parameter,
                         "a tag observation needs a TagObservationTrigger");
  }
  const auto positive = [&](std::string_view field) -> tl::expected<std::uint16_t, DecodeError> {
    const auto value = observation->get_unsigned(field);
    if (value != 0) return static_cast<std::uint16_t>(value);
    return bad_field({k_rospec, k_aispec, k_stop, ParamType::tag_observation_trigger}, *observation,
                     field, StatusCode::a_out_of_range, "at least 1 is expected");
  };
  out.timeout = Milliseconds(observation->get_unsigned("Timeout"));
  const auto type = observation->get_unsigned("TriggerType");
  out.unique = type >= n_unique_tags || version == llrp::Version::v1_0_1;
  if (type == no_new_tags || type == no_new_unique_tags) {
    const auto quiet_ms = positive("T");
    if (!quiet_ms) return tl::unexpected(quiet_ms.error());
    out.stop = AiSpec::Stop::no_new_tags;
    out.quiet = Milliseconds(*quiet_ms);
    return {};
  }
  const auto count = positive(type == n_attempts ? "NumberOfAttempts" : "NumberOfTags");
  if (!count) return tl::unexpected(count.error());
  out.stop = type == n_attempts ? AiSpec::Stop::attempts : AiSpec::Stop::tags;
  out.count = *count;
  return {};
}

Verdict read_stop(const Element& trigger, const VirtualConfig& config, llrp::Version version,
                  AiSpec& out) {
  enum Type : std::uint8_t { null, duration, gpi, observation };
  switch (trigger.get_unsigned("AISpecStopTriggerType")) {
    case null:
      return {};
    case duration:
      out.stop = AiSpec::Stop::duration;
      out.timeout = Milliseconds(trigger.get_unsigned("DurationTrigger"));
      if (out.timeout > Nanos{0}) return {};
      return bad_field({k_rospec, k_aispec, k_stop}, trigger, "DurationTrigger",
                       StatusCode::a_out_of_range, "a duration is at least 1 ms");
    case gpi: {
      auto read = read_gpi_trigger(trigger, {k_rospec, k_aispec, k_stop}, config);
      if (!read) return tl::unexpected(read.error());
      out.stop = AiSpec::Stop::gpi;
      out.timeout = read->timeout;
      out.gpi = *read;
      return {};
    }
    default:
      return read_observation(trigger.find(ParamType::tag_observation_trigger), version, out);
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
    if (id == 0) {
      out.antennas.resize(count);
      std::iota(out.antennas.begin(), out.antennas.end(), std::uint16_t{1});
      break;
    }
    if (std::ranges::find(out.antennas, id) == out.antennas.end()) out.antennas.push_back(id);
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
  const bool type_d = custom != nullptr;  // check_customs() lets no other Custom through
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
  AiSpec::Inventory inventory;
  inventory.element = element;
  inventory.parameter_spec =
      static_cast<std::uint16_t>(element.get_unsigned("InventoryParameterSpecID"));
  if (inventory.parameter_spec == 0) {
    return bad_field({k_rospec, k_aispec, ParamType::inventory_parameter_spec}, element,
                     "InventoryParameterSpecID", StatusCode::a_invalid, "0 is not allowed");
  }
  const auto protocol = read_protocol(element, config);
  if (!protocol) return tl::unexpected(protocol.error());
  inventory.protocol = *protocol;
  if (out.inventory_for(*protocol) != nullptr) {
    return bad_parameter({k_rospec, k_aispec, ParamType::inventory_parameter_spec},
                         StatusCode::p_overflow_parameter,
                         "an AISpec has one InventoryParameterSpec for each air protocol");
  }
  auto antennas = config.antennas();
  auto changed = config.rules().change(
      element, {k_rospec, k_aispec, ParamType::inventory_parameter_spec}, antennas);
  if (changed) out.inventories.push_back(std::move(inventory));
  return changed;
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

tl::expected<GpiTrigger, DecodeError> read_gpi_trigger(const Element& trigger,
                                                       std::initializer_list<ParamType> path,
                                                       const VirtualConfig& config) {
  const auto below = [&path](tl::unexpected<DecodeError> refused) {
    auto& found = refused.value().parameter_path;
    for (auto type = std::rbegin(path); type != std::rend(path); ++type) {
      found.insert(found.begin(), static_cast<std::uint16_t>(*type));
    }
    return refused;
  };
  const Element* value = trigger.find(ParamType::gpi_trigger_value);
  if (value == nullptr) {
    return below(bad_parameter({ParamType::gpi_trigger_value}, StatusCode::p_missing_parameter,
                               "a GPI trigger needs a GPITriggerValue"));
  }
  const std::uint16_t ports = config.capabilities().gpi_count;
  const auto port = value->get_unsigned("GPIPortNum");
  if (port == 0 || port > ports) {
    return below(bad_field({ParamType::gpi_trigger_value}, *value, "GPIPortNum",
                           StatusCode::a_out_of_range,
                           "this reader has " + std::to_string(ports) + " GPIs"));
  }
  return GpiTrigger{.port = static_cast<std::uint16_t>(port),
                    .high = value->get_flag("GPIEvent"),
                    .timeout = Milliseconds(value->get_unsigned("Timeout"))};
}

tl::expected<AiSpec, DecodeError> parse_aispec(const Element& aispec, const VirtualConfig& config,
                                               llrp::Version version) {
  AiSpec spec;
  if (auto read = read_antennas(aispec, config, spec); !read) return tl::unexpected(read.error());
  if (auto read = read_stop(*aispec.find(k_stop), config, version, spec); !read) {
    return tl::unexpected(read.error());
  }
  for (const auto& child : aispec.children()) {
    if (!child.is(ParamType::inventory_parameter_spec)) continue;
    if (auto read = read_inventory(child, config, spec); !read) return tl::unexpected(read.error());
  }
  return spec;
}

tl::expected<SurveySpec, DecodeError> parse_survey(const Element& survey,
                                                   const VirtualConfig& config) {
  enum Stop : std::uint8_t { null, duration, iterations };
  constexpr std::int64_t k_hz_per_khz = 1000;
  if (!config.profile().rf_survey) {
    return bad_parameter({k_rospec, k_survey}, StatusCode::p_unsupported_parameter,
                         "this reader cannot do RF surveys");
  }
  const auto refuse = [&](std::string_view field, const std::string& text) {
    return bad_field({k_rospec, k_survey}, survey, field, StatusCode::a_out_of_range, text);
  };
  SurveySpec out;
  out.antenna = static_cast<std::uint16_t>(survey.get_unsigned("AntennaID"));
  if (out.antenna == 0 || out.antenna > config.antennas().size()) {
    return refuse("AntennaID", "expected antenna 1 to " + std::to_string(config.antennas().size()));
  }
  const auto from = survey.get_unsigned("StartFrequency");
  const auto to = survey.get_unsigned("EndFrequency");
  for (const std::int64_t hz : config.capabilities().channels_hz) {
    const auto khz = static_cast<std::uint64_t>(hz / k_hz_per_khz);
    if (khz >= from && khz <= to) out.channels_hz.push_back(hz);
  }
  std::ranges::sort(out.channels_hz);
  if (out.channels_hz.empty()) {
    const SurveyRange range = survey_range(config.capabilities());
    return refuse(from > to ? "EndFrequency" : "StartFrequency",
                  "there is no channel to survey; the reader has some from " +
                      std::to_string(range.lowest_khz) + " to " +
                      std::to_string(range.highest_khz) + " kHz");
  }
  const Element& stop = *survey.find(ParamType::rf_survey_spec_stop_trigger);
  const auto bounded = [&](std::string_view field) -> tl::expected<std::uint64_t, DecodeError> {
    const auto value = stop.get_unsigned(field);
    if (value != 0) return value;
    return bad_field({k_rospec, k_survey, ParamType::rf_survey_spec_stop_trigger}, stop, field,
                     StatusCode::a_out_of_range, "at least 1 is expected");
  };
  switch (stop.get_unsigned("StopTriggerType")) {
    case null:
      return out;
    case duration: {
      const auto ms = bounded("DurationPeriod");
      if (!ms) return tl::unexpected(ms.error());
      out.duration = Milliseconds(*ms);
      return out;
    }
    default: {
      const auto count = bounded("N");
      if (!count) return tl::unexpected(count.error());
      out.iterations = static_cast<std::uint32_t>(*count);
      return out;
    }
  }
}

}  // namespace plugtest::drivers
