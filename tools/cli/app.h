#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace plugtest::cli {

struct Console {
  std::ostream& out;
  std::ostream& err;
  bool terminal = false;
  unsigned columns = 100;
};

/// The whole program: parses `arguments` (without the program's name), runs the command, returns
/// the exit code (exit_code.h).
int run_app(const std::vector<std::string>& arguments, const Console& console);

}  // namespace plugtest::cli
