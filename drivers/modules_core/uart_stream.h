#pragma once

#include "drivers/transport/byte_stream.h"
#include "drivers/transport/serial_line.h"
#include "harness/api/runtime.h"

#include <functional>
#include <memory>

namespace plugtest::drivers {

/// A device's UART on a line that itself knows no speed (a pty, or none at all).
struct UartOptions {
  SerialLine line{};  ///< how the device is set
  /// How the host has set its end, asked whenever characters pass. Empty: like the device.
  std::function<SerialLine()> host_line{};
  /// Characters that wait to be sent; what is written beyond them is lost, as from a full buffer.
  std::size_t max_waiting_bytes = std::size_t{16} * 1024;
};

class UartStream : public ByteStream {
 public:
  /// Characters that wait to be sent.
  virtual std::size_t waiting() const = 0;
  /// The device loses its power while it sends: of the piece under way half has gone out, and the
  /// rest is lost.
  virtual void break_off() = 0;
};

/// Makes `inner` as slow as a serial line, both ways, in the Runtime's time: a piece of bytes
/// passes when its last character has. When host and device are set to different speeds, each hears
/// garbage from the other, of the same length.
std::unique_ptr<UartStream> make_uart_stream(api::Runtime& runtime,
                                             std::unique_ptr<ByteStream> inner,
                                             const UartOptions& options);

}  // namespace plugtest::drivers
