#include "reports/comparison.h"

#include "harness/score/transition.h"
#include "reports/results_reading.h"
#include "reports/statistics_json.h"
#include "reports/text.h"

#include <fstream>
#include <iterator>
#include <optional>

#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

Json side_json(const std::optional<model::CellResult>& cell) {
  if (!cell) return nullptr;
  return {{"verdict", model::to_string(cell->verdict)},
          {"k", cell->k},
          {"n", cell->n},
          {"low", rounded(cell->low)},
          {"high", rounded(cell->high)}};
}

Json change_json(const score::CellChange& change) {
  return {{"reader", clean(change.key.reader.str())},
          {"tag_type", clean(change.key.tag_type.str())},
          {"scenario", clean(change.key.scenario.str())},
          {"population", model::to_string(change.key.population)},
          {"policy", model::to_string(change.key.policy)},
          {"transition", score::to_string(change.transition)},
          {"before", side_json(change.before)},
          {"after", side_json(change.after)},
          {"p_value", rounded(change.p_value)},
          {"plan_changed", change.plan_changed}};
}

}  // namespace

Result<Report> compared_with(const Report& report, const std::filesystem::path& before,
                             double level) {
  std::error_code ignored;
  const std::filesystem::path file =
      std::filesystem::is_directory(before, ignored) ? before / "results.json" : before;
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) {
    return fail(ErrorCode::not_found,
                file.string() + " cannot be read; expected an output folder or a results.json");
  }
  const auto earlier = read_results(text);
  if (!earlier) {
    return fail(earlier.error().code, file.string() + ": " + earlier.error().message);
  }
  const auto cells = read_cells(report.json().at("cells"));
  if (!cells) return fail(cells.error());
  Json changes = Json::array();
  for (const score::CellChange& one : score::compare_results(earlier->cells, *cells, level)) {
    changes.push_back(change_json(one));
  }
  Json document = report.json();
  document["comparison"] = {
      {"level", level},
      {"before", {{"id", clean(earlier->event_id)}, {"title", clean(earlier->event_title)}}},
      {"changes", std::move(changes)}};
  return Report(std::move(document));
}

}  // namespace plugtest::reports
