#include "tools/cli/commands.h"
#include "tools/cli/report_commands.h"
#include "tools/cli/subcommands.h"

#include <memory>

namespace plugtest::cli {

namespace {

constexpr const char* k_store_help = "Database: a file, or postgresql://USER@HOST/DATABASE";

/// The command runs with what its options were set to.
template <class Command>
void runs(CLI::App& app, Action& action, const std::shared_ptr<Command>& options) {
  app.callback([options, &action] {
    action = [options](const Context& context) { return run_command(*options, context); };
  });
}

void add_level(CLI::App& app, double& level) {
  app.add_option("--level", level,
                 "Of the test: the share of unchanged cells that may seem changed")
      ->check(CLI::Range(1e-9, 0.5))
      ->capture_default_str();
}

void add_compare(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "compare", "Compare two results cell by cell; exit 1 when something became worse");
  auto options = std::make_shared<CompareCommand>();
  command->add_option("BEFORE", options->before, "Output folder, results.json or results database")
      ->required();
  command->add_option("AFTER", options->after, "The same, later")->required();
  add_level(*command, options->level);
  command->add_flag("--all", options->all, "Show cells without a change, too");
  runs(*command, action, options);
}

void add_history(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "history", "Every run of a cell in a store, over all events, and what changed when");
  auto options = std::make_shared<HistoryCommand>();
  command->add_option("STORE", options->store, k_store_help)->required();
  command->add_option("--reader", options->selection.readers, "Only these readers; wildcards")
      ->type_name("ID");
  command->add_option("--tags", options->selection.tag_types, "Only these tag types; wildcards")
      ->type_name("ID");
  command->add_option("--scenario", options->selection.scenarios, "Only these scenarios; wildcards")
      ->type_name("ID");
  add_level(*command, options->level);
  runs(*command, action, options);
}

void add_report(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "report", "Render the results of an event from what was stored, without any reader");
  auto options = std::make_shared<ReportCommand>();
  command
      ->add_option("RESULTS", options->results,
                   "Output folder, results.json, or results database: a file, or "
                   "postgresql://USER@HOST/DATABASE")
      ->required();
  command->add_option("--event", options->event, "Of a database that holds several")
      ->type_name("ID");
  command
      ->add_option("--evidence", options->evidence,
                   "Output folder with the evidence of the runs (default: beside the results)")
      ->type_name("DIR");
  command
      ->add_option("--format", options->formats,
                   "html, json, csv, xlsx, junit, txt, pdf, results; several with commas")
      ->delimiter(',')
      ->capture_default_str();
  command
      ->add_option("--view", options->view,
                   "organizer, public, or participant:NAME: who is going to read it")
      ->capture_default_str();
  command->add_option("--key", options->key, "Key file of the codes in views for others; made new")
      ->type_name("FILE");
  command->add_option("--lang", options->language, "en or zh")->capture_default_str();
  command->add_option("--compare", options->before, "Earlier results, to be compared with")
      ->type_name("BEFORE");
  command->add_option("--out", options->out, "Folder for the files (default: RESULTS)")
      ->type_name("DIR");
  runs(*command, action, options);
}

void add_import(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "import",
      "Merge stations' runs into a store: all of them, or none when something does not "
      "fit or was altered");
  auto options = std::make_shared<ImportCommand>();
  command->add_option("STORE", options->store, k_store_help)->required();
  command
      ->add_option("SOURCE", options->sources,
                   "Folders of runs, folders with such folders below them, or databases")
      ->required();
  command->add_flag("--new-event", options->new_event,
                    "Take also events that the store does not hold yet");
  runs(*command, action, options);
}

void add_keygen(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("keygen", "Make a key that signs evidence (Ed25519)");
  auto options = std::make_shared<KeygenCommand>();
  command->add_option("FILE", options->file, "The private key's file; must not exist")->required();
  runs(*command, action, options);
}

void add_verify(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "verify", "Check run folders against their sums; names the bytes that do not fit");
  auto options = std::make_shared<VerifyCommand>();
  command->add_option("FOLDER", options->folders, "Folders of runs, or with many below them")
      ->required();
  runs(*command, action, options);
}

void add_replay(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "replay", "Score a run again from its evidence and compare with the stored verdicts");
  auto options = std::make_shared<ReplayCommand>();
  command->add_option("FOLDER", options->folder, "Folder of a run, or with many below it")
      ->required();
  command->add_flag("--wire", options->from_wire,
                    "From the recorded dialogue with the reader instead of the observations");
  runs(*command, action, options);
}

void add_regions(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "regions", "Show the radio plans: channels, power, dwell times, dates and sources");
  auto options = std::make_shared<RegionsCommand>();
  command->add_option("REGION", options->regions, "Names or files (default: all of the library)");
  command->add_option("--lang", options->language, "en or zh")->capture_default_str();
  command->add_option("--html", options->html, "Write a page instead")->type_name("FILE");
  command->callback([=, &action] {
    action = [=](const Context& context) { return run_command(*options, context); };
  });
}

}  // namespace

void add_results_commands(CLI::App& app, Action& action) {
  add_compare(app, action);
  add_history(app, action);
  add_report(app, action);
  add_import(app, action);
  add_keygen(app, action);
  add_verify(app, action);
  add_replay(app, action);
  add_regions(app, action);
}

}  // namespace plugtest::cli
