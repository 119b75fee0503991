#include "reports/results_reading.h"

#include "harness/model/enum_names.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

// Takes members out of one JSON object and remembers the first that does not fit.
class Members {
 public:
  Members(const Json& object, std::string where) : object_(object), where_(std::move(where)) {}

  std::string text(const char* name) {
    const auto found = object_.find(name);
    if (found != object_.end() && found->is_string()) return found->get<std::string>();
    complain(name, "a text");
    return {};
  }

  std::uint32_t count(const char* name) {
    const auto found = object_.find(name);
    if (found != object_.end() && found->is_number_unsigned() &&
        found->get<std::uint64_t>() <= std::numeric_limits<std::uint32_t>::max()) {
      return found->get<std::uint32_t>();
    }
    complain(name, "a whole number from 0 to 4294967295");
    return 0;
  }

  bool flag(const char* name) {
    const auto found = object_.find(name);
    if (found != object_.end() && found->is_boolean()) return found->get<bool>();
    complain(name, "true or false");
    return false;
  }

  // A text that `from` knows as a name.
  template <class From>
  auto name(const char* member, const From& from) {
    const std::string word = text(member);
    auto value = from(word);
    if (!value) complain(member, "a name that this version knows");
    return value.value_or(typename decltype(value)::value_type{});
  }

  std::vector<model::Reason> reasons(const char* member) {
    std::vector<model::Reason> result;
    const auto found = object_.find(member);
    if (found == object_.end() || !found->is_array()) {
      complain(member, "a list");
      return result;
    }
    for (const Json& one : *found) {
      const auto reason =
          one.is_string() ? model::reason_from(one.get<std::string>()) : std::nullopt;
      if (!reason) {
        complain(member, "names that this version knows");
        return result;
      }
      result.push_back(*reason);
    }
    return result;
  }

  void complain(const char* member, const char* expected) {
    if (!problem_) problem_ = fmt::format("{}: '{}' is not {}", where_, member, expected);
  }

  const std::optional<std::string>& problem() const { return problem_; }

 private:
  const Json& object_;
  std::string where_;
  std::optional<std::string> problem_;
};

// What later versions added, and what no comparison needs.
void read_rest(const Json& json, model::CellResult& cell) {
  cell.low = json.value("low", cell.low);
  cell.high = json.value("high", cell.high);
  cell.interval = model::enum_from(json.value("interval", ""), model::IntervalKind::early_stop)
                      .value_or(model::IntervalKind::none);
  cell.identified = json.value("identified", cell.identified);
  cell.expected = json.value("expected", cell.expected);
  cell.disturbed = json.value("disturbed", cell.disturbed);
  cell.attempts = json.value("attempts", cell.attempts);
  cell.counted_attempt = json.value("counted_attempt", cell.counted_attempt);
  cell.detail = json.value("detail", "");
  cell.evidence = json.value("evidence", cell.evidence);
  for (const std::string& run : json.value("runs", std::vector<std::string>{})) {
    cell.runs.emplace_back(run);
  }
}

Result<model::CellResult> read_cell(const Json& json, std::size_t index) {
  Members members(json, fmt::format("cells[{}]", index));
  model::CellResult cell;
  cell.key.reader = model::ReaderId(members.text("reader"));
  cell.key.tag_type = model::TagTypeId(members.text("tag_type"));
  cell.key.scenario = model::ScenarioId(members.text("scenario"));
  cell.key.region = members.text("region");
  cell.key.policy = members.name("policy", model::settings_policy_from);
  cell.key.population = members.name("population", model::population_from);
  cell.key.official = members.flag("official");
  cell.key.plan_hash = members.text("plan_hash");
  cell.verdict = members.name("verdict", model::verdict_from);
  cell.k = members.count("k");
  cell.n = members.count("n");
  if (cell.k > cell.n) members.complain("k", "at most n");
  cell.reasons = members.reasons("reasons");
  cell.attribution = members.name("attribution", model::attribution_from);
  try {
    read_rest(json, cell);
  } catch (const Json::exception& error) {
    members.complain(error.what(), "of the kind that belongs there");
  }
  if (members.problem()) return fail(ErrorCode::malformed, *members.problem());
  return cell;
}

}  // namespace

Result<ResultsSummary> read_results(std::string_view text) {
  const Json root = Json::parse(text, nullptr, false);
  if (!root.is_object()) return fail(ErrorCode::malformed, "this is no JSON object");
  Members head(root, "results");
  const std::string schema = head.text("schema");
  if (head.problem()) return fail(ErrorCode::malformed, *head.problem());
  if (schema != "plugtest-results/1") {
    return fail(ErrorCode::unsupported,
                fmt::format("the schema is '{}', expected plugtest-results/1", schema));
  }
  ResultsSummary summary;
  summary.version = head.text("version");
  const auto event = root.find("event");
  const auto cells = root.find("cells");
  if (event == root.end() || !event->is_object()) head.complain("event", "an object");
  if (cells == root.end() || !cells->is_array()) head.complain("cells", "a list");
  if (head.problem()) return fail(ErrorCode::malformed, *head.problem());
  Members of_event(*event, "event");
  summary.event_id = of_event.text("id");
  if (event->contains("title")) summary.event_title = of_event.text("title");
  if (of_event.problem()) return fail(ErrorCode::malformed, *of_event.problem());
  auto read = read_cells(*cells);
  if (!read) return fail(read.error());
  summary.cells = std::move(*read);
  return summary;
}

Result<std::vector<model::CellResult>> read_cells(const Json& cells) {
  std::vector<model::CellResult> result;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto cell = read_cell(cells[i], i);
    if (!cell) return fail(cell.error());
    result.push_back(std::move(*cell));
  }
  return result;
}

}  // namespace plugtest::reports
