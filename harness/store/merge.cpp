#include "harness/store/merge.h"

#include "harness/store/database.h"
#include "harness/store/tables.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::store {
namespace {

std::string list(const Table& table) {
  std::string names;
  for (const Column& column : table.columns) {
    names += (names.empty() ? "" : ", ") + std::string(column.name);
  }
  return names;
}

std::vector<Kind> kinds(const Table& table) {
  std::vector<Kind> all;
  for (const Column& column : table.columns) all.push_back(column.kind);
  return all;
}

// In order of key, so that a merge does the same whatever database it reads.
std::map<Values, Values> rows_of(Database& database, const Table& table, const std::string& where,
                                 const std::string& key) {
  std::map<Values, Values> rows;
  auto found = database.query("select " + list(table) + " from " + table.name + " where " + where,
                              kinds(table), {key});
  while (found.next()) {
    Values row;
    for (std::size_t i = 0; i < table.columns.size(); ++i) row.push_back(found.value(i));
    Values keys(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(table.keys));
    rows.emplace(std::move(keys), std::move(row));
  }
  return rows;
}

std::string shown(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return "'" + *text + "'";
  return "nothing";
}

[[noreturn]] void refuse(std::string why) {
  throw DatabaseError{{ErrorCode::refused, std::move(why)}};
}

std::vector<std::string> names(Database& database, const std::string& sql, Values parameters = {}) {
  std::vector<std::string> found;
  auto rows = database.query(sql, {Kind::text}, std::move(parameters));
  while (rows.next()) found.push_back(rows.text(0));
  std::ranges::sort(found);
  return found;
}

void check_agreed(const Table& table, const std::string& event, const Values& there,
                  const Values& here) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string column = table.columns[i].name;
    const bool agreed = std::ranges::find(table.agreed, column) != table.agreed.end();
    if (!agreed || there[i] == here[i]) continue;
    const std::string of = table.keys == 1 ? "" : " of the event '" + event + "'";
    refuse(std::string(table.what) + " " + shown(there[table.keys - 1]) + of +
           " is another one: its " + (column == "hash" ? "plan" : column) + " is " +
           shown(there[i]) + ", expected " + shown(here[i]) + " as registered");
  }
}

// The row as it is to be, when something of `there` fills a gap in it; else nothing.
std::optional<Values> filled(const Table& table, const Values& there, const Values& here) {
  Values row = here;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool may =
        std::ranges::find(table.filled, std::string(table.columns[i].name)) != table.filled.end();
    if (may && here[i] == Value(std::string())) row[i] = there[i];
  }
  if (row == here) return std::nullopt;
  return row;
}

std::string update_on_conflict(const Table& table) {
  std::string keys;
  for (std::size_t i = 0; i < table.keys; ++i) {
    keys += (i == 0 ? "" : ", ") + std::string(table.columns[i].name);
  }
  std::string sets;
  for (const char* column : table.filled) {
    sets += (sets.empty() ? "" : ", ") + std::string(column) + " = excluded." + column;
  }
  return "on conflict (" + keys + ") do update set " + sets;
}

void merge_registered(Database& into, Database& from, const std::string& event) {
  for (const auto& [table, where] : event_tables()) {
    const auto there = rows_of(from, table, where, event);
    if (there.empty()) continue;
    // Rows under a hash are of no event; those that are there stay.
    const auto here =
        table.agreed.empty() ? std::map<Values, Values>() : rows_of(into, table, where, event);
    auto insert = into.insert(table.name, table.columns,
                              table.agreed.empty() ? "on conflict do nothing" : "");
    for (const auto& [key, row] : there) {
      const auto known = here.find(key);
      if (known == here.end()) {
        insert.row(row);
      } else {
        check_agreed(table, event, row, known->second);
        if (const auto fuller = filled(table, row, known->second)) {
          into.insert(table.name, table.columns, update_on_conflict(table)).row(*fuller);
        }
      }
    }
  }
}

std::string one_text(Database& database, const std::string& sql, const std::string& key) {
  auto found = database.query(sql, {Kind::text}, {key});
  return found.next() ? found.text(0) : std::string();
}

// Whether the run is there already; refuses one that is there with something else.
bool is_known(Database& into, Database& from, const std::string& run) {
  const std::string content = "select content from runs where id = :1";
  const std::string here = one_text(into, content, run);
  if (here.empty()) return false;
  if (here != one_text(from, content, run)) {
    refuse("the run " + run + " is stored already with other results");
  }
  const std::string sums = "select sums from run_evidence where run = :1";
  const std::string kept = one_text(into, sums, run);
  const std::string brought = one_text(from, sums, run);
  if (!kept.empty() && !brought.empty() && kept != brought) {
    refuse("the evidence of the run " + run + " is another one than was stored");
  }
  return true;
}

void merge_run(Database& into, Database& from, const std::string& run) {
  for (const auto& [table, column] : run_tables()) {
    const auto rows = rows_of(from, table, std::string(column) + " = :1", run);
    if (rows.empty()) continue;
    auto insert = into.insert(table.name, table.columns);
    for (const auto& [key, row] : rows) insert.row(row);
  }
}

void check_event(const std::vector<std::string>& known, const std::string& event) {
  if (known.empty() || std::ranges::find(known, event) != known.end()) return;
  std::string there;
  for (const std::string& id : known) there += (there.empty() ? "'" : ", '") + id + "'";
  refuse("the results are of the event '" + event +
         "', expected one that the store holds: " + there);
}

}  // namespace

MergeReport merge(Database& into, Database& from, NewEvents new_events) {
  MergeReport report;
  std::vector<std::string> expected;
  if (new_events == NewEvents::refused) expected = names(into, "select id from events");
  for (const std::string& event : names(from, "select id from events")) {
    check_event(expected, event);
    merge_registered(into, from, event);
    for (const std::string& run : names(from, "select id from runs where event = :1", {event})) {
      if (is_known(into, from, run)) {
        ++report.known;
      } else {
        merge_run(into, from, run);
        ++report.added;
      }
    }
  }
  return report;
}

}  // namespace plugtest::store
