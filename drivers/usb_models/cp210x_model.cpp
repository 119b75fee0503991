#include "drivers/usb_models/descriptors.h"
#include "drivers/usb_models/models.h"

#include <algorithm>

namespace plugtest::drivers {

namespace {

// Silicon Labs AN571.
enum Request : std::uint8_t {
  ifc_enable = 0x00,
  set_line_ctl = 0x03,
  get_line_ctl = 0x04,
  set_break = 0x05,
  set_mhs = 0x07,
  get_mdmsts = 0x08,
  get_comm_status = 0x10,
  purge = 0x12,
  set_flow = 0x13,
  get_flow = 0x14,
  set_chars = 0x19,
  get_baudrate = 0x1D,
  set_baudrate = 0x1E,
  vendor_specific = 0xFF,
};
constexpr std::uint16_t k_get_part_number = 0x370B;
constexpr std::uint8_t k_part_cp2102 = 0x02;
constexpr std::uint8_t k_in = 0x82;
constexpr std::uint8_t k_out = 0x01;

class Cp210xModel final : public UsbModel {
 public:
  using UsbModel::UsbModel;

  UsbBytes device_descriptor() const override {
    return device_descriptor_of(usb_model_address(UsbBridgeKind::cp210x), 0, 0x0100);
  }
  UsbBytes configuration_descriptor() const override {
    return configuration_of(1, {interface_descriptor(0, 2, k_vendor_class),
                                endpoint_descriptor(k_in, UsbTransferType::bulk, 64),
                                endpoint_descriptor(k_out, UsbTransferType::bulk, 64)});
  }

 private:
  UsbAnswer vendor_control(const UsbSetup& setup, std::span<const std::uint8_t> data) override {
    switch (setup.request) {
      case ifc_enable:
        enabled_ = setup.value != 0;
        if (!enabled_) dtr_ = false;
        return {};
      case set_line_ctl:
        line_.data_bits = static_cast<std::uint8_t>(setup.value >> 8U);
        line_.parity = static_cast<Parity>(((setup.value >> 4U) & 0x0FU) % 3U);
        line_.stop_bits = (setup.value & 0x0FU) == 2 ? StopBits::two : StopBits::one;
        return {};
      case get_line_ctl: {
        const auto bits = static_cast<std::uint16_t>(unsigned{line_.data_bits} << 8U |
                                                     static_cast<unsigned>(line_.parity) << 4U |
                                                     (line_.stop_bits == StopBits::two ? 2U : 0U));
        return {UsbHandshake::ack, {low(bits), high(bits)}};
      }
      case set_mhs:
        if ((setup.value & 0x0100U) != 0) dtr_ = enabled_ && (setup.value & 1U) != 0;
        return {};
      case get_mdmsts:
        return {UsbHandshake::ack, {static_cast<std::uint8_t>(dtr_ ? 0x33 : 0x30)}};  // CTS, DSR
      case get_comm_status:
        return {UsbHandshake::ack, UsbBytes(19, 0)};
      case set_flow:
        if (data.size() < flow_.size()) return {UsbHandshake::stall, {}};
        std::copy_n(data.begin(), flow_.size(), flow_.begin());
        if ((flow_[0] & 3U) == 1 && enabled_) dtr_ = true;
        return {};
      case get_flow:
        return {UsbHandshake::ack, {flow_.begin(), flow_.end()}};
      case set_baudrate:
        if (data.size() < 4) return {UsbHandshake::stall, {}};
        line_.baud =
            static_cast<std::uint32_t>(data[0]) | static_cast<std::uint32_t>(data[1]) << 8U |
            static_cast<std::uint32_t>(data[2]) << 16U | static_cast<std::uint32_t>(data[3]) << 24U;
        return {};
      case get_baudrate:
        return {UsbHandshake::ack,
                {static_cast<std::uint8_t>(line_.baud), static_cast<std::uint8_t>(line_.baud >> 8U),
                 static_cast<std::uint8_t>(line_.baud >> 16U),
                 static_cast<std::uint8_t>(line_.baud >> 24U)}};
      case vendor_specific:
        if (setup.value != k_get_part_number) return {UsbHandshake::stall, {}};
        return {UsbHandshake::ack, {k_part_cp2102}};
      case purge:
      case set_break:
      case set_chars:
        return {};
      default:
        return {UsbHandshake::stall, {}};
    }
  }

  std::optional<UsbBytes> packet(std::uint8_t endpoint, std::size_t most) override {
    if (endpoint != k_in) return std::nullopt;
    UsbBytes bytes = take(most);
    if (bytes.empty()) return std::nullopt;
    return bytes;
  }

  std::optional<UsbBytes> unwrap(std::uint8_t endpoint,
                                 std::span<const std::uint8_t> packet) override {
    if (endpoint != k_out) return std::nullopt;
    if (!enabled_) return UsbBytes();  // the UART is off
    return UsbBytes(packet.begin(), packet.end());
  }

  bool enabled_ = false;
  std::array<std::uint8_t, 16> flow_{};
};

}  // namespace

std::unique_ptr<UsbModel> make_cp210x_model(UsbModelOptions options) {
  return std::make_unique<Cp210xModel>(std::move(options));
}

}  // namespace plugtest::drivers
