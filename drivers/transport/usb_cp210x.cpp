#include "drivers/transport/usb_bridges.h"

#include <array>

namespace plugtest::drivers {

namespace {

// Silicon Labs AN571.
constexpr std::uint8_t k_to_interface = 0x41;
enum Request : std::uint8_t {
  ifc_enable = 0x00,
  set_line_ctl = 0x03,
  set_mhs = 0x07,
  purge = 0x12,
  set_flow = 0x13,
  set_baudrate = 0x1E,
};
constexpr std::uint32_t k_highest_baud = 3'000'000;  // CP2102N; older chips stop at 1 or 2 MBd

class Cp210x final : public UsbBridge {
 public:
  Cp210x(UsbPipes pipes, const UsbBridgeOptions& options)
      : pipes_(std::move(pipes)), options_(options) {}

  UsbBridgeKind kind() const override { return UsbBridgeKind::cp210x; }
  const UsbPipes& pipes() const override { return pipes_; }

  Result<void> open(UsbControl& control, const SerialLine& line) override {
    if (auto done = send(control, ifc_enable, 1); !done) return done;
    if (auto done = set_line(control, line); !done) return done;
    const auto lines =
        static_cast<std::uint16_t>(0x0300U | (options_.dtr ? 1U : 0U) | (options_.rts ? 2U : 0U));
    return send(control, set_mhs, lines);
  }

  Result<void> set_line(UsbControl& control, const SerialLine& line) override {
    if (line.baud > k_highest_baud) {
      return fail(ErrorCode::configuration, "a CP210x cannot do " + to_string(line));
    }
    const std::array<std::uint8_t, 4> baud = {low_byte(line.baud), low_byte(line.baud >> 8U),
                                              low_byte(line.baud >> 16U),
                                              low_byte(line.baud >> 24U)};
    if (auto done = send(control, set_baudrate, 0, baud); !done) return done;
    const auto frame = static_cast<std::uint16_t>((unsigned{line.data_bits} << 8U) |
                                                  (static_cast<std::uint32_t>(line.parity) << 4U) |
                                                  (line.stop_bits == StopBits::two ? 2U : 0U));
    if (auto done = send(control, set_line_ctl, frame); !done) return done;
    // Four words: control handshake, flow replace, XON limit, XOFF limit. DTR and RTS held as set.
    std::array<std::uint8_t, 16> flow{};
    flow[0] = options_.dtr ? 0x01 : 0x00;
    flow[4] = options_.rts ? 0x40 : 0x00;
    if (line.flow == FlowControl::hardware) {
      flow[0] |= 0x08;  // CTS
      flow[4] = 0x80;   // RTS follows the buffer
    } else if (line.flow == FlowControl::software) {
      flow[4] |= 0x03;
      flow[8] = flow[12] = 0x80;
    }
    return send(control, set_flow, 0, flow);
  }

  void close(UsbControl& control) override {
    // The device may be gone already: how the goodbye goes does not matter.
    static_cast<void>(send(control, purge, 0x000F));
    static_cast<void>(send(control, ifc_enable, 0));
  }

 private:
  Result<void> send(UsbControl& control, Request request, std::uint16_t value,
                    std::span<const std::uint8_t> data = {}) const {
    return control.out(k_to_interface, request, value, pipes_.interfaces.front(), data);
  }

  UsbPipes pipes_;
  UsbBridgeOptions options_;
};

}  // namespace

MadeBridge make_cp210x_bridge(const UsbLayout& layout, const UsbBridgeOptions& options) {
  auto pipes = find_pipes(layout, k_any_class, UsbTransferType::bulk, "a CP210x");
  if (!pipes) return fail(pipes.error());
  return std::make_unique<Cp210x>(std::move(*pipes), options);
}

}  // namespace plugtest::drivers
