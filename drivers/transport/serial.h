#pragma once

#include "drivers/transport/serial_line.h"
#include "harness/api/done.h"
#include "harness/api/runtime.h"
#include "harness/api/wire_tap.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace plugtest::drivers {

struct SerialOptions {
  SerialLine line{};
  bool dtr = true;  ///< many USB readers send nothing without it
  bool rts = true;
  /// Whether the port is ours alone while it is open: a lock file (port_lock.h).
  bool lock = true;
  /// Written bytes that the port has not taken; more than that ends the stream with `timed_out`.
  std::size_t max_queued_bytes = std::size_t{1} * 1024 * 1024;
  api::WireTap* wire_tap = nullptr;                     ///< may be null; outlives the stream
  api::Direction outgoing = api::Direction::to_reader;  ///< how the tap calls what we write
};

/// The options that an address asks for:
/// "?baud=9600&parity=even&stop=2&data=7&flow=rtscts&dtr=off". What it does not name stays as in
/// `defaults`. Errors: `configuration` with the key or value and what there is.
Result<SerialOptions> serial_options(const std::map<std::string, std::string>& query,
                                     SerialOptions defaults = {});

/// An attempt to open a port. Destroying it before its end ends it without calling anybody.
class SerialConnect {
 public:
  virtual ~SerialConnect() = default;
};

/// Opens the serial port at `path` (a device or a link to one), for us alone, raw, at
/// `options.line`; what had come before is thrown away. `done` is called once, unless the attempt
/// is destroyed first: with the stream, or `unreachable` (no such port, with the nearest one; no
/// permission, with what to do; in use, with who holds it), `configuration` (the port cannot do
/// that line) or `timed_out`. The system's open may hang on a sick USB device: it runs in a thread
/// of its own, and neither cancelling nor the end of the program waits for it.
///
/// When the line hangs up (unplugged, the pty's other end closed) the stream ends with `link_lost`.
std::unique_ptr<SerialConnect> connect_serial(api::Runtime& runtime, const std::string& path,
                                              const SerialOptions& options, Nanos timeout,
                                              api::Done<std::unique_ptr<LineStream>> done);

}  // namespace plugtest::drivers
