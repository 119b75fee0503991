#include "harness/evidence/verify.h"

#include "reports/text.h"
#include "tools/cli/commands.h"

#include <ostream>

namespace plugtest::cli {

ExitCode run_command(const VerifyCommand& command, const Context& context) {
  ExitCode code = ExitCode::ok;
  for (const std::string& folder : command.folders) {
    const auto report = evidence::verify(folder);
    if (!report) return complain(context, report.error());
    for (const evidence::Finding& finding : report->findings) {
      context.out << folder << ": " << reports::clean(evidence::to_string(finding)) << "\n";
    }
    if (!report->intact()) {
      code = ExitCode::verdict_failed;
    } else if (!report->finished) {
      context.out << folder << ": cut off before its sums were written; every record that is there "
                  << "fits\n";
      if (code == ExitCode::ok) code = ExitCode::inconclusive;
    } else {
      context.out << folder << ": everything fits its sums, "
                  << (report->signed_by ? "signed by " + *report->signed_by : "unsigned") << "\n";
    }
  }
  return code;
}

}  // namespace plugtest::cli
