#include "reports/report.h"

#include "reports/results_parsing.h"
#include "reports/run_detail.h"
#include "reports/run_folder_path.h"
#include "reports/text.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

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

/// The runs of one attempt with a tag type: several stations may have run the same one.
std::vector<const Json*> runs_of(const Json& cell, std::size_t attempt,
                                 const std::unordered_map<std::string_view, const Json*>& by_id) {
  std::vector<const Json*> runs;
  for (const Json& id : cell.at("runs")) {
    const auto run = by_id.find(id.get_ref<const std::string&>());
    if (run != by_id.end() && run->second->at("attempt") == attempt) runs.push_back(run->second);
  }
  return runs;
}

/// What each antenna of the reader did in some runs, as their evidence has it: the items that were
/// to be read, and for each port reads and items. Null without evidence.
Json antennas_of(const std::vector<const Json*>& runs, const Json& tag_type) {
  std::uint64_t items = 0;
  std::map<std::uint64_t, std::array<std::uint64_t, 2>> ports;
  for (const Json* run : runs) {
    const Json& detail = run->at("detail");
    if (detail.is_null()) continue;
    for (const Json& one : detail.at("by_tag_type")) {
      if (one.at("tag_type") != tag_type) continue;
      items += one.at("items").get<std::uint64_t>();
      for (const Json& antenna : one.at("antennas")) {
        auto& port = ports[antenna[0].get<std::uint64_t>()];
        port[0] += antenna[1].get<std::uint64_t>();
        port[1] += antenna[2].get<std::uint64_t>();
      }
    }
  }
  if (ports.empty()) return nullptr;
  Json list = Json::array();
  for (const auto& [port, sums] : ports) list.push_back({port, sums[0], sums[1]});
  return {{"items", items}, {"ports", std::move(list)}};
}

// What a cell has of its runs: the attempt of each, and of the attempt that its verdict rests on
// the trend ("1" for a pass that succeeded, oldest first) and what each antenna did.
void add_runs(Json& cells, const Json& runs) {
  std::unordered_map<std::string_view, const Json*> by_id;
  for (const Json& run : runs) by_id[run.at("id").get_ref<const std::string&>()] = &run;
  for (Json& cell : cells) {
    Json attempts = Json::array();
    for (const Json& id : cell.at("runs")) {
      const auto run = by_id.find(id.get_ref<const std::string&>());
      attempts.push_back(run == by_id.end() ? Json(nullptr) : run->second->at("attempt"));
    }
    cell["run_attempts"] = std::move(attempts);
    const auto counted = runs_of(cell, cell.value("counted_attempt", std::size_t{0}), by_id);
    std::string trend;
    for (const Json* run : counted) trend += trend_of(*run, cell.at("tag_type"));
    cell["trend"] = trend;
    cell["antennas"] = antennas_of(counted, cell.at("tag_type"));
  }
}

Json document_of(Json results, const fs::path& folder) {
  Json runs = std::move(results.at("runs"));
  for (Json& run : runs) run["detail"] = run_detail(run_folder_path(folder, run.at("evidence")));
  Json cells = std::move(results.at("cells"));
  add_runs(cells, runs);
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
