#pragma once

#include "protocols/bits/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace plugtest::drivers {

/// The first line of text in bytes that are no frame: at least eight printable characters in a row
/// with an end of line behind them. Noise is next to never like that; what modules print when they
/// start is.
std::optional<std::string> printed_text(std::span<const std::uint8_t> bytes);

/// For protocols without a message for it: a module that prints a line of text in the middle of an
/// inventory has started anew, and forgotten what it was told (`protocol`). Else nothing.
std::optional<Error> restart_told_by(std::span<const std::uint8_t> bytes);

}  // namespace plugtest::drivers
