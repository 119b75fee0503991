#include "drivers/transport/usb_bridges.h"

namespace plugtest::drivers {

namespace {

constexpr std::uint8_t k_to_device = 0x40;
constexpr std::uint8_t k_from_device = 0xC0;
enum Request : std::uint8_t {
  read_version = 0x5F,
  write_register = 0x9A,
  serial_init = 0xA1,
  modem_control = 0xA4,
};
constexpr std::uint16_t k_divisor_registers = 0x1312;
constexpr std::uint16_t k_lcr_registers = 0x2518;
constexpr std::uint16_t k_flow_registers = 0x2727;
constexpr std::uint8_t k_unbuffered = 0x80;  // pass bytes on at once, not 32 at a time
constexpr std::uint32_t k_clock = 48'000'000;

class Ch34x final : public UsbBridge {
 public:
  Ch34x(UsbPipes pipes, const UsbBridgeOptions& options)
      : pipes_(std::move(pipes)), options_(options) {}

  UsbBridgeKind kind() const override { return UsbBridgeKind::ch34x; }
  const UsbPipes& pipes() const override { return pipes_; }

  Result<void> open(UsbControl& control, const SerialLine& line) override {
    const auto version = control.in(k_from_device, read_version, 0, 0, 2);
    if (!version) return fail(version.error());
    if (version->empty()) return fail(ErrorCode::protocol, "the CH34x told no version");
    has_lcr_ = version->front() >= 0x30;
    if (auto done = control.out(k_to_device, serial_init, 0, 0); !done) return done;
    if (auto done = set_line(control, line); !done) return done;
    return set_lines(control, options_.dtr, options_.rts);
  }

  Result<void> set_line(UsbControl& control, const SerialLine& line) override {
    const auto divisor = ch34x_divisor(line.baud);
    // Before version 0x30 the frame is 8N1 for ever.
    if (!divisor || (!has_lcr_ && (line.data_bits != 8 || line.parity != Parity::none ||
                                   line.stop_bits != StopBits::one))) {
      return fail(ErrorCode::configuration, "this CH34x cannot do " + to_string(line));
    }
    if (auto done = control.out(k_to_device, write_register, k_divisor_registers,
                                static_cast<std::uint16_t>(*divisor | k_unbuffered));
        !done) {
      return done;
    }
    if (has_lcr_) {
      unsigned lcr = 0xC0U | (line.data_bits - 5U);  // receiver and transmitter on
      if (line.stop_bits == StopBits::two) lcr |= 0x04U;
      if (line.parity != Parity::none) lcr |= 0x08U;
      if (line.parity == Parity::even) lcr |= 0x10U;
      if (auto done = control.out(k_to_device, write_register, k_lcr_registers,
                                  static_cast<std::uint16_t>(lcr));
          !done) {
        return done;
      }
    }
    const auto flow = static_cast<std::uint16_t>(line.flow == FlowControl::hardware ? 0x0101 : 0);
    return control.out(k_to_device, write_register, k_flow_registers, flow);
  }

  void close(UsbControl& control) override { set_lines(control, false, false); }

 private:
  static Result<void> set_lines(UsbControl& control, bool dtr, bool rts) {
    const unsigned lines = (dtr ? 0x20U : 0U) | (rts ? 0x40U : 0U);
    return control.out(k_to_device, modem_control, static_cast<std::uint16_t>(~lines & 0xFFFFU), 0);
  }

  UsbPipes pipes_;
  UsbBridgeOptions options_;
  bool has_lcr_ = true;
};

}  // namespace

std::uint32_t ch34x_baud(std::uint16_t word) {
  const unsigned prescaler = word & 0x03U;
  const unsigned fast = (word >> 2U) & 0x01U;
  const unsigned divisor = 0x100U - (word >> 8U);
  const std::uint32_t steps = (1U << (12U - 3U * prescaler - fast)) * divisor;
  return (k_clock + steps / 2) / steps;
}

std::optional<std::uint16_t> ch34x_divisor(std::uint32_t baud) {
  std::optional<std::uint16_t> best;
  std::uint32_t best_off = baud / 33;  // 3 %
  for (unsigned fast = 0; fast <= 1; ++fast) {
    for (const unsigned prescaler : {3U, 2U, 1U, 0U}) {  // some chips do badly with less than 3
      // The chip miscounts small divisors of the faster clock.
      for (unsigned divisor = fast != 0 ? 9 : 2; divisor <= 0xFF; ++divisor) {
        const auto word =
            static_cast<std::uint16_t>(((0x100U - divisor) << 8U) | (fast << 2U) | prescaler);
        const std::uint32_t made = ch34x_baud(word);
        const std::uint32_t off = made > baud ? made - baud : baud - made;
        if (off < best_off) {
          best_off = off;
          best = word;
        }
      }
    }
  }
  return best;
}

MadeBridge make_ch34x_bridge(const UsbLayout& layout, const UsbBridgeOptions& options) {
  auto pipes = find_pipes(layout, k_any_class, UsbTransferType::bulk, "a CH34x");
  if (!pipes) return fail(pipes.error());
  return std::make_unique<Ch34x>(std::move(*pipes), options);
}

}  // namespace plugtest::drivers
