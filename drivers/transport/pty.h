#pragma once

#include "drivers/transport/serial_line.h"
#include "harness/api/runtime.h"
#include "harness/api/wire_tap.h"

#include <cstddef>
#include <memory>
#include <string>

namespace plugtest::drivers {

struct PtyOptions {
  /// Written bytes that the host has not taken. More are lost, as on a line without flow control.
  std::size_t max_queued_bytes = std::size_t{1} * 1024 * 1024;
  api::WireTap* wire_tap = nullptr;                       ///< may be null; outlives the port
  api::Direction outgoing = api::Direction::from_reader;  ///< how the tap calls what we write
};

/// The device's end of a serial line made of a pty: a host opens path() as its serial port, closes
/// and opens it again as it likes, and sees the line hang up when this end closes (unplugged).
///
/// There is no pacing: bytes move at once; whoever plays a UART writes them at its rate. What is
/// written while nobody in this process holds the port is lost, except what another program finds
/// in the system's buffer.
class PtyPort : public ByteStream {
 public:
  virtual const std::string& path() const = 0;  ///< "/dev/pts/3"

  /// How the host has set its end. A port that nobody has opened yet says 38400, Linux' default.
  virtual SerialLine host_line() const = 0;
};

/// Errors: `io` when the system has no pty left.
Result<std::unique_ptr<PtyPort>> open_pty(api::Runtime& runtime, const PtyOptions& options = {});

}  // namespace plugtest::drivers
