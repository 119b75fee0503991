#include "scenarios/event.h"
#include "scenarios/fields.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace plugtest::scenarios {
namespace {

/// `specific` when it stands in the event's own file, else `entry`.
Where own_place(const Place& specific, const Place& entry) {
  const bool own = specific.file && entry.file && *specific.file == *entry.file;
  return (own ? specific : entry).where();
}

std::string of(const ReadScenario& scenario) {
  return "scenario '" + scenario.plan.id.str() + "': " + scenario.set_by;
}

std::string dbm(double mdbm) { return fmt::format("{:.2f} dBm", mdbm / 1000); }

/// The strongest radiated power that any channel of the plan allows. An antenna beyond it could
/// transmit nowhere.
void check_radiated_power(const ReadScenario& scenario, const Place& entry,
                          const model::RegionPlan& region, Problems& problems) {
  if (region.channels.empty()) return;
  const auto strongest = std::ranges::max_element(
      region.channels, {}, [](const auto& channel) { return channel.max_erp_mdbm; });
  for (const model::Antenna& antenna : scenario.plan.lane.antennas) {
    const std::int32_t erp = erp_mdbm(antenna, scenario.plan.settings.power_mdbm);
    if (erp <= strongest->max_erp_mdbm) continue;
    problems.add(
        ErrorCode::configuration,
        of(scenario) +
            fmt::format("at {} the antenna at port {} radiates {} ERP ({:+.2f} dBi gain, {:.2f} dB "
                        "cable loss), above the {} that region plan '{}' allows ({})",
                        dbm(scenario.plan.settings.power_mdbm), antenna.port, dbm(erp),
                        antenna.gain_dbi.value, antenna.cable_loss_db.value,
                        dbm(strongest->max_erp_mdbm), region.id, region.source),
        own_place(scenario.power, entry));
  }
}

/// Some plans limit what the antenna is fed with, too.
void check_conducted_power(const ReadScenario& scenario, const Place& entry,
                           const model::RegionPlan& region, Problems& problems) {
  if (!region.max_conducted_mdbm) return;
  const std::int32_t power = scenario.plan.settings.power_mdbm;
  for (const model::Antenna& antenna : scenario.plan.lane.antennas) {
    const std::int32_t conducted = at_connector_mdbm(antenna, power);
    if (conducted <= *region.max_conducted_mdbm) continue;
    problems.add(
        ErrorCode::configuration,
        of(scenario) + fmt::format("at {} the antenna at port {} is fed with {} ({:.2f} dB cable "
                                   "loss), above the {} that region plan '{}' allows ({})",
                                   dbm(power), antenna.port, dbm(conducted),
                                   antenna.cable_loss_db.value, dbm(*region.max_conducted_mdbm),
                                   region.id, region.source),
        own_place(scenario.power, entry));
  }
}

/// Whether enough channels allow what the strongest antenna radiates. Where none does,
/// check_radiated_power has said so.
void check_channel_count(const ReadScenario& scenario, const Place& entry,
                         const model::RegionPlan& region, Problems& problems) {
  const auto& antennas = scenario.plan.lane.antennas;
  if (antennas.empty()) return;
  const std::int32_t power = scenario.plan.settings.power_mdbm;
  const auto erp_of = [power](const model::Antenna& antenna) { return erp_mdbm(antenna, power); };
  const model::Antenna& strongest = *std::ranges::max_element(antennas, {}, erp_of);
  const std::int32_t erp = erp_of(strongest);
  const auto usable = static_cast<std::size_t>(std::ranges::count_if(
      region.channels, [erp](const auto& channel) { return channel.max_erp_mdbm >= erp; }));
  const std::size_t least = least_channels(region);
  if (usable == 0 || usable >= least) return;
  problems.add(
      ErrorCode::configuration,
      of(scenario) +
          fmt::format("at {} the antenna at port {} radiates {} ERP, which {} of {} channels of "
                      "region plan '{}' allow; it wants hopping over at least {} ({})",
                      dbm(power), strongest.port, dbm(erp), usable, region.channels.size(),
                      region.id, least, region.source),
      own_place(scenario.power, entry));
}

/// Readers of other lanes are to keep to the plan as well.
void check_neighbours(const ReadScenario& scenario, const Place& entry,
                      const model::RegionPlan& region, Problems& problems) {
  if (region.channels.empty()) return;
  const auto complain = [&](const model::NeighbourReader& neighbour, const std::string& what) {
    problems.add(ErrorCode::configuration,
                 of(scenario) + fmt::format("neighbour '{}' {} region plan '{}' ({})", neighbour.id,
                                            what, region.id, region.source),
                 entry.where());
  };
  for (const model::NeighbourReader& neighbour : scenario.plan.surroundings.neighbours) {
    const std::int64_t fixed_hz = neighbour.fixed_channel_hz;
    const bool hops = fixed_hz == 0;
    const auto within = [&](const auto& channel) { return hops || channel.centre_hz == fixed_hz; };
    const auto erp = static_cast<std::int32_t>(std::lround(neighbour.erp_dbm.value * 1000));
    if (std::ranges::none_of(region.channels, within)) {
      complain(neighbour, fmt::format("is at {} MHz, which is no channel of",
                                      static_cast<double>(fixed_hz) / 1e6));
    } else if (std::ranges::none_of(region.channels, [&](const auto& channel) {
                 return within(channel) && channel.max_erp_mdbm >= erp;
               })) {
      complain(neighbour, fmt::format("radiates {} ERP, more than is allowed{} by", dbm(erp),
                                      hops ? "" : " in its channel"));
    }
  }
}

void check_virtual_reader(const ReadScenario& scenario, const Place& entry,
                          const model::ReaderRecord& reader, Problems& problems) {
  const model::ReaderRadioProfile& radio = reader.virtual_reader->radio;
  const model::CommonSettings& settings = scenario.plan.settings;
  const std::string who = "reader '" + reader.id.str() + "'";
  for (const model::Antenna& antenna : scenario.plan.lane.antennas) {
    if (antenna.port <= radio.antenna_count) continue;
    problems.add(ErrorCode::configuration,
                 of(scenario) + fmt::format("the lane '{}' uses port {}, but {} has ports 1 to {}",
                                            scenario.plan.lane.id.str(), antenna.port, who,
                                            radio.antenna_count),
                 own_place(scenario.lane, entry));
  }
  const double power_dbm = settings.power_mdbm / 1000.0;
  if (power_dbm < radio.min_power_dbm.value || power_dbm > radio.max_power_dbm.value) {
    problems.add(
        ErrorCode::configuration,
        of(scenario) +
            fmt::format("the power {:.2f} dBm is outside of what {} offers, {:.2f} to {:.2f} "
                        "dBm",
                        power_dbm, who, radio.min_power_dbm.value, radio.max_power_dbm.value),
        own_place(scenario.power, entry));
  }
  if (!settings.link_profile.empty() &&
      std::ranges::find(radio.link_profiles, settings.link_profile) == radio.link_profiles.end()) {
    problems.add(ErrorCode::configuration,
                 of(scenario) + who + " does not offer the link profile " +
                     unknown_name(settings.link_profile, radio.link_profiles),
                 own_place(scenario.link_profile, entry));
  }
}

/// How many pieces of each standard there are in a mixed load, and how many tag types share them.
struct Share {
  std::string_view of_standard;
  std::uint32_t items = 0;
  std::uint32_t tag_types = 0;
};

/// As the lab deals pieces out: in turn, or in turn within each standard where a share is asked
/// for.
std::vector<Share> shares_of(const model::ScenarioPlan& plan, const model::EventPlan& event,
                             const model::ReaderRecord& reader) {
  Share type_c{" of Type C"};
  Share type_d{" of Type D"};
  for (const model::TagType& type : event.tag_types) {
    const bool claimed = std::ranges::find(reader.claims, type.protocol) != reader.claims.end();
    if (!claimed || !model::applies_to(plan, type.protocol)) continue;
    ++(type.protocol == model::AirProtocol::type_d ? type_d : type_c).tag_types;
  }
  const std::uint32_t items = model::item_count(plan.load);
  if (!plan.type_d_share || type_c.tag_types == 0 || type_d.tag_types == 0) {
    return {{"", items, type_c.tag_types + type_d.tag_types}};
  }
  type_d.items = static_cast<std::uint32_t>(std::floor(items * *plan.type_d_share + 1e-9));
  type_c.items = items - type_d.items;
  return {type_c, type_d};
}

/// A rig that goes by photo-eyes needs some, and a load that passes by them.
void check_eyes(const ReadScenario& scenario, const Place& entry, Problems& problems) {
  const model::MotionKind kind = scenario.plan.motion.kind;
  std::string wrong;
  if (scenario.plan.lane.eyes.empty()) {
    wrong = "the rig 'gpi' needs photo-eyes, and the lane '" + scenario.plan.lane.id.str() +
            "' has no 'eyes'";
  } else if (kind == model::MotionKind::still || kind == model::MotionKind::sweep) {
    wrong = "no load passes by the photo-eyes that the rig 'gpi' goes by (motion '" +
            std::string(to_string(kind)) + "')";
  }
  if (wrong.empty()) return;
  problems.add(ErrorCode::configuration, of(scenario) + wrong, own_place(scenario.lane, entry));
}

}  // namespace

void check_mixed_load(const ReadScenario& scenario, const Place& entry,
                      const model::EventPlan& event, Problems& problems) {
  if (scenario.plan.population != model::Population::mixed) return;
  for (const model::ReaderRecord& reader : event.readers) {
    for (const Share& share : shares_of(scenario.plan, event, reader)) {
      if (share.items >= share.tag_types) continue;
      problems.add(
          ErrorCode::configuration,
          of(scenario) +
              fmt::format("the mixed load has {} item{}{} for the {} tag types{} that reader '{}' "
                          "claims: each needs one",
                          share.items, share.items == 1 ? "" : "s", share.of_standard,
                          share.tag_types, share.of_standard, reader.id.str()),
          own_place(scenario.place, entry));
      return;
    }
  }
}

namespace {

void check_power(const ReadScenario& scenario, const Place& entry, const model::RegionPlan& region,
                 Problems& problems) {
  check_radiated_power(scenario, entry, region, problems);
  check_conducted_power(scenario, entry, region, problems);
  check_channel_count(scenario, entry, region, problems);
}

/// The scenario as its reader's vendor would have it, in the same place of the event.
ReadScenario as_set_by_vendor(const ReadScenario& scenario, const model::ReaderRecord& reader) {
  ReadScenario set = scenario;
  set.plan = model::with_settings_of(reader.vendor_settings, scenario.plan);
  if (set.plan == scenario.plan) return set;
  set.set_by = "as its vendor sets reader '" + reader.id.str() + "', ";
  set.power = set.link_profile = {};
  return set;
}

}  // namespace

void check_scenario(const ReadScenario& scenario, const Place& entry, const model::EventPlan& event,
                    Problems& problems) {
  check_power(scenario, entry, event.region, problems);
  check_neighbours(scenario, entry, event.region, problems);
  if (event.rig == model::RigKind::gpi) check_eyes(scenario, entry, problems);
  for (const model::ReaderRecord& reader : event.readers) {
    const ReadScenario set = as_set_by_vendor(scenario, reader);
    if (!set.set_by.empty()) check_power(set, entry, event.region, problems);
    if (reader.virtual_reader) check_virtual_reader(set, entry, reader, problems);
  }
}

}  // namespace plugtest::scenarios
