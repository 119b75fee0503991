#include "harness/session/run_order.h"

#include "harness/model/seed.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

namespace plugtest::session {

namespace {

/// What runs are sorted by. Each draw depends on its own run alone, not on which others there are;
/// names settle equal ones.
struct Key {
  std::ptrdiff_t scenario;
  std::uint64_t reader_draw;
  std::string reader;
  std::uint64_t load_draw;
  std::string load;

  auto operator<=>(const Key&) const = default;
};

Key key_of(const model::EventPlan& event, const model::RunPlan& run) {
  Key key;
  key.scenario = std::ranges::find(event.scenarios, run.scenario, &model::ScenarioPlan::id) -
                 event.scenarios.begin();
  key.reader = run.reader.str();
  for (const model::TagTypeId& type : run.tag_types) key.load += "/" + type.str();
  const std::string place = "order:" + run.scenario.str() + "/" + key.reader;
  key.reader_draw = model::derive_seed(event.seed, place, run.attempt);
  key.load_draw = model::derive_seed(event.seed, place + key.load, run.attempt);
  return key;
}

}  // namespace

std::vector<model::RunPlan> in_run_order(const model::EventPlan& event,
                                         std::vector<model::RunPlan> runs) {
  std::vector<std::pair<Key, model::RunPlan>> keyed;
  keyed.reserve(runs.size());
  for (model::RunPlan& run : runs) {
    Key key = key_of(event, run);
    keyed.emplace_back(std::move(key), std::move(run));
  }
  std::ranges::sort(keyed, {}, &std::pair<Key, model::RunPlan>::first);
  runs.clear();
  for (auto& [key, run] : keyed) runs.push_back(std::move(run));
  return runs;
}

}  // namespace plugtest::session
