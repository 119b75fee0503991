#include "harness/model/enum_names.h"
#include "harness/store/checked_values.h"
#include "harness/store/event_rows.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plugtest::store {
namespace {

// A part of the plan out of its text. Errors name the row.
template <class T>
T part(Result<T> read, const std::string& text, const std::string& what) {
  if (read) return std::move(*read);
  if (text.empty()) {
    throw DatabaseError{
        {ErrorCode::unsupported, "the database does not hold the whole plan of " + what +
                                     ": an older program stored it; import the evidence again"}};
  }
  throw DatabaseError{
      {read.error().code, "the plan of " + what + " cannot be read: " + read.error().message}};
}

// Rows in the order of the event's file; those of several stations, which each counted by itself,
// by id where they have the same place. Sorted here: the order of text differs between databases.
template <class T, class Read>
std::vector<T> parts(Database& database, const std::string& sql, const std::string& event,
                     const char* what, const Read& read) {
  struct Row {
    std::int64_t ordinal;
    std::string id;
    std::string text;
  };
  std::vector<Row> rows;
  auto found = database.query(sql, {Kind::integer, Kind::text, Kind::text}, {event});
  while (found.next()) rows.push_back({found.integer(0), found.text(1), found.text(2)});
  std::ranges::sort(rows, {}, [](const Row& row) { return std::pair(row.ordinal, row.id); });
  std::vector<T> made;
  for (const Row& row : rows) {
    made.push_back(part<T>(read(row.text), row.text, std::string(what) + " '" + row.id + "'"));
  }
  return made;
}

void read_participants(Database& database, model::EventPlan& event) {
  std::vector<std::pair<std::int64_t, model::Participant>> told;
  auto rows = database.query("select ordinal, id, name from participants where event = :1",
                             {Kind::integer, Kind::text, Kind::text}, {event.id});
  std::set<model::ParticipantId> known;
  while (rows.next()) {
    told.push_back({rows.integer(0), {model::ParticipantId(rows.text(1)), rows.text(2)}});
    known.insert(told.back().second.id);
  }
  std::ranges::sort(told, {}, [](const auto& one) { return std::pair(one.first, one.second.id); });
  for (auto& [ordinal, one] : told) event.participants.push_back(std::move(one));
  // Evidence alone does not tell names.
  const auto add = [&](const model::ParticipantId& id) {
    if (!id.empty() && known.insert(id).second) event.participants.push_back({id, id.str()});
  };
  for (const model::ReaderRecord& reader : event.readers) add(reader.participant);
  for (const model::TagType& type : event.tag_types) add(type.participant);
}

void read_pieces(Database& database, model::EventPlan& event) {
  struct Row {
    std::int64_t ordinal;
    model::ManifestEntry entry;
    bool expected;
  };
  std::vector<Row> pieces;
  auto rows = database.query(
      "select ordinal, id, tag_type, uii, uii_bits, tid, coalesce(item, ''), expected, place"
      " from pieces where event = :1",
      {Kind::integer, Kind::text, Kind::text, Kind::text, Kind::integer, Kind::text, Kind::text,
       Kind::integer, Kind::text},
      {event.id});
  while (rows.next()) {
    pieces.push_back({rows.integer(0),
                      {{model::PieceId(rows.text(1)), model::TagTypeId(rows.text(2)),
                        uii_from(rows.text(3), rows.integer(4)), rows.text(5)},
                       model::ItemId(rows.text(6)),
                       rows.text(8)},
                      rows.integer(7) != 0});
  }
  if (pieces.empty()) return;
  std::ranges::sort(pieces, {},
                    [](const Row& row) { return std::pair(row.ordinal, row.entry.piece.id); });
  event.manifest.emplace();
  for (Row& row : pieces) {
    if (row.expected) {
      event.manifest->expected.push_back(std::move(row.entry));
    } else {
      event.manifest->elsewhere.push_back(std::move(row.entry.piece));
    }
  }
}

}  // namespace

std::vector<std::string> read_event_ids(Database& database) {
  std::vector<std::string> ids;
  auto rows = database.query("select id from events", {Kind::text});
  while (rows.next()) ids.push_back(rows.text(0));
  std::ranges::sort(ids);
  return ids;
}

model::EventPlan read_event(Database& database, const std::string& event_id,
                            const api::PlanTexts& texts) {
  model::EventPlan event;
  {
    auto rows = database.query(
        "select e.id, e.title, e.seed, e.official, e.rig, r.plan, e.rules"
        " from events e join region_plans r on r.hash = e.region_plan where e.id = :1",
        {Kind::text, Kind::text, Kind::text, Kind::integer, Kind::text, Kind::text, Kind::text},
        {event_id});
    if (!rows.next()) {
      throw DatabaseError{{ErrorCode::not_found, "the database holds no event '" + event_id + "'"}};
    }
    event.id = rows.text(0);
    event.title = rows.text(1);
    event.seed = seed_from(rows.text(2));
    event.official = rows.integer(3) != 0;
    event.rig = named(model::rig_kind_from(rows.text(4)), rows.text(4));
    event.region = part(texts.read_region(rows.text(5)), rows.text(5), "the radio plan");
    if (const auto read = texts.read_rules(rows.text(6), event); !read) {
      throw DatabaseError{
          {read.error().code, "the event's rules cannot be read: " + read.error().message}};
    }
  }
  event.readers = parts<model::ReaderRecord>(
      database, "select ordinal, id, plan from readers where event = :1", event_id, "the reader",
      [&](std::string_view text) { return texts.read_reader(text); });
  event.tag_types = parts<model::TagType>(
      database, "select ordinal, id, plan from tag_types where event = :1", event_id,
      "the tag type", [&](std::string_view text) { return texts.read_tag_type(text); });
  event.scenarios = parts<model::ScenarioPlan>(
      database,
      "select e.ordinal, e.id, s.plan from event_scenarios e join scenarios s on s.hash = e.hash"
      " where e.event = :1",
      event_id, "the scenario", [&](std::string_view text) { return texts.read_scenario(text); });
  read_participants(database, event);
  read_pieces(database, event);
  return event;
}

}  // namespace plugtest::store
