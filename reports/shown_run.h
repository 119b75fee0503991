#pragma once

#include "reports/shown_names.h"

namespace plugtest::reports {

/// A run of plugtest-report/1 as a view may see it: made anew from members that are named one by
/// one. Whole where the reader and all tag types are the viewer's own.
nlohmann::ordered_json shown_run(const nlohmann::ordered_json& run, ShownNames& names);

}  // namespace plugtest::reports
