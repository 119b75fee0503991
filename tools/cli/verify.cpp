#include "harness/evidence/verify.h"

#include "reports/text.h"
#include "tools/cli/commands.h"
#include "tools/cli/complain.h"
#include "tools/cli/evidence_source.h"

#include <filesystem>
#include <ostream>
#include <string>

namespace plugtest::cli {

namespace {

/// Says what does not fit in the folder of one run.
Result<ExitCode> verify_run(const std::filesystem::path& folder, const Context& context) {
  const auto report = evidence::verify(folder);
  if (!report) return fail(report.error());
  const std::string name = reports::clean(folder.string());
  for (const evidence::Finding& finding : report->findings) {
    context.out << name << ": " << reports::clean(evidence::to_string(finding)) << "\n";
  }
  if (!report->intact()) return ExitCode::verdict_failed;
  if (!report->finished) {
    context.out << name << ": cut off before its sums were written; every record that is there "
                << "fits\n";
    return ExitCode::inconclusive;
  }
  context.out << name << ": everything fits its sums, "
              << (report->signed_by ? "signed by " + *report->signed_by : "unsigned") << "\n";
  return ExitCode::ok;
}

}  // namespace

ExitCode run_command(const VerifyCommand& command, const Context& context) {
  bool altered = false;
  bool cut_off = false;
  for (const std::string& place : command.folders) {
    const auto folders = run_folders(place);
    if (folders.empty()) {
      return complain(
          context,
          {ErrorCode::not_found, "there is no run in this folder, nor below it", {.file = place}});
    }
    for (const std::filesystem::path& folder : folders) {
      const auto code = verify_run(folder, context);
      if (!code) return complain(context, code.error());
      altered = altered || *code == ExitCode::verdict_failed;
      cut_off = cut_off || *code == ExitCode::inconclusive;
    }
  }
  if (altered) return ExitCode::verdict_failed;
  return cut_off ? ExitCode::inconclusive : ExitCode::ok;
}

}  // namespace plugtest::cli
