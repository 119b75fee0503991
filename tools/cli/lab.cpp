#include "harness/lab/lab.h"

#include "harness/session/lab_server.h"
#include "harness/session/selection.h"
#include "scenarios/manifest_text.h"
#include "tools/cli/commands.h"
#include "tools/cli/events.h"
#include "tools/cli/output_folder.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <ostream>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

/// Asks `held` to stop after `seconds`, or when `outer` asks.
class Limit {
 public:
  Limit(std::optional<double> seconds, std::stop_token outer)
      : outer_stop_(std::move(outer), [this] { held_.request_stop(); }) {
    if (!seconds) return;
    timer_ = std::jthread([this, seconds](const std::stop_token& end) {
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any wake;
      wake.wait_for(lock, end, std::chrono::duration<double>(*seconds), [] { return false; });
      held_.request_stop();
    });
  }
  std::stop_token token() const { return held_.get_token(); }

 private:
  std::stop_source held_;
  std::stop_callback<std::function<void()>> outer_stop_;
  std::jthread timer_;
};

/// The pieces that a held lab makes for its loads, as a manifest.
Result<void> write_pieces(const model::EventPlan& event, const std::filesystem::path& file) {
  const lab::LabPieces pieces =
      lab::make_scenario_pieces(event.tag_types, event.scenarios.front(), event.seed);
  model::Manifest manifest;
  for (const model::Piece& piece : pieces.load) {
    manifest.expected.push_back({piece, model::ItemId(piece.id.str())});
  }
  manifest.elsewhere = pieces.next_door;
  return write_whole_file(file, scenarios::manifest_csv(manifest));
}

}  // namespace

ExitCode run_command(const LabCommand& command, const Context& context, std::stop_token stop) {
  if (command.pace != "realtime") {
    return complain(
        context, {ErrorCode::usage, fmt::format("'{}' is no pace for clients outside this program; "
                                                "there is: realtime",
                                                command.pace)});
  }
  std::optional<std::string> file = command.event_file;
  if (!file) file = content_event_or_complain("demo", context);
  if (!file) return ExitCode::usage;
  auto loaded = load_event_or_complain(*file, context);
  if (!loaded) return ExitCode::usage;
  if (command.seed) loaded->seed = *command.seed;
  const auto event = session::select(*loaded, command.selection);
  if (!event) return complain(context, event.error());

  if (command.pieces) {
    if (const auto written = write_pieces(*event, *command.pieces); !written) {
      return complain(context, written.error());
    }
  }
  const Limit limit(command.seconds, std::move(stop));
  const auto ready = [&](const std::vector<std::string>& readers) {
    for (const std::string& reader : readers) context.out << "holding " << reader << "\n";
    context.out << fmt::format("loads of '{}' pass by; ", event->scenarios.front().id.str())
                << (command.seconds ? fmt::format("for {} s\n", *command.seconds)
                                    : std::string("Ctrl-C ends it\n"))
                << std::flush;
  };
  const auto served = session::serve_lab(*event,
                                         {.bind_address = command.bind_address,
                                          .first_port = command.port,
                                          .connection = command.connection},
                                         context.registry, context.log, ready, limit.token());
  if (!served) return complain(context, served.error());
  return ExitCode::ok;
}

}  // namespace plugtest::cli
