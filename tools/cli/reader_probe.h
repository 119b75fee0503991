#pragma once

#include "harness/model/reader_settings.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace spdlog {
class logger;
}
namespace plugtest::drivers {
struct UsbIdentity;
}
namespace plugtest::api {
class ReaderRegistry;
}

namespace plugtest::cli {

/// Who answers at `uri`: connects, asks for the identity, and closes. Nothing is set and no
/// inventory is started, so a reader that is at work is not disturbed, beyond the connection
/// itself. `patience` holds for each of the three. Errors as api::Reader.
Result<model::ReaderIdentity> ask_identity(const api::ReaderRegistry& registry,
                                           const std::string& uri, Nanos patience,
                                           spdlog::logger& log, const std::stop_token& stop);

/// The addresses under which `path` is tried, one for each family that knows serial ports, in the
/// order of their names: "a0+serial:///dev/ttyUSB0", ...
std::vector<std::string> serial_candidates(const api::ReaderRegistry& registry,
                                           std::string_view path);

/// The same for a USB device without a serial port: "a0+usb:///0403:6001/A50285BI", ...
std::vector<std::string> usb_candidates(const api::ReaderRegistry& registry,
                                        const drivers::UsbIdentity& device);

}  // namespace plugtest::cli
