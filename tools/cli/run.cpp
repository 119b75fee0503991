#include "harness/session/rounds.h"
#include "harness/session/run_order.h"
#include "harness/session/selection.h"
#include "tools/cli/commands.h"
#include "tools/cli/events.h"
#include "tools/cli/progress.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <string_view>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

template <class Thing, class Note>
void list(std::ostream& out, std::string_view title, const std::vector<Thing>& things, Note note) {
  std::size_t width = 0;
  for (const Thing& thing : things) width = std::max(width, thing.id.str().size());
  out << title << "\n";
  for (const Thing& thing : things) {
    out << fmt::format("  {:<{}}  {}\n", thing.id.str(), width, note(thing));
  }
}

/// "Maker 1 Fixed reader, virtual llrp"; names may be empty.
std::string described(const std::string& vendor, const std::string& name, const std::string& what) {
  std::string text = vendor;
  if (!name.empty()) text += (text.empty() ? "" : " ") + name;
  return text.empty() ? what : text + ", " + what;
}

void list_event(const model::EventPlan& event, std::ostream& out) {
  list(out, "readers", event.readers, [](const model::ReaderRecord& reader) {
    return described(
        reader.vendor, reader.model,
        reader.virtual_reader ? "virtual " + reader.virtual_reader->family : reader.uri);
  });
  list(out, "tag types", event.tag_types, [](const model::TagType& type) {
    return described(type.vendor, type.model, std::string(model::to_string(type.protocol)));
  });
  list(out, "scenarios", event.scenarios,
       [](const model::ScenarioPlan& scenario) { return scenario.title; });
}

void show_run(const model::EventPlan& event, const model::RunPlan& plan, std::string_view indent,
              std::ostream& out) {
  const auto& scenario =
      *std::ranges::find(event.scenarios, plan.scenario, &model::ScenarioPlan::id);
  out << fmt::format(
      "{}{}  {}, at least {} passes of {} items\n", indent, plan.id.str().substr(0, 8),
      run_title(plan), model::clean_passes_needed(scenario.decision),
      event.manifest ? event.manifest->expected.size() : model::item_count(scenario.load));
}

/// The runs in the order in which they are made.
void show_runs(const model::EventPlan& event, std::ostream& out) {
  const std::vector<model::RunPlan> plans = session::in_run_order(event, session::plan_runs(event));
  if (event.independent_lanes.empty()) {
    for (const model::RunPlan& plan : plans) show_run(event, plan, "", out);
  } else {
    for (const session::Round& round : session::plan_rounds(event, plans)) {
      const bool several = round.lanes.size() > 1;
      if (several) out << "at the same time, if a check finds that the lanes are independent:\n";
      for (const session::LaneRuns& lane : round.lanes) {
        if (several) out << fmt::format("  lane {}\n", lane.lane.str());
        for (const std::size_t i : lane.runs) {
          show_run(event, plans[i], several ? "    " : "", out);
        }
      }
    }
  }
  out << fmt::format("{} runs, nothing was run\n", plans.size());
}

}  // namespace

ExitCode run_command(const RunCommand& command, const Context& context, std::stop_token stop) {
  auto loaded = load_event_or_complain(command.event_file, context);
  if (!loaded) return ExitCode::usage;
  if (command.seed) loaded->seed = *command.seed;
  const auto event = session::select(*loaded, command.selection);
  if (!event) return complain(context, event.error());
  if (command.list) {
    list_event(*event, context.out);
    return ExitCode::ok;
  }
  if (command.dry_run) {
    show_runs(*event, context.out);
    return ExitCode::ok;
  }
  return run_event(*event, command.session, context, stop);
}

}  // namespace plugtest::cli
