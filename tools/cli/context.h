#pragma once

#include <iosfwd>
#include <string>

namespace spdlog {
class logger;
}
namespace plugtest::api {
class ReaderRegistry;
}

namespace plugtest::cli {

/// What every command works with. Commands never touch std::cout or the process itself, so that
/// tests can run them in-process.
struct Context {
  std::ostream& out;
  std::ostream& err;
  const api::ReaderRegistry& registry;
  spdlog::logger& log;
  bool terminal = false;     ///< `out` is a terminal: colours and a moving status line
  unsigned columns = 100;    ///< width of the terminal
  std::string command_line;  ///< as typed, for the evidence
};

/// The version of the program, "0.1.0".
std::string version();

}  // namespace plugtest::cli
