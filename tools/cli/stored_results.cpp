#include "tools/cli/stored_results.h"

#include "harness/evidence/plan_texts.h"
#include "harness/score/cell.h"
#include "harness/session/selection.h"
#include "reports/results_json.h"
#include "tools/cli/context.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;

bool is_url(const std::string& where) { return where.find("://") != std::string::npos; }

/// The runs of the event with their passes, which metrics are made from.
Result<std::vector<model::RunResult>> stored_runs(store::Store& store, const std::string& event) {
  auto runs = store.load_runs(event);
  if (!runs) return runs;
  for (model::RunResult& run : *runs) {
    auto facts = store.load_facts(run.plan.id);
    if (!facts) return fail(facts.error());
    run.passes = std::move(facts->passes);
  }
  return runs;
}

Result<std::string> chosen_event(store::Store& store, const std::optional<std::string>& asked) {
  const auto events = store.events();
  if (!events) return fail(events.error());
  if (asked) {
    if (std::ranges::find(*events, *asked) != events->end()) return *asked;
    return fail(ErrorCode::usage, fmt::format("the database holds no event '{}'; there are: {}",
                                              *asked, fmt::join(*events, ", ")));
  }
  if (events->size() == 1) return events->front();
  if (events->empty()) return fail(ErrorCode::not_found, "the database holds no event");
  return fail(ErrorCode::usage,
              fmt::format("the database holds several events, name one with --event: {}",
                          fmt::join(*events, ", ")));
}

}  // namespace

bool names_store(const std::string& where) {
  if (is_url(where)) return true;
  constexpr std::string_view k_magic = "SQLite format 3";
  std::array<char, k_magic.size()> head{};
  std::ifstream file(where, std::ios::binary);
  file.read(head.data(), head.size());
  return file && std::string_view(head.data(), head.size()) == k_magic;
}

Result<std::unique_ptr<store::Store>> open_existing_store(const std::string& where) {
  std::error_code ignored;
  if (!is_url(where) && !fs::is_regular_file(where, ignored)) {
    return fail(ErrorCode::not_found, "there is no such database", {.file = where});
  }
  return store::Store::open(where);
}

Result<std::string> results_from_store(const std::string& where,
                                       const std::optional<std::string>& event_id) {
  const auto store = open_existing_store(where);
  if (!store) return fail(store.error());
  const auto id = chosen_event(**store, event_id);
  if (!id) return fail(id.error());
  const auto event = (*store)->load_event(*id, evidence::JsonPlanTexts{});
  if (!event) return fail(event.error());
  const auto runs = stored_runs(**store, *id);
  if (!runs) return fail(runs.error());
  const auto cells = score::make_cells(*event, session::plan_runs(*event), *runs);
  return reports::results_json({*event, cells, *runs, version()});
}

Result<std::string> results_text(const std::string& where,
                                 const std::optional<std::string>& event) {
  if (names_store(where)) return results_from_store(where, event);
  if (event) {
    return fail(ErrorCode::usage,
                "--event chooses among the events of a database, and '" + where + "' is none");
  }
  std::error_code ignored;
  const fs::path file =
      fs::is_directory(where, ignored) ? fs::path(where) / "results.json" : fs::path(where);
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) {
    return fail(ErrorCode::not_found,
                file.string() + " cannot be read; expected an output folder or a results.json");
  }
  return text;
}

fs::path evidence_root(const std::string& where) {
  if (is_url(where)) return {};
  std::error_code ignored;
  return fs::is_directory(where, ignored) ? fs::path(where)
                                          : fs::path("." / fs::path(where)).parent_path();
}

}  // namespace plugtest::cli
