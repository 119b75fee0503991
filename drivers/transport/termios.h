#pragma once

#include "drivers/transport/serial_line.h"
#include "protocols/bits/result.h"

#include <cstdint>

namespace plugtest::drivers {

/// Puts the terminal `fd` in raw mode at `line`, at any speed its driver can make (termios2; the
/// B9600... constants of termios know a few only). Errors: `configuration` when the driver refuses,
/// or takes something else without a word.
Result<void> set_terminal(int fd, const SerialLine& line);

/// The settings of a terminal; of the slave when `fd` is the master of a pty.
Result<SerialLine> terminal_line(int fd);

/// Raises or drops DTR and RTS. A terminal without modem lines (a pty) is left alone.
void set_modem_lines(int fd, bool dtr, bool rts);

/// Throws away what has come and was not read.
void discard_input(int fd);

/// Throws away what was written and not sent.
void discard_output(int fd);

/// Bytes that were written and are not sent yet; 0 where the driver does not tell.
std::uint32_t unsent_bytes(int fd);

}  // namespace plugtest::drivers
