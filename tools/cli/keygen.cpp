#include "harness/evidence/signature.h"
#include "tools/cli/commands.h"

#include <ostream>

namespace plugtest::cli {

ExitCode run_command(const KeygenCommand& command, const Context& context) {
  const auto key = evidence::SigningKey::make(command.file);
  if (!key) return complain(context, key.error());
  context.out << "private key: " << command.file
              << " (keep it to yourself)\npublic key:  " << key->public_hex() << "\n";
  return ExitCode::ok;
}

}  // namespace plugtest::cli
