#include "drivers/llrp/rospec.h"

#include "drivers/llrp/virtual_capabilities.h"

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
constexpr auto k_start = ParamType::rospec_start_trigger;
constexpr auto k_stop = ParamType::rospec_stop_trigger;
constexpr auto k_period = ParamType::periodic_trigger_value;

Verdict read_period(const Element& trigger, const VirtualConfig& config, RoSpec& out) {
  const auto* value = trigger.find(k_period);
  if (value == nullptr) {
    return bad_parameter({k_rospec, k_boundary, k_start, k_period}, StatusCode::p_missing_parameter,
                         "a periodic trigger needs a PeriodicTriggerValue");
  }
  out.offset = Milliseconds(value->get_unsigned("Offset"));
  out.period = Milliseconds(value->get_unsigned("Period"));
  const auto* utc = value->find(ParamType::utc_timestamp);
  if (utc == nullptr) return {};
  if (!config.profile().utc_clock) {
    return bad_parameter({k_rospec, k_boundary, k_start, k_period, ParamType::utc_timestamp},
                         StatusCode::p_unsupported_parameter, "this reader does not know the date");
  }
  constexpr std::uint64_t k_latest_us = 9'000'000'000'000'000;
  const auto us = utc->get_unsigned("Microseconds");
  if (us > k_latest_us) {
    return bad_field({k_rospec, k_boundary, k_start, k_period, ParamType::utc_timestamp}, *utc,
                     "Microseconds", StatusCode::a_out_of_range, "too far in the future");
  }
  out.utc = ReaderTime{} + std::chrono::microseconds(static_cast<std::int64_t>(us));
  return {};
}

Verdict read_start(const Element& trigger, const VirtualConfig& config, RoSpec& out) {
  out.start = static_cast<RoSpec::Start>(trigger.get_unsigned("ROSpecStartTriggerType"));
  if (out.start == RoSpec::Start::periodic) return read_period(trigger, config, out);
  if (out.start != RoSpec::Start::gpi) return {};
  auto read = read_gpi_trigger(trigger, {k_rospec, k_boundary, k_start}, config);
  if (!read) return tl::unexpected(read.error());
  out.start_gpi = *read;
  return {};
}

Verdict read_stop(const Element& trigger, const VirtualConfig& config, RoSpec& out) {
  enum Type : std::uint8_t { null, duration, gpi };
  switch (trigger.get_unsigned("ROSpecStopTriggerType")) {
    case null:
      return {};
    case duration:
      out.duration = Milliseconds(trigger.get_unsigned("DurationTriggerValue"));
      if (out.duration > Nanos{0}) return {};
      return bad_field({k_rospec, k_boundary, k_stop}, trigger, "DurationTriggerValue",
                       StatusCode::a_out_of_range, "a duration is at least 1 ms");
    default: {
      auto read = read_gpi_trigger(trigger, {k_rospec, k_boundary, k_stop}, config);
      if (!read) return tl::unexpected(read.error());
      out.stop_gpi = *read;
      out.duration = read->timeout;
      return {};
    }
  }
}

Verdict read_head(const Element& rospec, const VirtualConfig& config, RoSpec& out) {
  const auto refuse = [&](std::string_view field, StatusCode code, const std::string& text) {
    return bad_field({k_rospec}, rospec, field, code, text);
  };
  if (out.id == 0) return refuse("ROSpecID", StatusCode::a_invalid, "0 is not allowed");
  // Without pre-emption a priority means nothing, and any that there is will do.
  constexpr std::uint64_t k_lowest_of_all = 7;
  const auto level = std::uint64_t{config.profile().highest_priority_level};
  const auto lowest = level > 1 ? level : k_lowest_of_all;
  if (rospec.get_unsigned("Priority") > lowest) {
    return refuse("Priority", StatusCode::a_out_of_range,
                  "expected a priority of 0 to " + std::to_string(lowest));
  }
  out.priority = static_cast<std::uint8_t>(rospec.get_unsigned("Priority"));
  if (rospec.get_unsigned("CurrentState") != 0) {
    return refuse("CurrentState", StatusCode::a_invalid, "a ROSpec is added disabled");
  }
  return {};
}

Verdict read_spec(const Element& child, const VirtualConfig& config, llrp::Version version,
                  RoSpec& out) {
  const auto here = static_cast<ParamType>(child.type());
  if (out.loops) {
    return bad_parameter({k_rospec, here}, StatusCode::p_unexpected_parameter,
                         "a LoopSpec ends the list of specs");
  }
  if (child.is(ParamType::loop_spec)) {
    if (out.specs.empty()) {
      return bad_parameter({k_rospec, here}, StatusCode::p_unexpected_parameter,
                           "a LoopSpec needs a spec ahead of it");
    }
    out.loops = static_cast<std::uint32_t>(child.get_unsigned("LoopCount"));
    return {};
  }
  if (out.specs.size() == k_max_specs_per_rospec) {
    return bad_parameter({k_rospec, here}, StatusCode::p_overflow_parameter,
                         "too many specs in one ROSpec");
  }
  if (child.is(ParamType::rf_survey_spec)) {
    auto survey = parse_survey(child, config);
    if (!survey) return tl::unexpected(survey.error());
    out.specs.emplace_back(std::move(*survey));
    return {};
  }
  auto aispec = parse_aispec(child, config, version);
  if (!aispec) return tl::unexpected(aispec.error());
  out.specs.emplace_back(std::move(*aispec));
  return {};
}

Verdict read_rospec(const Element& rospec, const VirtualConfig& config, llrp::Version version,
                    RoSpec& out) {
  if (auto read = read_head(rospec, config, out); !read) return read;
  const auto* boundary = rospec.find(k_boundary);
  if (auto read = read_start(*boundary->find(k_start), config, out); !read) return read;
  if (auto read = read_stop(*boundary->find(k_stop), config, out); !read) return read;
  for (const auto& child : rospec.children()) {
    const bool spec = child.is(ParamType::aispec) || child.is(ParamType::rf_survey_spec) ||
                      child.is(ParamType::loop_spec);
    if (!spec) continue;
    if (auto read = read_spec(child, config, version, out); !read) return read;
  }
  return {};
}

}  // namespace

tl::expected<RoSpec, DecodeError> parse_rospec(const Element& rospec, const VirtualConfig& config,
                                               llrp::Version version) {
  RoSpec out;
  out.element = rospec;
  out.id = static_cast<std::uint32_t>(rospec.get_unsigned("ROSpecID"));
  if (auto read = read_rospec(rospec, config, version, out); !read) {
    return tl::unexpected(read.error());
  }
  return out;
}

}  // namespace plugtest::drivers
