#include "harness/store/history.h"

#include "harness/model/enum_names.h"
#include "harness/store/checked_values.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace plugtest::store {

std::vector<HistoryEntry> read_history(Database& database) {
  std::vector<HistoryEntry> entries;
  auto rows = database.query(
      "select r.event, r.id, r.reader, o.tag_type, r.scenario, r.region, r.policy, r.population,"
      " r.official, r.plan_hash, r.attempt, r.identity_firmware, o.verdict, o.successes, o.passes,"
      " coalesce(w.start_ns, 0),"
      " coalesce((select s.reason from outcome_reasons s where s.run = o.run and s.outcome ="
      " o.ordinal and s.ordinal = 0), '')"
      " from outcomes o join runs r on r.id = o.run left join run_wall w on w.run = r.id",
      {Kind::text, Kind::text, Kind::text, Kind::text, Kind::text, Kind::text, Kind::text,
       Kind::text, Kind::integer, Kind::text, Kind::integer, Kind::text, Kind::text, Kind::integer,
       Kind::integer, Kind::integer, Kind::text});
  while (rows.next()) {
    HistoryEntry entry;
    entry.event = rows.text(0);
    entry.run = model::RunId(rows.text(1));
    entry.key = {.reader = model::ReaderId(rows.text(2)),
                 .tag_type = model::TagTypeId(rows.text(3)),
                 .scenario = model::ScenarioId(rows.text(4)),
                 .region = rows.text(5),
                 .policy = named(model::settings_policy_from(rows.text(6)), rows.text(6)),
                 .population = named(model::population_from(rows.text(7)), rows.text(7)),
                 .official = rows.integer(8) != 0,
                 .plan_hash = rows.text(9)};
    entry.attempt = narrow<std::uint32_t>(rows.integer(10));
    entry.firmware = rows.text(11);
    entry.verdict = named(model::verdict_from(rows.text(12)), rows.text(12));
    entry.successes = narrow<std::uint32_t>(rows.integer(13));
    entry.passes = narrow<std::uint32_t>(rows.integer(14));
    entry.start_ns = rows.integer(15);
    if (!rows.text(16).empty()) {
      entry.reason = named(model::reason_from(rows.text(16)), rows.text(16));
    }
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, {}, [](const HistoryEntry& entry) {
    const model::CellKey& key = entry.key;
    return std::tuple(key.reader, key.tag_type, key.scenario, key.region, key.policy,
                      key.population, key.official, entry.start_ns, entry.event, entry.attempt,
                      entry.run);
  });
  return entries;
}

}  // namespace plugtest::store
