// Any bytes from a USB/IP peer, to each kind of model: answers stay in proportion to the questions,
// and nothing breaks.

#include "drivers/usb_models/usbip_session.h"
#include "tests/doubles/usbip_device.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

using namespace plugtest;  // NOLINT(google-build-using-namespace): a fuzz target is one file

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto kind = static_cast<drivers::UsbBridgeKind>(data[0] % 6U);
  const auto model = drivers::make_usb_model(kind);
  std::size_t answered = 0;
  doubles::UsbIpDeviceAtOne device(*model);
  drivers::UsbIpSession session(
      device, [&](std::span<const std::uint8_t> bytes) { answered += bytes.size(); });
  const std::span input(data + 1, size - 1);
  const std::size_t half = input.size() / 2;
  session.push(input.first(half));
  model->to_host(std::span(data, size));
  session.poll();
  session.push(input.subspan(half));
  // The longest answer to the shortest question: a device list of some 350 bytes to 8.
  if (answered > 64 * size + 1024) abort();
  return 0;
}
