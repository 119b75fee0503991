#include "tools/cli/commands.h"
#include "tools/cli/stop_signals.h"
#include "tools/cli/subcommands.h"

#include <functional>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace plugtest::cli {

namespace {

/// The options that `demo` and `run` share.
void add_session_options(CLI::App& command, EventSessionOptions& options,
                         std::optional<std::uint64_t>& seed, bool& realtime) {
  command
      .add_option("--out", options.out,
                  "Folder for results and evidence: new, or of the same session, to go on with it")
      ->type_name("DIR");
  command.add_option("--seed", seed, "Seed of the virtual lab, instead of the event's")
      ->type_name("N");
  command
      .add_option(
          "--jobs", options.jobs,
          "Runs at the same time in the lab (default: cores); on a floor lanes run at the same "
          "time where the event says 'independent_lanes' and a check agrees")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command
      .add_option("--store", options.store,
                  "Database for the results, shared with other stations (default: results.db in "
                  "the output folder): a file, or postgresql://USER@HOST/DATABASE")
      ->type_name("STORE");
  command
      .add_option(
          "--attempt", options.attempt,
          "Run the cells again: the number of the attempt. All attempts are kept; which one "
          "counts is the event's rule ('retries:')")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command.add_option("--key", options.key, "Sign the evidence of every run with this key")
      ->type_name("FILE");
  command.add_flag("--air-trace", options.air_trace,
                   "Keep every frame on the lab's air with each run: air.txt and air.jsonl");
  command.add_flag("--realtime", realtime, "Let lab time pass as slowly as on the wall");
}

lab::Pace pace_of(bool realtime) { return realtime ? lab::Pace::realtime : lab::Pace::fast; }

void add_demo(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "demo", "Run a whole virtual event: no hardware, a matrix in under a minute");
  auto options = std::make_shared<DemoCommand>();
  auto realtime = std::make_shared<bool>(false);
  add_session_options(*command, options->session, options->seed, *realtime);
  command->add_flag("--full", options->full,
                    "The whole library of scenarios with six readers and eight tag types: minutes");
  command
      ->add_option("--plant", options->plant,
                   "Plant the demo's fault in this reader, or in 'none': the demo must then fail")
      ->type_name("READER");
  command->callback([=, &action] {
    options->session.pace = pace_of(*realtime);
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_run(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("run", "Run an event file, or a part of it");
  auto options = std::make_shared<RunCommand>();
  auto realtime = std::make_shared<bool>(false);
  command->add_option("EVENT", options->event_file, "The event file")->required();
  add_selection(*command, options->selection);
  command->add_flag("--list", options->list, "Only name readers, tag types and scenarios");
  command->add_flag("--dry-run", options->dry_run,
                    "Only show the runs that would be made, in their order");
  add_session_options(*command, options->session, options->seed, *realtime);
  command
      ->add_option("--answers", options->session.answers,
                   "File with the operator's answers, for unattended use")
      ->type_name("FILE");
  command
      ->add_option("--operator", options->session.operator_name,
                   "Who moves the mail; noted in the evidence of every run")
      ->type_name("NAME")
      ->check([](const std::string& name) {
        constexpr std::size_t k_longest = 200;
        return std::string(name.size() <= k_longest ? "" : "a name has up to 200 characters");
      });
  command->add_flag("--expect", options->session.judge_expectations,
                    "Exit 0 when the verdicts are those of the event's 'expect:'");
  command->callback([=, &action] {
    options->session.pace = pace_of(*realtime);
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_scenario(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("scenario", "The library of scenarios");
  command->require_subcommand(1);
  CLI::App* list = command->add_subcommand("list", "Name them all");
  list->callback([&action] {
    action = [](const Context& context) { return run_command(ScenarioCommand{}, context); };
  });
  auto options = std::make_shared<ScenarioCommand>();
  CLI::App* show = command->add_subcommand(
      "show", "The plan of a scenario after expansion, with its passes and the time they take");
  show->add_option("NAME", options->names, "Of the library, or the path of a file")->required();
  show->add_flag("--json", options->json, "The plan of every point, one JSON document each");
  show->callback([&action, options] {
    action = [options](const Context& context) { return run_command(*options, context); };
  });
}

void add_enroll(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "enroll", "Write the manifest of an event's pieces: from a list, a desk reader, barcodes");
  auto options = std::make_shared<EnrollCommand>();
  auto type_d = std::make_shared<bool>(false);
  command->add_option("MANIFEST", options->file, "The CSV file to write")->required();
  command->add_flag("--append", options->append, "Add to a manifest that is there");
  command->add_option("--tag-type", options->tag_type, "The tag type of the pieces")
      ->type_name("ID");
  command->add_option("--from", options->from, "A list: uii, and tag_type, piece, tid, item")
      ->type_name("FILE.csv");
  command->add_option("--reader", options->reader, "A desk reader, as in events")
      ->type_name("ADDRESS");
  command->add_flag("--barcodes", options->barcodes,
                    "A line of input for each item, as a scanner types it; alone it is the UII");
  command
      ->add_option("--encode", options->encode,
                   "Write the barcode into the tag: s10, or sscc/N with N digits of company prefix")
      ->type_name("CODE");
  command->add_flag("--type-d", *type_d, "Look for tags of Type D");
  command->add_option("--antenna", options->antennas, "Only these ports of the reader");
  command->add_option("--power", options->power_dbm, "Of the reader, conducted")
      ->type_name("DBM")
      ->check(CLI::Range(-10.0, 36.0))
      ->capture_default_str();
  command->add_option("--look", options->look_s, "How long the reader looks for tags")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 60.0))
      ->capture_default_str();
  command->callback([=, &action] {
    if (*type_d) options->protocol = model::AirProtocol::type_d;
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_selftest(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "selftest", "Plant one fault after the other in a healthy event: is each caught?");
  auto options = std::make_shared<SelftestCommand>();
  command->add_option("FAULT", options->faults, "Only these faults; wildcards");
  command->add_flag("--list", options->list, "Only name the faults");
  command->add_option("--catalogue", options->catalogue, "Another catalogue of faults")
      ->type_name("FILE");
  command->add_option("--jobs", options->jobs,
                      "Runs at the same time (default: one for each core)");
  command->callback([=, &action] {
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_validate(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("validate", "Check event, scenario, tag, reader and region files");
  auto options = std::make_shared<ValidateCommand>();
  command->add_option("FILE", options->files, "Files to check")->required();
  command->callback([=, &action] {
    action = [=](const Context& context) { return run_command(*options, context); };
  });
}

}  // namespace

void add_selection(CLI::App& command, session::Selection& selection) {
  command.add_option("--reader", selection.readers, "Only these readers; * and ? are wildcards")
      ->type_name("ID");
  command.add_option("--tags", selection.tag_types, "Only these tag types; wildcards")
      ->type_name("ID");
  command.add_option("--scenario", selection.scenarios, "Only these scenarios; wildcards")
      ->type_name("ID");
}

void add_event_commands(CLI::App& app, Action& action) {
  add_demo(app, action);
  add_run(app, action);
  add_enroll(app, action);
  add_selftest(app, action);
  add_validate(app, action);
  add_scenario(app, action);
}

}  // namespace plugtest::cli
