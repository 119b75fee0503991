#pragma once

#include "reports/language.h"
#include "reports/report.h"

#include <string>

namespace plugtest::reports {

/// The report as one HTML page that needs nothing else: no network, no other file (the links to the
/// evidence apart). It holds both languages and opens in `language`.
///
/// The page is data in, DOM out: the report is embedded as JSON, the runs in pieces of their own
/// that are unpacked when one is looked at; large pieces are compressed. All text is put into the
/// page by its script as text, and a content security policy allows no script but the page's own.
std::string html_page(const Report& report, Language language);

}  // namespace plugtest::reports
