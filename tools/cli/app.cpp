#include "tools/cli/app.h"

#include "drivers/all/register.h"
#include "harness/api/registry.h"
#include "protocols/bits/suggest.h"
#include "tools/cli/command_line.h"
#include "tools/cli/commands.h"
#include "tools/cli/report_commands.h"
#include "tools/cli/stop_signals.h"
#include "tools/cli/subcommands.h"
#include "tools/cli/usbip.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest::cli {

namespace {

constexpr const char* k_footer =
    "Exit codes: 0 all passed; 1 some verdict failed; 2 usage or configuration; 3 inconclusive "
    "only;\n4 a participant could not be reached; 5 harness error; 130 interrupted.\n"
    "First steps: 'plugtest demo' runs a whole virtual event; 'plugtest run EVENT.yaml --list' "
    "shows\nwhat an event holds; 'plugtest COMMAND --help' says more of a command.";

/// The options that `demo` and `run` share.
void add_session_options(CLI::App& command, EventSessionOptions& options,
                         std::optional<std::uint64_t>& seed, bool& realtime) {
  command
      .add_option("--out", options.out,
                  "Folder for results and evidence: new, or of the same session, to go on with it")
      ->type_name("DIR");
  command.add_option("--seed", seed, "Seed of the virtual lab, instead of the event's")
      ->type_name("N");
  command.add_option("--jobs", options.jobs, "Runs at the same time in the lab (default: cores)")
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

void add_selection(CLI::App& command, session::Selection& selection) {
  command.add_option("--reader", selection.readers, "Only these readers; * and ? are wildcards")
      ->type_name("ID");
  command.add_option("--tags", selection.tag_types, "Only these tag types; wildcards")
      ->type_name("ID");
  command.add_option("--scenario", selection.scenarios, "Only these scenarios; wildcards")
      ->type_name("ID");
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
  command->add_flag("--dry-run", options->dry_run, "Only show the runs that would be made");
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

void add_decode(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("decode", "Show recorded protocol bytes as text or JSON");
  auto options = std::make_shared<DecodeCommand>();
  command->add_option("PROTOCOL", options->protocol, "llrp, ipico or mercury")->required();
  command
      ->add_option("FILE", options->file,
                   "Recording: bytes back to back, hexadecimal text, pcap or pcapng; - = input")
      ->required();
  command->add_flag("--json", options->json, "One JSON object a line");
  command->add_flag("--strict", options->strict, "Report what a conforming peer would not send");
  command
      ->add_option("--pen", options->type_d_vendor,
                   "LLRP: enterprise number of the Type D extension")
      ->type_name("NUMBER")
      ->capture_default_str();
  command->callback([=, &action] {
    action = [=](const Context& context) { return run_command(*options, context); };
  });
}

void add_air(CLI::App& app, Action& action) {
  auto* group = app.add_subcommand("air", "Look into the air interfaces of tags");
  group->require_subcommand(1);
  auto* command = group->add_subcommand("explain", "Take the bits of an air frame apart");
  auto options = std::make_shared<AirExplainCommand>();
  command
      ->add_option("FRAME", options->frames,
                   "Bits without preamble: 0 and 1, or hexadecimal as 0xC11234/40")
      ->required();
  command->add_option("--protocol", options->protocol, "c: Gen2, d: TOTAL")->capture_default_str();
  command->add_option("--direction", options->direction, "Type C: forward or backscatter")
      ->capture_default_str();
  command->add_option("--profile", options->profile, "Type D: air profile, by name or file")
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object a line");
  command->callback([=, &action] {
    action = [=](const Context& context) { return run_command(*options, context); };
  });
}

void add_adapter(CLI::App& app, Action& action) {
  auto* group = app.add_subcommand("adapter", "Reader drivers that are programs of their own");
  group->require_subcommand(1);
  auto* command = group->add_subcommand(
      "check",
      "Try a program against each rule of the Reader contract, with its reader or without");
  auto options = std::make_shared<AdapterCheckCommand>();
  command->add_option("ADDRESS", options->uri, "exec:PROGRAM, with arguments behind blanks")
      ->required();
  command->add_option("--patience", options->patience_s, "Seconds to wait for each answer")
      ->type_name("S")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--inventory", options->inventory_s, "Seconds of each inventory")
      ->type_name("S")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object a line");
  command->callback([=, &action] {
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_readers(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "readers", "List serial ports and USB devices, and find which reader is behind them");
  auto options = std::make_shared<ReadersCommand>();
  command->add_option("ADDRESS", options->addresses, "Readers to list besides, llrp://192.0.2.10");
  command->add_option("--event", options->event_file, "Those of an event, too")
      ->type_name("EVENT.yaml");
  command->add_flag("--probe", options->probe,
                    "Ask who is there: on each port one family after the other, identity only");
  command->add_option("--patience", options->patience_s, "Seconds to wait for each answer")
      ->type_name("S")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--json", options->json, "As JSON");
  command->callback([=, &action] {
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_lab(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "lab", "Hold virtual readers on ports for any client to connect to, with mail passing by");
  auto options = std::make_shared<LabCommand>();
  command->add_option("EVENT", options->event_file, "Event file (default: the demo's)");
  add_selection(*command, options->selection);
  command
      ->add_option(
          "--port", options->port,
          "Port of the first reader, the next has the next; 0: any free ones (default: 5084, "
          "with TLS 5085)")
      ->type_name("N");
  command->add_option("--bind", options->bind_address, "Address to listen on")
      ->capture_default_str();
  command
      ->add_option("--pace", options->pace, "realtime: the only pace that clients outside can keep")
      ->capture_default_str();
  command->add_option("--for", options->seconds, "Seconds to hold them (default: until Ctrl-C)")
      ->type_name("S")
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", options->seed, "Seed of the virtual lab")->type_name("N");
  command
      ->add_option("--pieces", options->pieces,
                   "Write the manifest of what passes by, for an event that reads it (CSV)")
      ->type_name("FILE");
  model::VirtualConnection& connection = options->connection;
  auto* certificate = command
                          ->add_option("--certificate", connection.certificate_file,
                                       "Speak TLS with this certificate (PEM)")
                          ->type_name("FILE");
  command->add_option("--key", connection.key_file, "Its key (PEM), where it is in another file")
      ->type_name("FILE")
      ->needs(certificate);
  command
      ->add_option("--client-ca", connection.client_ca_file,
                   "Let in only clients with a certificate of these authorities (PEM)")
      ->type_name("FILE");
  command
      ->add_option("--call", connection.call,
                   "Call a client there instead of listening; the next reader calls the next port")
      ->type_name("HOST:PORT");
  command->callback([=, &action] {
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_usbip(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "usbip", "Offer USB serial adapters and HID readers that are virtual, for usbip attach");
  auto options = std::make_shared<UsbIpCommand>();
  command
      ->add_option("DEVICE", options->devices,
                   "KIND=PORT: cdc-acm, ftdi, cp210x, ch34x, hid or keyboard, and the serial port "
                   "or module's address (plugtest lab) behind it, or echo")
      ->required()
      ->expected(1, 126);
  command->add_option("--port", options->port, "TCP port; 0: any free one")->capture_default_str();
  command->add_option("--bind", options->bind_address, "Address to listen on")
      ->capture_default_str();
  command->add_option("--for", options->seconds, "Seconds to offer them (default: until Ctrl-C)")
      ->type_name("S")
      ->check(CLI::PositiveNumber);
  command->callback([=, &action] {
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

/// The log that a command writes to: a file where one is asked for, else nothing.
Result<std::shared_ptr<spdlog::logger>> make_log(const std::string& file,
                                                 const std::string& level) {
  const auto wanted = spdlog::level::from_str(level);
  if (wanted == spdlog::level::off && level != "off") {
    return fail(ErrorCode::usage,
                fmt::format("unknown log level '{}'; there are: trace, debug, info, warning, "
                            "error, critical, off",
                            level));
  }
  try {
    spdlog::sink_ptr sink;
    if (file.empty()) {
      sink = std::make_shared<spdlog::sinks::null_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file, true);
    }
    auto log = std::make_shared<spdlog::logger>("plugtest", std::move(sink));
    log->set_level(wanted);
    log->flush_on(spdlog::level::warn);
    return log;
  } catch (const spdlog::spdlog_ex& error) {
    return fail(ErrorCode::usage, fmt::format("the log cannot be written: {}", error.what()));
  }
}

/// A sentence when the first word is no command: the parser would only say that one is missing.
std::optional<std::string> unknown_command(const CLI::App& app,
                                           const std::vector<std::string>& arguments) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (arguments.empty() || arguments.front().starts_with('-')) return std::nullopt;
  const std::string& word = arguments.front();
  if (std::ranges::find(names, word) != names.end()) return std::nullopt;
  return fmt::format("no command is called '{}'{}; there are: {}", word,
                     bits::did_you_mean(word, names), fmt::join(names, ", "));
}

}  // namespace

int run_app(const std::vector<std::string>& arguments, const Console& console) {
  CLI::App app("plugtest: interoperability and read performance of postal RFID readers and tags",
               "plugtest");
  app.require_subcommand(1);
  app.set_version_flag("--version", "plugtest " + version());
  app.set_help_all_flag("--help-all", "Help of all commands");
  app.footer(k_footer);
  std::string log_file;
  std::string log_level = "info";
  app.add_option("--log", log_file, "Write a log to this file")->type_name("FILE");
  app.add_option("--log-level", log_level, "trace, debug, info, warning, error, critical, off")
      ->capture_default_str();
  app.fallthrough();

  Action action;
  add_demo(app, action);
  add_run(app, action);
  add_enroll(app, action);
  add_selftest(app, action);
  add_validate(app, action);
  add_scenario(app, action);
  add_results_commands(app, action);
  add_regions(app, action);
  add_decode(app, action);
  add_air(app, action);
  add_adapter(app, action);
  add_readers(app, action);
  add_lab(app, action);
  add_usbip(app, action);

  if (arguments.empty()) {
    console.err << app.help();
    return static_cast<int>(ExitCode::usage);
  }
  if (const auto unknown = unknown_command(app, arguments)) {
    console.err << "plugtest: " << *unknown << "\n";
    return static_cast<int>(ExitCode::usage);
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, console.out, console.err);
    return code == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }

  const auto log = make_log(log_file, log_level);
  api::ReaderRegistry registry;
  drivers::register_all(registry);
  if (!log) {
    console.err << "plugtest: " << to_string(log.error()) << "\n";
    return static_cast<int>(ExitCode::usage);
  }
  const Context context{console.out,
                        console.err,
                        registry,
                        **log,
                        console.terminal,
                        console.columns,
                        command_line(arguments)};
  try {
    return static_cast<int>(action(context));
  } catch (const std::exception& error) {
    console.err << "plugtest: internal error: " << error.what() << "\n";
    return static_cast<int>(ExitCode::harness_error);
  }
}

}  // namespace plugtest::cli
