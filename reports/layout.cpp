#include "reports/layout.h"

#include <algorithm>
#include <tuple>

namespace plugtest::reports {
namespace {

using model::CellKey;
using model::CellResult;

CellKey conditions_of(CellKey key) {
  key.reader = {};
  key.tag_type = {};
  return key;
}

// Equal but for the plan hash, which is missing on one side.
bool fits(const CellKey& section, const CellKey& cell) {
  if (section == cell) return true;
  CellKey bare = section;
  bare.plan_hash.clear();
  return cell.plan_hash.empty() && bare == cell;
}

template <class Id>
void add_once(std::vector<Id>& ids, const Id& id) {
  if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

template <class Id>
std::size_t index_of(const std::vector<Id>& ids, const Id& id) {
  return static_cast<std::size_t>(std::ranges::find(ids, id) - ids.begin());
}

}  // namespace

std::vector<Section> sections(const MatrixReport& report) {
  const auto& scenarios = report.event.scenarios;
  std::vector<CellKey> keys;
  for (const CellResult& cell : report.cells) add_once(keys, conditions_of(cell.key));
  std::erase_if(keys, [&](const CellKey& key) {
    return std::ranges::any_of(
        keys, [&](const CellKey& other) { return other != key && fits(other, key); });
  });
  const auto rank = [&](const CellKey& key) {
    const auto found = std::ranges::find(scenarios, key.scenario, &model::ScenarioPlan::id);
    return std::tuple(found - scenarios.begin(), key);
  };
  std::ranges::sort(keys, {}, rank);

  std::vector<Section> result;
  for (const CellKey& key : keys) {
    Section& section = result.emplace_back();
    section.conditions = key;
    const auto found = std::ranges::find(scenarios, key.scenario, &model::ScenarioPlan::id);
    if (found != scenarios.end()) section.scenario = &*found;
    std::vector<const CellResult*> members;
    for (const CellResult& cell : report.cells) {
      const CellKey conditions = conditions_of(cell.key);
      const auto home = std::ranges::find_if(
          keys, [&](const CellKey& candidate) { return fits(candidate, conditions); });
      if (*home != key) continue;
      members.push_back(&cell);
      add_once(section.readers, cell.key.reader);
      add_once(section.tag_types, cell.key.tag_type);
    }
    section.cells.resize(section.readers.size() * section.tag_types.size());
    for (const CellResult* cell : members) {
      section.cells[index_of(section.readers, cell->key.reader) * section.tag_types.size() +
                    index_of(section.tag_types, cell->key.tag_type)] = cell;
    }
  }
  return result;
}

}  // namespace plugtest::reports
