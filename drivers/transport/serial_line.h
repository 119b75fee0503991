#pragma once

#include "drivers/transport/byte_stream.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <string>

namespace plugtest::drivers {

enum class Parity : std::uint8_t { none, odd, even };
enum class StopBits : std::uint8_t { one, two };
enum class FlowControl : std::uint8_t { none, hardware, software };  ///< RTS/CTS, XON/XOFF

/// How the two ends of a serial line speak.
struct SerialLine {
  std::uint32_t baud = 115'200;
  std::uint8_t data_bits = 8;  ///< 5 to 8
  Parity parity = Parity::none;
  StopBits stop_bits = StopBits::one;
  FlowControl flow = FlowControl::none;

  bool operator==(const SerialLine&) const = default;
};

/// "9600 8N1" (with " RTS/CTS" or " XON/XOFF"), as people write it.
std::string to_string(const SerialLine& line);

/// How long one character takes on the line: start bit, data, parity, stop bits.
inline std::uint32_t bits_per_character(const SerialLine& line) {
  return 1U + line.data_bits + (line.parity == Parity::none ? 0U : 1U) +
         (line.stop_bits == StopBits::two ? 2U : 1U);
}

/// A byte stream whose line can be set anew while it is open: a serial port, or a USB device that
/// is one.
class LineStream : public ByteStream {
 public:
  /// Holds for what is written from now on; whoever changes the speed in a dialogue first waits for
  /// the answer at the old one. Errors: `configuration` when the device cannot do it, `link_lost`.
  virtual Result<void> set_line(const SerialLine& line) = 0;
};

}  // namespace plugtest::drivers
