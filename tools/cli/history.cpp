#include "harness/score/statistics.h"
#include "harness/score/transition.h"
#include "harness/store/store.h"
#include "protocols/bits/wildcard.h"
#include "reports/text.h"
#include "tools/cli/commands.h"
#include "tools/cli/stored_results.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace plugtest::cli {

namespace {

using store::HistoryEntry;

bool fits(const std::vector<std::string>& patterns, const std::string& id) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
           return bits::wildcard_match(pattern, id);
         });
}

/// Entries of one cell have the same key but for the plan.
model::CellKey cell_of(const HistoryEntry& entry) {
  model::CellKey key = entry.key;
  key.plan_hash.clear();
  return key;
}

model::CellResult as_cell(const HistoryEntry& entry) {
  model::CellResult cell;
  cell.key = entry.key;
  cell.verdict = entry.verdict;
  cell.k = entry.successes;
  cell.n = entry.passes;
  if (entry.reason) cell.reasons = {*entry.reason};
  return cell;
}

/// What became of the cell since `before`: "", or ", worse (p = 0.01)", or ", another plan".
std::string change(const HistoryEntry& before, const HistoryEntry& after, double level) {
  const std::vector<model::CellResult> then{as_cell(before)};
  const std::vector<model::CellResult> now{as_cell(after)};
  std::string text;
  for (const score::CellChange& one : score::compare_results(then, now, level)) {
    if (one.transition != score::Transition::same) {
      text += fmt::format(", {} (p = {:.2g})", score::to_string(one.transition), one.p_value);
    }
    if (one.plan_changed) text += ", the plan is another one";
  }
  return text;
}

std::string when(std::int64_t start_ns) {
  if (start_ns == 0) return "                 ";
  return fmt::format("{:%Y-%m-%d %H:%M}Z", fmt::gmtime(start_ns / 1'000'000'000));
}

std::string line(const HistoryEntry& entry) {
  const auto share = score::clopper_pearson(entry.successes, entry.passes);
  return fmt::format("  {}  {}  run {}  {}{}  {} {}/{}{}", when(entry.start_ns), entry.event,
                     entry.run.str().substr(0, 8),
                     entry.firmware.empty() ? "" : "firmware " + entry.firmware + "  ",
                     fmt::format("attempt {}", entry.attempt), model::to_string(entry.verdict),
                     entry.successes, entry.passes,
                     entry.passes == 0
                         ? std::string()
                         : fmt::format(" [{:.1f}, {:.1f}] %", 100 * share.low, 100 * share.high));
}

bool passed(const HistoryEntry& entry) {
  return entry.verdict == model::Verdict::pass || entry.verdict == model::Verdict::pass_with_remark;
}

/// Fails now, and among the five before it a pass came after a failure: it goes back and forth.
bool is_flaky(const std::vector<HistoryEntry>& entries) {
  constexpr std::size_t k_looked_at = 5;
  if (entries.empty() || entries.back().verdict != model::Verdict::fail) return false;
  bool failed = false;
  const std::size_t last = entries.size() - 1;
  for (std::size_t i = last - std::min(last, k_looked_at); i < last; ++i) {
    if (failed && passed(entries[i])) return true;
    failed = failed || entries[i].verdict == model::Verdict::fail;
  }
  return false;
}

void print(const std::vector<HistoryEntry>& entries, double level, std::ostream& out) {
  const model::CellKey& key = entries.front().key;
  out << reports::clean(fmt::format("{} x {} x {}, {}, {} settings{}{}", key.reader.str(),
                                    key.tag_type.str(), key.scenario.str(), key.region,
                                    model::to_string(key.policy),
                                    key.population == model::Population::mixed ? ", mixed" : "",
                                    key.official ? "" : ", practice"))
      << "\n";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::string text = line(entries[i]);
    if (i > 0) text += change(entries[i - 1], entries[i], level);
    out << reports::clean(text) << "\n";
  }
  if (is_flaky(entries)) out << "  flaky: it passed after a failure before, and fails again\n";
}

}  // namespace

ExitCode run_command(const HistoryCommand& command, const Context& context) {
  const auto store = open_existing_store(command.store);
  if (!store) return complain(context, store.error());
  auto entries = (*store)->history();
  if (!entries) return complain(context, entries.error());
  std::erase_if(*entries, [&](const HistoryEntry& entry) {
    return !fits(command.selection.readers, entry.key.reader.str()) ||
           !fits(command.selection.tag_types, entry.key.tag_type.str()) ||
           !fits(command.selection.scenarios, entry.key.scenario.str());
  });
  if (entries->empty()) {
    return complain(
        context,
        {ErrorCode::usage, "the store holds no run of such a cell", {.file = command.store}});
  }
  std::vector<HistoryEntry> cell;
  for (HistoryEntry& entry : *entries) {
    if (!cell.empty() && cell_of(cell.front()) != cell_of(entry)) {
      print(cell, command.level, context.out);
      cell.clear();
    }
    cell.push_back(std::move(entry));
  }
  print(cell, command.level, context.out);
  return ExitCode::ok;
}

}  // namespace plugtest::cli
