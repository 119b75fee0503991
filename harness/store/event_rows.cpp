#include "harness/store/event_rows.h"

#include "harness/model/content_id.h"
#include "harness/model/lane.h"
#include "harness/store/row_values.h"

#include <array>
#include <charconv>
#include <string>

namespace plugtest::store {
namespace {

constexpr const char* k_keep = "on conflict do nothing";

// The shortest text that reads back as the same number: equal content, equal hash.
std::string exact(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

std::string name_of(model::Polarisation polarisation) {
  switch (polarisation) {
    case model::Polarisation::circular:
      return "circular";
    case model::Polarisation::horizontal:
      return "horizontal";
    case model::Polarisation::vertical:
      return "vertical";
  }
  return "unknown";
}

std::string write_region(Database& database, const model::RegionPlan& region,
                         const std::string& text) {
  model::ContentHasher hasher;
  hasher.add("id", region.id).add("title", region.title).add("source", region.source);
  hasher.add("hopping", region.hopping ? 1 : 0).add("max_dwell_ns", region.max_dwell.count());
  for (const auto& channel : region.channels) {
    hasher.add("centre_hz", channel.centre_hz).add("max_erp_mdbm", channel.max_erp_mdbm);
  }
  const std::string hash = hasher.id();
  database
      .insert("region_plans",
              {{"hash", Kind::text},
               {"id", Kind::text},
               {"title", Kind::text},
               {"source", Kind::text},
               {"hopping", Kind::integer},
               {"max_dwell_ns", Kind::integer},
               {"plan", Kind::text}},
              "on conflict (hash) do update set plan = excluded.plan")
      .row({value(hash), value(region.id), value(region.title), value(region.source),
            value(region.hopping), value(region.max_dwell), value(text)});
  auto channels = database.insert("region_channels",
                                  {{"region_plan", Kind::text},
                                   {"ordinal", Kind::integer},
                                   {"centre_hz", Kind::integer},
                                   {"max_erp_mdbm", Kind::integer}},
                                  k_keep);
  for (std::size_t i = 0; i < region.channels.size(); ++i) {
    channels.row({value(hash), value(i), value(region.channels[i].centre_hz),
                  value(region.channels[i].max_erp_mdbm)});
  }
  return hash;
}

std::string write_lane(Database& database, const model::Lane& lane) {
  model::ContentHasher hasher;
  hasher.add("id", lane.id.str());
  for (const auto& antenna : lane.antennas) {
    hasher.add("port", antenna.port).add("polarisation", name_of(antenna.polarisation));
    for (const auto& at : {antenna.position_m, antenna.boresight}) {
      hasher.add("x", exact(at.x)).add("y", exact(at.y)).add("z", exact(at.z));
    }
    for (const auto& sourced : {antenna.gain_dbi, antenna.beamwidth_deg, antenna.cable_loss_db}) {
      hasher.add("value", exact(sourced.value)).add("source", sourced.source);
    }
    hasher.add("on", antenna.calibrated_on).add("how", antenna.calibrated_how);
  }
  const std::string hash = hasher.id();
  database.insert("lanes", {{"hash", Kind::text}, {"id", Kind::text}}, k_keep)
      .row({value(hash), value(lane.id)});
  auto antennas = database.insert("lane_antennas",
                                  {{"lane", Kind::text},
                                   {"ordinal", Kind::integer},
                                   {"port", Kind::integer},
                                   {"x_m", Kind::real},
                                   {"y_m", Kind::real},
                                   {"z_m", Kind::real},
                                   {"boresight_x", Kind::real},
                                   {"boresight_y", Kind::real},
                                   {"boresight_z", Kind::real},
                                   {"polarisation", Kind::text},
                                   {"gain_dbi", Kind::real},
                                   {"gain_source", Kind::text},
                                   {"beamwidth_deg", Kind::real},
                                   {"beamwidth_source", Kind::text},
                                   {"cable_loss_db", Kind::real},
                                   {"cable_loss_source", Kind::text},
                                   {"calibrated_on", Kind::text},
                                   {"calibrated_how", Kind::text}},
                                  k_keep);
  for (std::size_t i = 0; i < lane.antennas.size(); ++i) {
    const model::Antenna& a = lane.antennas[i];
    antennas.row({value(hash), value(i), value(a.port), value(a.position_m.x),
                  value(a.position_m.y), value(a.position_m.z), value(a.boresight.x),
                  value(a.boresight.y), value(a.boresight.z), value(name_of(a.polarisation)),
                  value(a.gain_dbi.value), value(a.gain_dbi.source), value(a.beamwidth_deg.value),
                  value(a.beamwidth_deg.source), value(a.cable_loss_db.value),
                  value(a.cable_loss_db.source), value(a.calibrated_on), value(a.calibrated_how)});
  }
  return hash;
}

std::string write_scenario(Database& database, const model::ScenarioPlan& scenario,
                           const std::string& text) {
  const std::string lane = write_lane(database, scenario.lane);
  const std::string hash =
      model::ContentHasher().add("id", scenario.id.str()).add("lane", lane).add("plan", text).id();
  database
      .insert("scenarios",
              {{"hash", Kind::text},
               {"id", Kind::text},
               {"title", Kind::text},
               {"population", Kind::text},
               {"policy", Kind::text},
               {"lane", Kind::text},
               {"plan", Kind::text}},
              k_keep)
      .row({value(hash), value(scenario.id), value(scenario.title),
            value(to_string(scenario.population)), value(to_string(scenario.policy)), value(lane),
            value(text)});
  auto power = database.insert("scenario_power",
                               {{"scenario", Kind::text},
                                {"ordinal", Kind::integer},
                                {"port", Kind::integer},
                                {"conducted_mdbm", Kind::integer},
                                {"erp_mdbm", Kind::integer}},
                               k_keep);
  for (std::size_t i = 0; i < scenario.lane.antennas.size(); ++i) {
    const model::Antenna& antenna = scenario.lane.antennas[i];
    const std::int32_t conducted = scenario.settings.power_mdbm;
    power.row({value(hash), value(i), value(antenna.port), value(conducted),
               value(erp_mdbm(antenna, conducted))});
  }
  return hash;
}

void write_scenarios(Database& database, const model::EventPlan& event,
                     const api::PlanTexts& texts) {
  for (std::size_t i = 0; i < event.scenarios.size(); ++i) {
    const model::ScenarioPlan& scenario = event.scenarios[i];
    const std::string hash = write_scenario(database, scenario, texts.write(scenario));
    database
        .insert("event_scenarios",
                {{"event", Kind::text},
                 {"id", Kind::text},
                 {"ordinal", Kind::integer},
                 {"hash", Kind::text}},
                "on conflict (event, id) do update set ordinal = excluded.ordinal, "
                "hash = excluded.hash")
        .row({value(event.id), value(scenario.id), value(i), value(hash)});
  }
}

void write_people_and_equipment(Database& database, const model::EventPlan& event,
                                const api::PlanTexts& texts) {
  auto participants = database.insert(
      "participants",
      {{"event", Kind::text}, {"id", Kind::text}, {"ordinal", Kind::integer}, {"name", Kind::text}},
      "on conflict (event, id) do update set ordinal = excluded.ordinal, name = excluded.name");
  for (std::size_t i = 0; i < event.participants.size(); ++i) {
    participants.row({value(event.id), value(event.participants[i].id), value(i),
                      value(event.participants[i].name)});
  }

  auto readers = database.insert(
      "readers",
      {{"event", Kind::text},
       {"id", Kind::text},
       {"ordinal", Kind::integer},
       {"participant", Kind::text},
       {"vendor", Kind::text},
       {"model", Kind::text},
       {"firmware", Kind::text},
       {"uri", Kind::text},
       {"claims", Kind::text},
       {"is_virtual", Kind::integer},
       {"plan", Kind::text}},
      "on conflict (event, id) do update set ordinal = excluded.ordinal, "
      "participant = excluded.participant, vendor = excluded.vendor, model = excluded.model, "
      "firmware = excluded.firmware, uri = excluded.uri, claims = excluded.claims, "
      "is_virtual = excluded.is_virtual, plan = excluded.plan");
  for (std::size_t i = 0; i < event.readers.size(); ++i) {
    const model::ReaderRecord& reader = event.readers[i];
    std::string claims;
    for (const auto protocol : reader.claims) {
      claims += claims.empty() ? "" : " ";
      claims += to_string(protocol);
    }
    readers.row({value(event.id), value(reader.id), value(i), value(reader.participant),
                 value(reader.vendor), value(reader.model), value(reader.firmware),
                 value(reader.uri), value(claims), value(reader.virtual_reader.has_value()),
                 value(texts.write(reader))});
  }

  auto types = database.insert(
      "tag_types",
      {{"event", Kind::text},
       {"id", Kind::text},
       {"ordinal", Kind::integer},
       {"participant", Kind::text},
       {"vendor", Kind::text},
       {"model", Kind::text},
       {"protocol", Kind::text},
       {"plan", Kind::text}},
      "on conflict (event, id) do update set ordinal = excluded.ordinal, "
      "participant = excluded.participant, vendor = excluded.vendor, model = excluded.model, "
      "protocol = excluded.protocol, plan = excluded.plan");
  for (std::size_t i = 0; i < event.tag_types.size(); ++i) {
    const model::TagType& type = event.tag_types[i];
    types.row({value(event.id), value(type.id), value(i), value(type.participant),
               value(type.vendor), value(type.model), value(to_string(type.protocol)),
               value(texts.write(type))});
  }
}

void write_pieces(Database& database, const model::EventPlan& event) {
  if (!event.manifest) return;
  auto pieces = database.insert(
      "pieces",
      {{"event", Kind::text},
       {"id", Kind::text},
       {"ordinal", Kind::integer},
       {"tag_type", Kind::text},
       {"uii", Kind::text},
       {"uii_bits", Kind::integer},
       {"tid", Kind::text},
       {"item", Kind::text},
       {"expected", Kind::integer},
       {"place", Kind::text}},
      "on conflict (event, id) do update set ordinal = excluded.ordinal, "
      "tag_type = excluded.tag_type, uii = excluded.uii, uii_bits = excluded.uii_bits, "
      "tid = excluded.tid, item = excluded.item, expected = excluded.expected, place = "
      "excluded.place");
  std::size_t ordinal = 0;
  const auto write = [&](const model::Piece& piece, const Value& item, bool expected,
                         const std::string& place) {
    pieces.row({value(event.id), value(piece.id), value(ordinal++), value(piece.tag_type),
                digits(piece.uii), value(piece.uii.bit_count()), value(piece.tid_hex), item,
                value(expected), value(place)});
  };
  for (const auto& entry : event.manifest->expected) {
    write(entry.piece, value(entry.item), true, entry.place);
  }
  for (const auto& piece : event.manifest->elsewhere) write(piece, Value(), false, "");
}

}  // namespace

void write_event(Database& database, const model::EventPlan& event, const api::PlanTexts& texts) {
  const std::string region = write_region(database, event.region, texts.write(event.region));
  database
      .insert("events",
              {{"id", Kind::text},
               {"title", Kind::text},
               {"seed", Kind::text},
               {"official", Kind::integer},
               {"rig", Kind::text},
               {"region_plan", Kind::text},
               {"rules", Kind::text}},
              "on conflict (id) do update set title = excluded.title, seed = excluded.seed, "
              "official = excluded.official, rig = excluded.rig, "
              "region_plan = excluded.region_plan, rules = excluded.rules")
      .row({value(event.id), value(event.title), value(std::to_string(event.seed)),
            value(event.official), value(to_string(event.rig)), value(region),
            value(texts.write_rules(event))});
  write_people_and_equipment(database, event, texts);
  write_scenarios(database, event, texts);
  write_pieces(database, event);
}

}  // namespace plugtest::store
