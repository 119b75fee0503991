#include "drivers/exec/adapter_check.h"
#include "harness/api/clock.h"
#include "harness/api/traffic.h"
#include "harness/api/uri.h"
#include "harness/session/wall_clock.h"
#include "tools/cli/commands.h"

#include <array>
#include <chrono>
#include <ostream>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::cli {

namespace {

using drivers::AdapterCheck;

std::string_view word(AdapterCheck::Outcome outcome) {
  switch (outcome) {
    case AdapterCheck::Outcome::passed:
      return "pass";
    case AdapterCheck::Outcome::failed:
      return "FAIL";
    case AdapterCheck::Outcome::not_run:
      break;
  }
  return "not run";
}

void print(std::ostream& out, const AdapterCheck& check, bool json) {
  if (json) {
    const nlohmann::ordered_json line{{"check", check.name},
                                      {"outcome", word(check.outcome)},
                                      {"expected", check.expected},
                                      {"found", check.found}};
    out << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
  } else {
    out << fmt::format("{:<8} {:<20} {}{}{}\n", word(check.outcome), check.name, check.expected,
                       check.found.empty() ? "" : ": ", check.found);
  }
  out.flush();
}

Nanos nanos(double seconds) {
  return std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(seconds));
}

}  // namespace

ExitCode run_command(const AdapterCheckCommand& command, const Context& context,
                     const std::stop_token& stop) {
  const std::array<std::string, 1> schemes{"exec"};
  const auto uri = api::parse_reader_uri(command.uri, schemes);
  if (!uri) return complain(context, {ErrorCode::usage, uri.error().message});

  boost::asio::io_context io;
  const auto clock = session::make_wall_clock(io);
  api::NoTraffic traffic;
  api::Runtime runtime{io, *clock, traffic, context.log};
  unsigned passed = 0;
  unsigned checks = 0;
  const bool all = drivers::check_adapter(
      runtime, api::command_words(*uri),
      {.patience = nanos(command.patience_s), .inventory = nanos(command.inventory_s)},
      [&](const AdapterCheck& check) {
        ++checks;
        if (check.outcome == AdapterCheck::Outcome::passed) ++passed;
        print(context.out, check, command.json);
      },
      stop);
  if (!command.json) context.out << fmt::format("{} of {} checks passed\n", passed, checks);
  if (stop.stop_requested()) return ExitCode::interrupted;
  return all ? ExitCode::ok : ExitCode::verdict_failed;
}

}  // namespace plugtest::cli
