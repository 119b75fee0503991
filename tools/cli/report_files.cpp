#include "tools/cli/report_files.h"

#include "reports/html_page.h"
#include "reports/junit.h"
#include "reports/terminal_matrix.h"
#include "tools/cli/output_folder.h"

#include <ostream>

namespace plugtest::cli {

Result<void> write_reports(const std::filesystem::path& folder, const reports::MatrixReport& report,
                           const reports::WallFacts& wall) {
  const std::string results = reports::results_json(report);
  const auto page = reports::make_report(results, folder);
  if (!page) return fail(page.error());
  const std::pair<const char*, std::string> files[] = {
      {"results.json", results},
      {"wall.json", reports::wall_json(wall, report.version)},
      {"junit.xml", reports::junit_xml(report)},
      {"matrix.html", reports::html_page(*page, reports::Language::english)},
  };
  for (const auto& [name, content] : files) {
    if (auto written = write_whole_file(folder / name, content); !written) return written;
  }
  return {};
}

void print_matrix(const reports::MatrixReport& report, const Context& context) {
  reports::TerminalStyle style;
  style.colour = context.terminal;
  style.width = context.columns;
  context.out << reports::terminal_matrix(report, style);
}

}  // namespace plugtest::cli
