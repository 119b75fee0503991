#include "reports/report.h"

#include "reports/columns.h"
#include "reports/run_detail.h"
#include "reports/run_folder_path.h"
#include "reports/text.h"

#include <fstream>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

// Passes are most of a large results.json: they are packed as soon as their run has been read, so
// that the whole never stands in memory as objects.
bool compact_while_reading(int /*depth*/, Json::parse_event_t event, Json& parsed) {
  if (event == Json::parse_event_t::value && parsed.is_string()) {
    auto& text = parsed.get_ref<std::string&>();
    if (text.size() > k_longest_text) text = cut_text(text, k_longest_text);
  }
  if (event == Json::parse_event_t::object_end && parsed.contains("passes") &&
      parsed.contains("outcomes")) {
    parsed["passes"] = passes_by_tag_type(parsed["passes"]);
  }
  return true;
}

std::string trend_of(const Json& run, const Json& tag_type) {
  std::string trend;
  for (const Json& track : run.at("passes")) {
    if (track.at("tag_type") != tag_type) continue;
    for (const Json& success : track.at("success")) trend += success.get<bool>() ? '1' : '0';
  }
  return trend;
}

// A cell's trend: the passes of the run that its verdict rests on, "1" for a success, oldest first.
void add_trends(Json& cells, const Json& runs) {
  std::unordered_map<std::string_view, const Json*> by_id;
  for (const Json& run : runs) by_id[run.at("id").get_ref<const std::string&>()] = &run;
  for (Json& cell : cells) {
    std::string trend;
    const std::size_t counted = cell.value("counted_attempt", std::size_t{0});
    if (counted > 0 && counted <= cell.at("runs").size()) {
      const auto run = by_id.find(cell.at("runs")[counted - 1].get_ref<const std::string&>());
      if (run != by_id.end()) trend = trend_of(*run->second, cell.at("tag_type"));
    }
    cell["trend"] = trend;
  }
}

Json document_of(Json results, const fs::path& folder) {
  Json runs = std::move(results.at("runs"));
  for (Json& run : runs) run["detail"] = run_detail(run_folder_path(folder, run.at("evidence")));
  Json cells = std::move(results.at("cells"));
  add_trends(cells, runs);
  return {{"schema", "plugtest-report/1"},
          {"version", results.at("version")},
          {"view", {{"kind", "organizer"}, {"participant", nullptr}}},
          {"virtual", results.at("virtual")},
          {"event", std::move(results.at("event"))},
          {"cells", std::move(cells)},
          {"runs", std::move(runs)},
          {"comparison", nullptr}};
}

}  // namespace

Report::Report(Json document) : document_(std::make_shared<const Json>(std::move(document))) {}

Result<Report> make_report(std::string_view results_json, const fs::path& folder) {
  Json results = Json::parse(results_json, compact_while_reading, false);
  if (!results.is_object()) return fail(ErrorCode::malformed, "this is no JSON object");
  try {
    const std::string schema = results.at("schema");
    if (schema != "plugtest-results/1") {
      return fail(ErrorCode::unsupported,
                  fmt::format("the schema is '{}', expected plugtest-results/1", clean(schema)));
    }
    return Report(document_of(std::move(results), folder));
  } catch (const Json::exception& error) {
    return fail(ErrorCode::malformed, fmt::format("this is no results.json: {}", error.what()));
  }
}

Result<Report> read_report(const fs::path& where) {
  std::error_code ignored;
  const fs::path file = fs::is_directory(where, ignored) ? where / "results.json" : where;
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) {
    return fail(ErrorCode::not_found,
                file.string() + " cannot be read; expected an output folder or a results.json");
  }
  auto report = make_report(text, file.parent_path());
  if (!report) {
    return fail(report.error().code, file.string() + ": " + report.error().message);
  }
  return report;
}

std::string report_json(const Report& report) {
  return report.json().dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace plugtest::reports
