#include "reports/report.h"

#include "reports/results_parsing.h"
#include "reports/run_detail.h"
#include "reports/run_folder_path.h"
#include "reports/text.h"

#include <fstream>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

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
          {"sweeps", results.value("sweeps", Json::array())},
          {"runs", std::move(runs)},
          {"comparison", nullptr}};
}

}  // namespace

Report::Report(Json document) : document_(std::make_shared<const Json>(std::move(document))) {}

Result<Report> make_report(std::string_view results_json, const fs::path& folder) {
  try {
    auto results = parse_results(results_json);
    if (!results || !results->is_object()) {
      return fail(ErrorCode::malformed, "this is no JSON object");
    }
    const std::string schema = results->at("schema");
    if (schema != "plugtest-results/1") {
      return fail(ErrorCode::unsupported,
                  fmt::format("the schema is '{}', expected plugtest-results/1", clean(schema)));
    }
    return Report(document_of(std::move(*results), folder));
  } catch (const Json::exception& error) {
    return fail(ErrorCode::malformed, fmt::format("this is no results.json: {}", error.what()));
  }
}

Result<Report> read_report(const fs::path& where) {
  std::error_code ignored;
  const fs::path file = fs::is_directory(where, ignored) ? where / "results.json" : where;
  const auto size = fs::file_size(file, ignored);
  std::ifstream in(file, std::ios::binary);
  std::string text(ignored ? 0 : size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (ignored || !in) {
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
