#pragma once

#include "drivers/modules_core/virtual_line_faults.h"
#include "harness/api/registry.h"
#include "harness/api/virtual_radio.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::drivers {

/// What a virtual module writes to. It knows the planted faults of the line; a device sends what it
/// would send without them.
class VirtualModuleLine {
 public:
  virtual ~VirtualModuleLine() = default;

  /// An answer to the host.
  virtual void answer(std::vector<std::uint8_t> frame) = 0;
  /// What is sent unasked. False when the module's buffer is full: the report is lost.
  virtual bool report(std::vector<std::uint8_t> frame) = 0;
  /// The radio was started at the host's wish: faults that strike later are counted from here.
  virtual void inventory_began() = 0;
  /// Whether a fault of the kind is planted; those of the line need no help of the device.
  virtual bool has_fault(model::ReaderFault fault) const = 0;
  /// Draws whether a fault that concerns one in so many strikes now.
  virtual bool strikes(model::ReaderFault fault) = 0;
};

/// The module behind the line: what a family implements, on an api::VirtualRadio.
class VirtualModuleDevice {
 public:
  virtual ~VirtualModuleDevice() = default;

  /// Bytes of the host, as the line delivered them.
  virtual void on_bytes(std::span<const std::uint8_t> bytes) = 0;
  /// A host has come (over TCP: connected). Bytes of an earlier one belong to another stream.
  virtual void on_host() = 0;
  /// Its power was gone for a moment: the radio stops, and what the module was told is forgotten.
  /// What it prints when it starts.
  virtual std::vector<std::uint8_t> restart() = 0;
};

enum class ModuleAttachment : std::uint8_t { tcp, serial };

/// What a module prints, as bytes.
std::vector<std::uint8_t> text_bytes(std::string_view text);

/// Turns a bit of the last byte, where most protocols have their check.
void spoil_last_byte(std::span<std::uint8_t> frame);

/// ReaderFault::wrong_uii: turns a bit in the middle of a UII. The numbers of a load lie side by
/// side, and a damaged one must not be another piece's.
void spoil_uii(std::span<std::uint8_t> uii);

struct VirtualModuleOptions {
  std::string family;  ///< of its address: "ipico"
  ModuleAttachment attachment = ModuleAttachment::tcp;
  std::uint32_t baud = 115'200;  ///< serial
  SpoilCheck spoil_check = spoil_last_byte;
  std::function<std::unique_ptr<VirtualModuleDevice>(VirtualModuleLine& line)> make_device;
};

/// Ports of `radio` that have an antenna, ascending: those on which an inventory can be begun.
/// Stops what runs.
std::vector<std::uint16_t> connected_antennas(api::VirtualRadio& radio);

/// A virtual module's endpoint: listens on TCP for one host at a time, or holds a pty whose host it
/// paces like a UART. It has the faults of model::ReaderFault that concern a line, besides stalls,
/// garbage and drops-link (over serial: unplugged); over TCP it is a module behind a device server,
/// whose end of the line runs at the wrong speed where that is planted. Errors: `configuration`
/// (the address cannot be bound), `io` (no pty left).
Result<std::unique_ptr<api::Endpoint>> make_virtual_module(api::Runtime& runtime,
                                                           api::VirtualRadio& radio,
                                                           const api::EndpointOptions& endpoint,
                                                           VirtualModuleOptions options);

}  // namespace plugtest::drivers
