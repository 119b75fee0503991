#pragma once

#include "tools/cli/commands.h"

#include <istream>
#include <span>
#include <string>

namespace plugtest::cli {

/// The serial protocols that `plugtest decode` shows: "a0", "chafon", "ipico", "m100", "mercury".
std::span<const std::string> module_protocols();

/// Decodes a recording of one of them: the bytes themselves, hexadecimal text, pcap or pcapng. One
/// line a frame; what is no frame has a line too, and counts as an error.
ExitCode decode_modules(const DecodeCommand& command, std::istream& in, const Context& context);

}  // namespace plugtest::cli
