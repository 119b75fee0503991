#pragma once

#include "protocols/bits/result.h"
#include "reports/report.h"
#include "reports/view.h"

#include <filesystem>
#include <iosfwd>
#include <string>

// Comma-separated values (RFC 4180, UTF-8, line feeds). Names of columns are the same in every
// language. A value that a spreadsheet would take for a formula begins with an apostrophe.
namespace plugtest::reports {

/// One row for each pass and tag type of every run.
std::string passes_csv(const Report& report);

/// One row for each piece of every run, with how often it was read and missed.
std::string pieces_csv(const Report& report);

/// One row for each tag report of every run, from the evidence below `folder`, a run at a time: the
/// raw log of an event may be long. `report` is the whole one; `view` says what of it is written.
/// Runs whose evidence is not at hand are left out. Errors: `io`.
Result<void> write_reads_csv(const Report& report, const View& view, Codes& codes,
                             const std::filesystem::path& folder, std::ostream& out);

/// A value as it stands between two commas.
std::string csv_value(std::string_view text);

}  // namespace plugtest::reports
