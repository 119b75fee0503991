#pragma once

#include "drivers/transport/byte_stream.h"
#include "drivers/transport/serial.h"
#include "harness/api/done.h"
#include "harness/api/runtime.h"
#include "harness/api/uri.h"
#include "harness/api/wire_tap.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// What a family of modules assumes where an address is silent.
struct ModuleAddressing {
  std::uint16_t tcp_port = 0;
  SerialOptions serial{};                 ///< speed and form of the line
  std::vector<std::string> query_keys{};  ///< of the family's own, behind '?' on any transport
};

/// The way to a module, chosen by its address. Opening again is for after a loss.
class ModuleTransport {
 public:
  virtual ~ModuleTransport() = default;

  /// Calls `done` once, never from inside: with the open stream, `unreachable`, `timed_out`, or
  /// `configuration` for a line that the port cannot do. One attempt at a time.
  virtual void open(Nanos timeout, api::Done<std::unique_ptr<ByteStream>> done) = 0;

  /// Forgets an attempt under way; its `done` is not called.
  virtual void forget() = 0;
};

/// `uri` is of a family of modules with the transport tcp, serial or usb. Errors: `configuration`
/// for another transport, for a path that names no USB device, or for what the query asks for and
/// nobody knows.
Result<std::unique_ptr<ModuleTransport>> make_module_transport(api::Runtime& runtime,
                                                               const api::ReaderUri& uri,
                                                               const ModuleAddressing& addressing,
                                                               api::WireTap* wire_tap);

}  // namespace plugtest::drivers
