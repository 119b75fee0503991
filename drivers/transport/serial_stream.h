#pragma once

#include "drivers/transport/file_descriptor.h"
#include "drivers/transport/port_lock.h"
#include "drivers/transport/serial.h"

#include <memory>

namespace plugtest::drivers {

/// A serial port that was opened and set, and what goes with it.
struct OpenPort {
  PortLock lock;  // first, so that it is let go of after the port
  FileDescriptor port;
  std::string path;
};

/// A stream over `port`; private to this room. Throws away what had come before and reports
/// `opened` to the Runtime's traffic.
std::unique_ptr<LineStream> make_serial_stream(api::Runtime& runtime, OpenPort port,
                                               const SerialOptions& options);

}  // namespace plugtest::drivers
