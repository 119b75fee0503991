#include "drivers/transport/usb_bridges.h"

#include <algorithm>
#include <array>

namespace plugtest::drivers {

namespace {

// PSTN 1.2, 6.3: requests to the communications interface.
constexpr std::uint8_t k_to_interface = 0x21;
constexpr std::uint8_t k_set_line_coding = 0x20;
constexpr std::uint8_t k_set_control_line_state = 0x22;
constexpr std::uint8_t k_class_communications = 0x02;
constexpr std::uint8_t k_class_data = 0x0A;

class CdcAcm final : public UsbBridge {
 public:
  CdcAcm(UsbPipes pipes, std::uint8_t control_interface, const UsbBridgeOptions& options)
      : pipes_(std::move(pipes)), control_interface_(control_interface), options_(options) {}

  UsbBridgeKind kind() const override { return UsbBridgeKind::cdc_acm; }
  const UsbPipes& pipes() const override { return pipes_; }

  Result<void> open(UsbControl& control, const SerialLine& line) override {
    if (auto set = set_line(control, line); !set) return set;
    // Many readers send nothing until DTR is there.
    return lines(control, options_.dtr, options_.rts);
  }

  Result<void> set_line(UsbControl& control, const SerialLine& line) override {
    const std::array<std::uint8_t, 7> coding = {
        low_byte(line.baud),
        low_byte(line.baud >> 8U),
        low_byte(line.baud >> 16U),
        low_byte(line.baud >> 24U),
        static_cast<std::uint8_t>(line.stop_bits == StopBits::two ? 2 : 0),
        static_cast<std::uint8_t>(line.parity),  // 0 none, 1 odd, 2 even
        line.data_bits};
    return control.out(k_to_interface, k_set_line_coding, 0, control_interface_, coding);
  }

  void close(UsbControl& control) override { lines(control, false, false); }

 private:
  Result<void> lines(UsbControl& control, bool dtr, bool rts) const {
    const auto state = static_cast<std::uint16_t>((dtr ? 1U : 0U) | (rts ? 2U : 0U));
    return control.out(k_to_interface, k_set_control_line_state, state, control_interface_);
  }

  UsbPipes pipes_;
  std::uint8_t control_interface_;
  UsbBridgeOptions options_;
};

}  // namespace

MadeBridge make_cdc_acm_bridge(const UsbLayout& layout, const UsbBridgeOptions& options) {
  const auto control =
      std::ranges::find(layout.interfaces, k_class_communications, &UsbInterface::device_class);
  auto pipes = find_pipes(layout, k_class_data, UsbTransferType::bulk, "CDC-ACM");
  if (!pipes) return fail(pipes.error());
  if (control == layout.interfaces.end()) {
    return fail(ErrorCode::configuration, "the USB device has no communications interface");
  }
  pipes->interfaces.insert(pipes->interfaces.begin(), control->number);
  pipes->zero_length_packet = true;
  return std::make_unique<CdcAcm>(std::move(*pipes), control->number, options);
}

}  // namespace plugtest::drivers
