#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/events.h"

#include <ostream>

namespace plugtest::cli {

ExitCode run_command(const ValidateCommand& command, const Context& context) {
  const scenarios::LoadOptions options = load_options(context);
  ExitCode code = ExitCode::ok;
  for (const std::string& file : command.files) {
    const auto checked = scenarios::validate_file(file, options);
    if (checked) {
      context.out << file << ": " << scenarios::to_string(*checked) << ", no problem found\n";
      continue;
    }
    code = ExitCode::usage;
    for (const Error& error : checked.error()) context.err << to_string(error) << "\n";
  }
  return code;
}

}  // namespace plugtest::cli
