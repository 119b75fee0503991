#include "tools/cli/app.h"

#include "drivers/all/register.h"
#include "harness/api/registry.h"
#include "protocols/bits/suggest.h"
#include "tools/cli/command_line.h"
#include "tools/cli/subcommands.h"

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
  add_event_commands(app, action);
  add_results_commands(app, action);
  add_equipment_commands(app, action);

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
