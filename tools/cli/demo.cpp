#include "tools/cli/command_line.h"
#include "tools/cli/commands.h"
#include "tools/cli/events.h"

#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::cli {

namespace {

/// Takes the planted faults out of every reader and plants them in `reader`, or in none.
/// Expectations stay as they are: that is what makes the demo fail.
Result<void> plant(model::EventPlan& event, const std::string& where) {
  std::vector<model::PlantedFault> faults;
  std::vector<std::string> ids{"none"};
  for (model::ReaderRecord& reader : event.readers) {
    if (!reader.virtual_reader) continue;
    ids.push_back(reader.id.str());
    auto& planted = reader.virtual_reader->faults;
    faults.insert(faults.end(), planted.begin(), planted.end());
    planted.clear();
  }
  if (where == "none") return {};
  for (model::ReaderRecord& reader : event.readers) {
    if (!reader.virtual_reader || reader.id.str() != where) continue;
    reader.virtual_reader->faults = faults;
    return {};
  }
  return fail(ErrorCode::usage,
              fmt::format("no reader is called '{}'; there are: {}", where, fmt::join(ids, ", ")));
}

}  // namespace

ExitCode run_command(const DemoCommand& command, const Context& context, std::stop_token stop) {
  const auto file = content_event_or_complain(command.full ? "full" : "demo", context);
  if (!file) return ExitCode::usage;
  auto event = load_event_or_complain(*file, context);
  if (!event) return ExitCode::usage;
  if (command.seed) event->seed = *command.seed;
  if (command.plant) {
    if (const auto planted = plant(*event, *command.plant); !planted) {
      return complain(context, planted.error());
    }
  }
  EventSessionOptions session = command.session;
  session.judge_expectations = !event->expectations.empty();
  std::vector<std::string> words{"demo", "--seed", std::to_string(event->seed)};
  if (command.full) words.emplace_back("--full");
  if (command.plant) words.insert(words.end(), {"--plant", *command.plant});
  if (session.air_trace) words.emplace_back("--air-trace");
  session.reproduce = command_line(words);
  return run_event(*event, session, context, stop);
}

}  // namespace plugtest::cli
