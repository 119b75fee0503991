#include "drivers/transport/usb_bridges.h"

#include <algorithm>
#include <array>

namespace plugtest::drivers {

namespace {

constexpr std::uint8_t k_to_device = 0x40;
enum Request : std::uint8_t {
  reset = 0,
  modem_control = 1,
  flow_control = 2,
  baud_rate = 3,
  data = 4,
  latency_timer = 9,
};
constexpr std::uint32_t k_base = 24'000'000;  // 48 MHz / 16, in eighths
constexpr std::array<std::uint32_t, 8> k_eighths = {0, 3, 2, 4, 1, 5, 6, 7};  // code of a fraction
constexpr std::uint16_t k_latency_ms = 1;  // 16 by default: long for frames of 20 bytes
constexpr std::size_t k_status_bytes = 2;  // modem and line status lead every packet

class Ftdi final : public UsbBridge {
 public:
  Ftdi(UsbPipes pipes, const UsbBridgeOptions& options)
      : pipes_(std::move(pipes)), options_(options) {
    // Chips with several ports number them from 1 in the index.
    port_ = pipes_.interfaces.front() == 0
                ? 0
                : static_cast<std::uint16_t>(pipes_.interfaces.front() + 1);
  }

  UsbBridgeKind kind() const override { return UsbBridgeKind::ftdi; }
  const UsbPipes& pipes() const override { return pipes_; }

  Result<void> open(UsbControl& control, const SerialLine& line) override {
    if (auto done = control.out(k_to_device, reset, 0, port_); !done) return done;
    if (auto done = set_line(control, line); !done) return done;
    if (auto done = control.out(k_to_device, latency_timer, k_latency_ms, port_); !done)
      return done;
    const auto dtr = static_cast<std::uint16_t>(options_.dtr ? 0x0101 : 0x0100);
    if (auto done = control.out(k_to_device, modem_control, dtr, port_); !done) return done;
    const auto rts = static_cast<std::uint16_t>(options_.rts ? 0x0202 : 0x0200);
    return control.out(k_to_device, modem_control, rts, port_);
  }

  Result<void> set_line(UsbControl& control, const SerialLine& line) override {
    const auto divisor = ftdi_divisor(line.baud);
    if (!divisor || line.data_bits < 7) {
      return fail(ErrorCode::configuration, "an FTDI chip cannot do " + to_string(line));
    }
    const auto index = static_cast<std::uint16_t>(port_ == 0 ? *divisor >> 16U
                                                             : ((*divisor >> 16U) << 8U) | port_);
    if (auto done = control.out(k_to_device, baud_rate, low_word(*divisor), index); !done) {
      return done;
    }
    const auto frame = static_cast<std::uint16_t>(
        line.data_bits | (static_cast<std::uint32_t>(line.parity) << 8U) |
        (line.stop_bits == StopBits::two ? 2U << 11U : 0U));
    if (auto done = control.out(k_to_device, data, frame, port_); !done) return done;
    constexpr std::array<std::uint16_t, 3> flows = {0, 1, 4};  // none, RTS/CTS, XON/XOFF
    const std::uint16_t flow = flows.at(static_cast<std::size_t>(line.flow));
    const auto characters = static_cast<std::uint16_t>(flow == 4 ? 0x1311 : 0);  // XOFF, XON
    return control.out(k_to_device, flow_control, characters,
                       static_cast<std::uint16_t>((flow << 8U) | port_));
  }

  void close(UsbControl& control) override {
    for (const std::uint16_t off : {std::uint16_t{0x0100}, std::uint16_t{0x0200}}) {  // DTR, RTS
      if (!control.out(k_to_device, modem_control, off, port_)) return;
    }
  }

  void incoming(std::span<const std::uint8_t> transfer, const OnBytes& on_bytes) override {
    while (transfer.size() > k_status_bytes) {
      const auto packet =
          transfer.first(std::min<std::size_t>(transfer.size(), pipes_.in.packet_bytes));
      if (packet.size() > k_status_bytes) on_bytes(packet.subspan(k_status_bytes));
      transfer = transfer.subspan(packet.size());
    }
  }

 private:
  UsbPipes pipes_;
  UsbBridgeOptions options_;
  std::uint16_t port_ = 0;
};

}  // namespace

std::optional<std::uint32_t> ftdi_divisor(std::uint32_t baud) {
  if (baud == 0 || baud > 3'000'000) return std::nullopt;
  const std::uint32_t eighths = (k_base + baud / 2) / baud;
  if ((eighths >> 3U) > 0x3FFFU) return std::nullopt;
  const std::uint32_t made = (k_base + eighths / 2) / eighths;
  const std::uint32_t off = made > baud ? made - baud : baud - made;
  if (off * 33ULL > baud) return std::nullopt;
  if (eighths == 8) return 0;   // 3 MBd
  if (eighths == 12) return 1;  // 2 MBd; nothing else lies between
  return eighths < 16 ? std::nullopt
                      : std::optional((eighths >> 3U) | (k_eighths.at(eighths & 7U) << 14U));
}

std::uint32_t ftdi_baud(std::uint32_t divisor) {
  if (divisor == 0) return 3'000'000;
  if (divisor == 1) return 2'000'000;
  const auto* const code = std::ranges::find(k_eighths, divisor >> 14U);
  const auto fraction = static_cast<std::uint32_t>(code - k_eighths.begin());
  const std::uint32_t eighths = ((divisor & 0x3FFFU) << 3U) | (fraction & 7U);
  return eighths == 0 ? 3'000'000 : (k_base + eighths / 2) / eighths;
}

MadeBridge make_ftdi_bridge(const UsbLayout& layout, const UsbBridgeOptions& options) {
  auto pipes = find_pipes(layout, k_any_class, UsbTransferType::bulk, "an FTDI chip");
  if (!pipes) return fail(pipes.error());
  return std::make_unique<Ftdi>(std::move(*pipes), options);
}

}  // namespace plugtest::drivers
