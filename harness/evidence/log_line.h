#pragma once

#include "harness/model/time.h"

#include <string>
#include <string_view>

namespace plugtest::evidence {

/// "2009-04-14T08:00:00.000000000Z text\n". Line ends and other control characters inside `text`
/// are written as \n, \r, \t or \xNN and a backslash as \\, so that a note is always one line and
/// cannot pass for another.
std::string log_line(HostTime when, std::string_view text);

}  // namespace plugtest::evidence
