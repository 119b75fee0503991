#include "harness/score/transition.h"
#include "reports/results_reading.h"
#include "reports/text.h"
#include "tools/cli/commands.h"
#include "tools/cli/stored_results.h"

#include <array>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

using score::CellChange;
using score::Transition;

/// The results that `where` names.
Result<reports::ResultsSummary> results_at(const std::string& where) {
  const auto text = results_text(where, std::nullopt);
  if (!text) return fail(text.error());
  auto results = reports::read_results(*text);
  if (results) return results;
  std::error_code ignored;
  const std::filesystem::path file = std::filesystem::is_directory(where, ignored)
                                         ? std::filesystem::path(where) / "results.json"
                                         : std::filesystem::path(where);
  return fail(results.error().code, file.string() + ": " + results.error().message);
}

std::string side(const std::optional<model::CellResult>& cell) {
  if (!cell) return "-";
  return fmt::format("{} {}/{}", model::to_string(cell->verdict), cell->k, cell->n);
}

void print(const CellChange& change, std::ostream& out) {
  out << reports::clean(fmt::format(
             "{:8} {} x {} x {}{}: {} -> {}{}{}", score::to_string(change.transition),
             change.key.reader.str(), change.key.tag_type.str(), change.key.scenario.str(),
             change.key.population == model::Population::mixed ? " (mixed)" : "",
             side(change.before), side(change.after),
             change.before && change.after ? fmt::format(", p = {:.2g}", change.p_value) : "",
             change.plan_changed ? ", the plan is another one" : ""))
      << "\n";
}

}  // namespace

ExitCode run_command(const CompareCommand& command, const Context& context) {
  const auto before = results_at(command.before);
  if (!before) return complain(context, before.error());
  const auto after = results_at(command.after);
  if (!after) return complain(context, after.error());
  const auto changes = score::compare_results(before->cells, after->cells, command.level);

  std::array<std::size_t, 7> counts{};
  bool regression = false;
  for (const CellChange& change : changes) {
    ++counts.at(static_cast<std::size_t>(change.transition));
    regression = regression || score::is_regression(change.transition);
    if (change.transition != Transition::same || command.all) print(change, context.out);
  }
  std::string summary;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    summary += fmt::format("{}{} {}", i == 0 ? "" : ", ",
                           score::to_string(static_cast<Transition>(i)), counts.at(i));
  }
  context.out << fmt::format(
      "{} cells: {}\nEach cell is judged at a level of {}: of cells without any change up to that "
      "share may seem changed.\n",
      changes.size(), summary, command.level);
  return regression ? ExitCode::verdict_failed : ExitCode::ok;
}

}  // namespace plugtest::cli
