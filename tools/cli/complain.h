#pragma once

#include "protocols/bits/error.h"
#include "tools/cli/context.h"
#include "tools/cli/exit_code.h"

namespace plugtest::cli {

/// Says `error` to people, on the error stream, and gives the exit code for it.
ExitCode complain(const Context& context, const Error& error);

}  // namespace plugtest::cli
