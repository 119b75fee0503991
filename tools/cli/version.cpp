#include "tools/cli/context.h"

namespace plugtest::cli {

std::string version() { return PLUGTEST_VERSION; }

}  // namespace plugtest::cli
