#pragma once

#include "protocols/bits/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace plugtest::perf {

struct SerialLoad {
  unsigned ports = 4;
  std::uint32_t baud = 921'600;
  std::size_t bytes_per_port = 0;
};

struct SerialLoadResult {
  std::size_t received = 0;  ///< of all ports
  std::size_t misplaced =
      0;  ///< bytes that were not the next of their port's sequence: lost, or wrong
  std::chrono::nanoseconds took{0};
  std::chrono::nanoseconds processor{0};  ///< of both ends and the virtual UARTs
};

/// Has a virtual UART on each of so many ptys send at the full rate of its line, all at once and in
/// real time, to our serial transport, which checks every byte. Errors: no pty, a port that does
/// not open, a port that is lost, or no byte for a minute.
Result<SerialLoadResult> run_serial_load(const SerialLoad& load);

}  // namespace plugtest::perf
