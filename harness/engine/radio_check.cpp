#include "harness/engine/radio_check.h"

#include "harness/model/sentences.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

namespace plugtest::engine {

namespace {

using model::Reason;
using score::RunEnding;
namespace sentence = model::sentence;

/// Protocols tell channels in kHz; LLRP's fields cut off what is below.
constexpr std::int64_t k_same_channel_hz = 1'000;

/// The largest step between neighbours in a reader's power table that we know of.
constexpr std::int32_t k_power_step_mdb = 1'000;

std::string dbm(std::int32_t mdbm) { return fmt::format("{:.2f} dBm", mdbm / 1000.0); }

std::string mhz(std::int64_t hz) {
  return fmt::format("{:.3f} MHz", static_cast<double>(hz) / 1e6);
}

std::string gain_and_loss(const model::Antenna& antenna) {
  return fmt::format(model::phrase::gain_and_loss.english, antenna.gain_dbi.value,
                     antenna.cable_loss_db.value);
}

const model::RegionPlan::Channel* channel_at(const model::RegionPlan& region, std::int64_t hz) {
  const auto found = std::ranges::find_if(region.channels, [hz](const auto& channel) {
    return std::abs(channel.centre_hz - hz) <= k_same_channel_hz;
  });
  return found == region.channels.end() ? nullptr : &*found;
}

/// What the reader goes by, as sentences behind another one, as far as it is told.
std::string own_rules(const model::ReaderCapabilities& reader) {
  std::string text;
  if (!reader.regulation.empty()) {
    text += ' ' + fmt::format(sentence::own_regulation.english, reader.regulation);
  }
  if (reader.country_code) {
    text += ' ' + fmt::format(sentence::own_country.english, *reader.country_code);
  }
  return text;
}

std::optional<RunEnding> port_objection(const model::Lane& lane,
                                        const model::ReaderCapabilities& reader) {
  for (const model::Antenna& antenna : lane.antennas) {
    // One is what a protocol without antennas tells as well.
    if (reader.antenna_count <= 1 || antenna.port <= reader.antenna_count) continue;
    return RunEnding{Reason::not_offered, fmt::format(sentence::no_port.english, lane.id.str(),
                                                      antenna.port, reader.antenna_count)};
  }
  return std::nullopt;
}

/// The lowest and the highest power of the reader's table, against what is asked for.
std::optional<RunEnding> power_objection(const model::ScenarioPlan& scenario,
                                         const model::ReaderCapabilities& reader) {
  if (reader.power_table_mdbm.empty()) return std::nullopt;
  const auto [least, most] = std::ranges::minmax(reader.power_table_mdbm);
  const std::int32_t asked = scenario.settings.power_mdbm;
  // The nearest step below is taken, and tables end where their steps do.
  if (asked >= least && asked < most + k_power_step_mdb) return std::nullopt;
  std::string text = fmt::format(sentence::no_power.english, dbm(asked), dbm(least), dbm(most));
  if (asked > most && !scenario.lane.antennas.empty()) {
    const model::Antenna& antenna = scenario.lane.antennas.front();
    text += ' ' + fmt::format(sentence::power_erp.english, antenna.port, gain_and_loss(antenna),
                              dbm(erp_mdbm(antenna, asked)), dbm(erp_mdbm(antenna, most)));
  }
  return RunEnding{Reason::not_offered, text + own_rules(reader)};
}

std::optional<RunEnding> channel_objection(const model::ScenarioPlan& scenario,
                                           const model::RegionPlan& region,
                                           const model::ReaderCapabilities& reader) {
  if (reader.channels_hz.empty()) return std::nullopt;
  std::size_t outside = 0;
  std::int64_t first_hz = 0;
  for (const std::int64_t hz : reader.channels_hz) {
    if (region.channels.empty() || channel_at(region, hz) != nullptr) continue;
    if (outside++ == 0) first_hz = hz;
  }
  if (outside > 0) {
    return RunEnding{
        Reason::outside_region_plan,
        fmt::format(sentence::foreign_channels.english, outside, reader.channels_hz.size(),
                    region.id, region.source, mhz(first_hz)) +
            own_rules(reader)};
  }
  const std::int64_t wanted = scenario.settings.channel_hz;
  const auto is_wanted = [wanted](std::int64_t hz) {
    return std::abs(hz - wanted) <= k_same_channel_hz;
  };
  if (wanted == 0 || std::ranges::any_of(reader.channels_hz, is_wanted)) return std::nullopt;
  return RunEnding{Reason::not_offered, fmt::format(sentence::no_channel.english, mhz(wanted),
                                                    reader.channels_hz.size()) +
                                            own_rules(reader)};
}

/// The most that the plan allows on any channel that the reader uses, or on any at all where it
/// tells none. Empty: the plan has no channels.
std::optional<std::int32_t> most_erp_mdbm(const model::RegionPlan& region,
                                          const model::ReaderCapabilities& reader) {
  std::optional<std::int32_t> most;
  const auto take = [&most](const model::RegionPlan::Channel& channel) {
    most = std::max(most.value_or(channel.max_erp_mdbm), channel.max_erp_mdbm);
  };
  for (const std::int64_t hz : reader.channels_hz) {
    if (const auto* channel = channel_at(region, hz)) take(*channel);
  }
  if (!most) std::ranges::for_each(region.channels, take);
  return most;
}

}  // namespace

std::optional<RunEnding> capability_objection(const model::ScenarioPlan& scenario,
                                              const model::RegionPlan& region,
                                              const model::ReaderCapabilities& reader) {
  if (auto objection = port_objection(scenario.lane, reader)) return objection;
  if (auto objection = channel_objection(scenario, region, reader)) return objection;
  return power_objection(scenario, reader);
}

std::optional<RunEnding> eye_objection(const model::Lane& lane,
                                       const model::ReaderCapabilities& reader) {
  for (const model::PhotoEye& eye : lane.eyes) {
    if (eye.input <= reader.inputs) continue;
    return RunEnding{Reason::not_offered, fmt::format(sentence::no_input.english, lane.id.str(),
                                                      eye.input, reader.inputs)};
  }
  return std::nullopt;
}

std::optional<RunEnding> radiation_objection(const model::Lane& lane,
                                             const model::RegionPlan& region,
                                             const model::ReaderCapabilities& reader,
                                             std::int32_t power_mdbm) {
  const auto allowed = most_erp_mdbm(region, reader);
  for (const model::Antenna& antenna : lane.antennas) {
    const std::int32_t erp = erp_mdbm(antenna, power_mdbm);
    if (allowed && erp > *allowed) {
      return RunEnding{
          Reason::outside_region_plan,
          fmt::format(sentence::radiates_too_much.english, dbm(power_mdbm), antenna.port, dbm(erp),
                      gain_and_loss(antenna), region.id, dbm(*allowed), region.source)};
    }
    const std::int32_t fed = at_connector_mdbm(antenna, power_mdbm);
    if (region.max_conducted_mdbm && fed > *region.max_conducted_mdbm) {
      return RunEnding{Reason::outside_region_plan,
                       fmt::format(sentence::fed_too_much.english, dbm(power_mdbm), antenna.port,
                                   dbm(fed), antenna.cable_loss_db.value, region.id,
                                   dbm(*region.max_conducted_mdbm), region.source)};
    }
  }
  return std::nullopt;
}

std::vector<std::string> radiated_power(const model::Lane& lane, std::int32_t power_mdbm) {
  std::vector<std::string> sentences;
  for (const model::Antenna& antenna : lane.antennas) {
    sentences.push_back(fmt::format(
        "antenna {} radiates {} ERP at {} ({}; {})", antenna.port,
        dbm(erp_mdbm(antenna, power_mdbm)), dbm(power_mdbm), gain_and_loss(antenna),
        antenna.calibrated_on.empty()
            ? std::string("not measured")
            : "measured on " + antenna.calibrated_on + " by " + antenna.calibrated_how));
  }
  return sentences;
}

}  // namespace plugtest::engine
