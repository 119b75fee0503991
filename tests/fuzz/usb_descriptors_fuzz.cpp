// Any bytes as the descriptors of a USB device: refused, or a layout that every kind of bridge can
// judge.

#include "drivers/transport/usb_bridge.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

using namespace plugtest;  // NOLINT(google-build-using-namespace): a fuzz target is one file

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto layout = drivers::parse_descriptors(std::span(data, size));
  if (!layout) return 0;
  for (const auto kind : {drivers::UsbBridgeKind::cdc_acm, drivers::UsbBridgeKind::ftdi,
                          drivers::UsbBridgeKind::cp210x, drivers::UsbBridgeKind::ch34x,
                          drivers::UsbBridgeKind::hid, drivers::UsbBridgeKind::keyboard}) {
    const auto bridge = drivers::make_bridge(kind, *layout);
    if (!bridge) continue;
    if ((*bridge)->pipes().interfaces.empty() || (*bridge)->pipes().in.packet_bytes == 0) abort();
    // The rest of the input as a transfer from such a device.
    (*bridge)->incoming(std::span(data, size), [](std::span<const std::uint8_t> bytes) {
      if (bytes.empty()) abort();
    });
  }
  return 0;
}
