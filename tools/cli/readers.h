#pragma once

#include "tools/cli/commands.h"

#include <filesystem>

namespace plugtest::cli {

/// Where the list looks; for tests.
struct ReadersPlaces {
  std::filesystem::path sys = "/sys";
  std::filesystem::path dev = "/dev";
};

/// What `plugtest readers` does, with what is connected as `places` have it.
ExitCode list_readers(const ReadersCommand& command, const Context& context,
                      const std::stop_token& stop, const ReadersPlaces& places);

}  // namespace plugtest::cli
