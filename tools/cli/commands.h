#pragma once

#include "harness/model/air.h"
#include "harness/session/selection.h"
#include "tools/cli/complain.h"
#include "tools/cli/context.h"
#include "tools/cli/event_session.h"
#include "tools/cli/exit_code.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace plugtest::cli {

/// `plugtest demo`: the event of the content folder, with its expectations.
struct DemoCommand {
  EventSessionOptions session;
  std::optional<std::uint64_t> seed;
  std::optional<std::string> plant;  ///< "none", or the id of the reader to plant the fault in
  bool full = false;                 ///< the whole library of scenarios, without expectations
};
ExitCode run_command(const DemoCommand& command, const Context& context, std::stop_token stop);

/// `plugtest run EVENT.yaml`.
struct RunCommand {
  std::string event_file;
  session::Selection selection;
  EventSessionOptions session;
  std::optional<std::uint64_t> seed;
  bool list = false;     ///< only name what there is
  bool dry_run = false;  ///< only show the runs
};
ExitCode run_command(const RunCommand& command, const Context& context, std::stop_token stop);

/// `plugtest validate FILE...`.
struct ValidateCommand {
  std::vector<std::string> files;
};
ExitCode run_command(const ValidateCommand& command, const Context& context);

/// `plugtest scenario list` and `plugtest scenario show NAME...`.
struct ScenarioCommand {
  std::vector<std::string> names;  ///< in the library, or paths of files; empty: list all
  bool json = false;               ///< show: the plan of every point as JSON
};
ExitCode run_command(const ScenarioCommand& command, const Context& context);

/// `plugtest selftest`: plants one fault after the other in a healthy event; exit 1 when one is not
/// caught, or somebody faultless is blamed.
struct SelftestCommand {
  std::vector<std::string> faults;      ///< ids with wildcards; empty: all
  std::string catalogue = "catalogue";  ///< name in the library, or the path of a file
  std::size_t jobs = 0;                 ///< 0 = as many as the machine has cores
  bool list = false;                    ///< only name them
};
ExitCode run_command(const SelftestCommand& command, const Context& context,
                     const std::stop_token& stop);

/// `plugtest enroll MANIFEST.csv`: exit 1 when a piece was refused, 4 when the reader could not be
/// reached.
struct EnrollCommand {
  std::string file;                   ///< the manifest to write
  bool append = false;                ///< add to one that is there
  std::string tag_type;               ///< of the pieces
  std::optional<std::string> from;    ///< a list as CSV
  std::optional<std::string> reader;  ///< address of a desk reader
  bool barcodes = false;              ///< from the standard input
  std::string encode;                 ///< "s10", "sscc/7" or empty
  model::AirProtocol protocol = model::AirProtocol::type_c;
  std::vector<std::uint16_t> antennas;  ///< of the reader; empty: all
  double power_dbm = 20;
  double look_s = 1;  ///< how long the reader looks for tags
};
ExitCode run_command(const EnrollCommand& command, const Context& context,
                     const std::stop_token& stop);

/// `plugtest compare BEFORE AFTER`.
struct CompareCommand {
  std::string before;  ///< output folder, results.json, or a results database
  std::string after;
  double level = 0.05;  ///< of the statistical test
  bool all = false;     ///< show cells without a change, too
};
ExitCode run_command(const CompareCommand& command, const Context& context);

/// `plugtest history STORE`: exit 2 when it holds no run of such a cell.
struct HistoryCommand {
  std::string store;  ///< file or URL
  session::Selection selection;
  double level = 0.05;  ///< of the statistical test
};
ExitCode run_command(const HistoryCommand& command, const Context& context);

/// `plugtest import STORE SOURCE...`: exit 1 when something does not fit or was altered, and
/// nothing was imported; 3 when a run was left out because it was cut off.
struct ImportCommand {
  std::string store;                 ///< file or URL
  std::vector<std::string> sources;  ///< folders of runs or above them, databases
  bool new_event = false;            ///< take events that the store does not hold
};
ExitCode run_command(const ImportCommand& command, const Context& context);

/// `plugtest keygen FILE`.
struct KeygenCommand {
  std::string file;
};
ExitCode run_command(const KeygenCommand& command, const Context& context);

/// `plugtest verify FOLDER...`: exit 1 when something does not fit, 3 when a run was cut off.
struct VerifyCommand {
  std::vector<std::string> folders;  ///< of runs
};
ExitCode run_command(const VerifyCommand& command, const Context& context);

/// `plugtest replay FOLDER`: scores a run's evidence again, or that of all runs below; exit 1 when
/// the verdicts differ from the stored ones, 3 when none were stored.
struct ReplayCommand {
  std::string folder;      ///< of the run, or above many
  bool from_wire = false;  ///< from the recorded dialogue instead of the observations
};
ExitCode run_command(const ReplayCommand& command, const Context& context);

/// `plugtest decode llrp FILE`.
struct DecodeCommand {
  std::string protocol;
  std::string file;  ///< "-" = standard input
  bool json = false;
  bool strict = false;
  std::uint32_t type_d_vendor = 32473;  ///< LLRP: enterprise number of the Type D extension
};
ExitCode run_command(const DecodeCommand& command, const Context& context);

/// `plugtest air explain FRAME...`.
struct AirExplainCommand {
  std::vector<std::string> frames;          ///< "1010...", "0xC11234/40"
  std::string protocol = "c";               ///< "c" or "d"
  std::string direction = "forward";        ///< Type C: of commands, or of replies
  std::string profile = "total-reference";  ///< Type D: name or file
  bool json = false;
};
ExitCode run_command(const AirExplainCommand& command, const Context& context);

/// `plugtest adapter check exec:PROGRAM`.
struct AdapterCheckCommand {
  std::string uri;
  double patience_s = 5;   ///< for each answer
  double inventory_s = 1;  ///< how long each of the two inventories runs
  bool json = false;
};
ExitCode run_command(const AdapterCheckCommand& command, const Context& context,
                     const std::stop_token& stop);

/// `plugtest readers [ADDRESS...]`: exit 4 when an address that was asked does not answer.
struct ReadersCommand {
  std::vector<std::string> addresses;  ///< of readers that no list of this machine can know
  std::optional<std::string> event_file;
  bool probe = false;     ///< ask each who it is
  double patience_s = 2;  ///< for each answer
  bool json = false;
};
ExitCode run_command(const ReadersCommand& command, const Context& context,
                     const std::stop_token& stop);

/// `plugtest lab [EVENT.yaml]`.
struct LabCommand {
  std::optional<std::string> event_file;
  session::Selection selection;
  std::string bind_address = "127.0.0.1";
  std::optional<std::uint16_t> port;  ///< of the first reader; empty: 5084, with TLS 5085
  std::string pace = "realtime";
  std::optional<double> seconds;  ///< empty: until Ctrl-C
  std::optional<std::uint64_t> seed;
  std::optional<std::filesystem::path> pieces;  ///< where the manifest of what passes by goes
  model::VirtualConnection connection;          ///< in place of what the event says
};
ExitCode run_command(const LabCommand& command, const Context& context, std::stop_token stop);

}  // namespace plugtest::cli
