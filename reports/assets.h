#pragma once

#include <string_view>

namespace plugtest::reports::assets {

// The files of page/, strings/, standards/ and the chart library, put into the program by the
// build.
extern const std::string_view page_html;
extern const std::string_view regions_html;
extern const std::string_view page_css;
extern const std::string_view page_js;     ///< all scripts of page/, in one function
extern const std::string_view chart_js;    ///< Chart.js (MIT), as Debian packages it
extern const std::string_view strings_en;  ///< JSON: key -> text
extern const std::string_view strings_zh;
extern const std::string_view standards;      ///< JSON: clauses, and what covers them
extern const std::string_view report_schema;  ///< JSON Schema of plugtest-report/1

}  // namespace plugtest::reports::assets
