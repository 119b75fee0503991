#include "tools/cli/complain.h"

#include <ostream>

namespace plugtest::cli {

ExitCode complain(const Context& context, const Error& error) {
  context.err << "plugtest: " << to_string(error) << "\n";
  return error.code == ErrorCode::internal ? ExitCode::harness_error : ExitCode::usage;
}

}  // namespace plugtest::cli
