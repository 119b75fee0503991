#pragma once

#include "protocols/bits/result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace plugtest::reports {

/// A report as data: a document of schema plugtest-report/1 (reports/schema/report.schema.json,
/// described in reports/README.md). Every form but results.json is rendered from it, and a view is
/// taken of it before anything is rendered. Cheap to copy; never changes.
class Report {
 public:
  explicit Report(nlohmann::ordered_json document);

  const nlohmann::ordered_json& json() const { return *document_; }

 private:
  std::shared_ptr<const nlohmann::ordered_json> document_;
};

/// Makes a report of the text of a results.json, and of the evidence below `folder` as far as it is
/// there: a run without its folder is reported without details. Texts longer than
/// k_longest_text are cut. Errors: `malformed`, `unsupported` for another schema.
Result<Report> make_report(std::string_view results_json, const std::filesystem::path& folder);

/// The same from an output folder, or from a results.json in it. Errors besides: `not_found`.
Result<Report> read_report(const std::filesystem::path& where);

/// The document as text; ends with a line break.
std::string report_json(const Report& report);

/// Bytes of one text in a report. What people and readers write into a field may be of any length;
/// a page has to stay readable.
inline constexpr std::size_t k_longest_text = 4000;

}  // namespace plugtest::reports
