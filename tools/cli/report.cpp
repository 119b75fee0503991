#include "reports/report.h"

#include "reports/comparison.h"
#include "reports/csv.h"
#include "reports/html_page.h"
#include "reports/junit.h"
#include "reports/language.h"
#include "reports/spreadsheet.h"
#include "reports/stored_matrix.h"
#include "reports/terminal_matrix.h"
#include "reports/view.h"
#include "tools/cli/code_key.h"
#include "tools/cli/output_folder.h"
#include "tools/cli/print_pdf.h"
#include "tools/cli/report_commands.h"
#include "tools/cli/stored_results.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;
using reports::Report;

/// A report as it is to be written: whole, and as the view may see it.
struct Job {
  const ReportCommand& command;
  const Report& whole;
  const Report& shown;
  const reports::View& view;
  reports::Codes& codes;
  reports::Language language;
  fs::path source;  ///< folder that the evidence lies below
  fs::path out;
};

/// Writes one form of the report; the names of the files that it made.
using Write = Result<std::vector<fs::path>> (*)(const Job&);

Result<std::vector<fs::path>> put(const fs::path& file, std::string_view content) {
  if (const auto written = write_whole_file(file, content); !written) return fail(written.error());
  return std::vector{file};
}

Result<std::vector<fs::path>> write_html(const Job& job) {
  return put(job.out / "matrix.html", html_page(job.shown, job.language));
}

Result<std::vector<fs::path>> write_json(const Job& job) {
  return put(job.out / "report.json", report_json(job.shown));
}

Result<std::vector<fs::path>> write_csv(const Job& job) {
  const fs::path passes = job.out / "passes.csv";
  const fs::path pieces = job.out / "pieces.csv";
  const fs::path reads = job.out / "reads.csv";
  if (const auto done = put(passes, passes_csv(job.shown)); !done) return done;
  if (const auto done = put(pieces, pieces_csv(job.shown)); !done) return done;
  std::ofstream out(reads, std::ios::binary | std::ios::trunc);
  const auto written = write_reads_csv(job.whole, job.view, job.codes, job.source, out);
  if (!written) return fail(written.error());
  return std::vector{passes, pieces, reads};
}

Result<std::vector<fs::path>> write_xlsx(const Job& job) {
  const fs::path file = job.out / "report.xlsx";
  if (const auto done = write_spreadsheet(job.shown, job.language, file); !done) {
    return fail(done.error());
  }
  return std::vector{file};
}

Result<std::vector<fs::path>> write_junit(const Job& job) {
  const auto stored = reports::stored_matrix(job.shown);
  if (!stored) return fail(stored.error());
  return put(job.out / "junit.xml", junit_xml(stored->report()));
}

Result<std::vector<fs::path>> write_txt(const Job& job) {
  const auto stored = reports::stored_matrix(job.shown);
  if (!stored) return fail(stored.error());
  return put(job.out / "matrix.txt", terminal_matrix(stored->report(), {}));
}

Result<std::vector<fs::path>> write_pdf(const Job& job) {
  const fs::path page = job.out / "report.pdf.html";
  if (const auto done = put(page, html_page(job.shown, job.language)); !done) return done;
  const fs::path pdf = job.out / "report.pdf";
  const auto printed = print_pdf(page, pdf);
  std::error_code ignored;
  fs::remove(page, ignored);
  if (!printed) return fail(printed.error());
  return std::vector{pdf};
}

Result<std::vector<fs::path>> write_results(const Job& job) {
  if (job.view.kind != reports::View::Kind::organizer) {
    return fail(ErrorCode::usage,
                "results.json tells everything: only the organizer's view has it");
  }
  const auto results = results_text(job.command.results, job.command.event);
  if (!results) return fail(results.error());
  return put(job.out / "results.json", *results);
}

struct Form {
  std::string_view name;  ///< of --format
  Write write;
};
constexpr Form k_forms[] = {{"html", write_html}, {"json", write_json},      {"csv", write_csv},
                            {"xlsx", write_xlsx}, {"junit", write_junit},    {"txt", write_txt},
                            {"pdf", write_pdf},   {"results", write_results}};

Result<std::vector<Form>> chosen_forms(const std::vector<std::string>& names) {
  std::vector<Form> chosen;
  for (const std::string& name : names) {
    const auto* const found = std::ranges::find(k_forms, name, &Form::name);
    if (found == std::end(k_forms)) {
      std::vector<std::string_view> known;
      for (const Form& form : k_forms) known.push_back(form.name);
      return fail(ErrorCode::usage, fmt::format("no format is called '{}'; there are: {}", name,
                                                fmt::join(known, ", ")));
    }
    chosen.push_back(*found);
  }
  return chosen;
}

/// The results with what lies as evidence below `evidence`.
Result<Report> results_report(const ReportCommand& command, const fs::path& evidence) {
  if (!names_store(command.results) && !command.event && !command.evidence) {
    return reports::read_report(command.results);
  }
  const auto results = results_text(command.results, command.event);
  if (!results) return fail(results.error());
  auto report = reports::make_report(*results, evidence);
  if (!report) report.error().where.file = command.results;
  return report;
}

/// What all forms are made from, as the command asks for it.
Result<Report> whole_report(const ReportCommand& command, const fs::path& evidence) {
  auto report = results_report(command, evidence);
  if (!report || !command.before) return report;
  return reports::compared_with(*report, *command.before, command.level);
}

/// Where the files go: where they are asked for, else beside the results.
Result<fs::path> out_folder(const ReportCommand& command, const reports::View& view) {
  const fs::path beside = evidence_root(command.results);
  std::error_code error;
  if (!command.out && beside.empty()) {
    return fail(ErrorCode::usage,
                "the results are on a server: name a folder for the report with --out DIR");
  }
  const fs::path out = command.out.value_or(beside);
  const bool beside_evidence = !command.out || fs::equivalent(out, beside, error);
  if (view.kind != reports::View::Kind::organizer && beside_evidence) {
    return fail(ErrorCode::usage,
                "this view is for others: name a folder of its own with --out DIR, apart from the "
                "evidence");
  }
  fs::create_directories(out, error);
  if (error) return fail(ErrorCode::io, error.message(), {.file = out.string()});
  return out;
}

Result<reports::Codes> codes_for(const reports::View& view, const ReportCommand& command) {
  if (view.kind == reports::View::Kind::organizer) return reports::Codes("");
  if (!command.key) {
    return fail(ErrorCode::usage,
                "this view stands names under codes: name the organizer's key file with --key "
                "FILE (it is made when it does not exist; keep it to yourself)");
  }
  return open_code_key(*command.key);
}

Result<std::vector<fs::path>> render(const ReportCommand& command) {
  const auto forms = chosen_forms(command.formats);
  if (!forms) return fail(forms.error());
  const auto language = reports::language_from(command.language);
  if (!language) {
    return fail(ErrorCode::usage,
                fmt::format("no language is called '{}'; there are: en, zh", command.language));
  }
  const fs::path source = command.evidence.value_or(evidence_root(command.results));
  const auto whole = whole_report(command, source);
  if (!whole) return fail(whole.error());
  const auto view = reports::view_from(command.view, *whole);
  if (!view) return fail(view.error());
  auto codes = codes_for(*view, command);
  if (!codes) return fail(codes.error());
  const Report shown = seen_by(*whole, *view, *codes);
  const auto out = out_folder(command, *view);
  if (!out) return fail(out.error());
  std::vector<fs::path> files;
  for (const Form& form : *forms) {
    const auto made = form.write({command, *whole, shown, *view, *codes, *language, source, *out});
    if (!made) return fail(made.error());
    files.insert(files.end(), made->begin(), made->end());
  }
  if (command.key && view->kind != reports::View::Kind::organizer) {
    if (const auto kept = keep_code_key(*command.key, *codes); !kept) return fail(kept.error());
  }
  return files;
}

}  // namespace

ExitCode run_command(const ReportCommand& command, const Context& context) {
  const auto files = render(command);
  if (!files) return complain(context, files.error());
  for (const fs::path& file : *files) context.out << file.string() << "\n";
  return ExitCode::ok;
}

}  // namespace plugtest::cli
