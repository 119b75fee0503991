#include "drivers/usb_models/descriptors.h"
#include "drivers/usb_models/models.h"

namespace plugtest::drivers {

namespace {

// PSTN 1.2, 6.3.
constexpr std::uint8_t k_set_line_coding = 0x20;
constexpr std::uint8_t k_get_line_coding = 0x21;
constexpr std::uint8_t k_set_control_line_state = 0x22;
constexpr std::uint8_t k_send_break = 0x23;
constexpr std::uint8_t k_notify = 0x82;
constexpr std::uint8_t k_in = 0x81;
constexpr std::uint8_t k_out = 0x01;

class CdcAcmModel final : public UsbModel {
 public:
  using UsbModel::UsbModel;

  UsbBytes device_descriptor() const override {
    return device_descriptor_of(usb_model_address(UsbBridgeKind::cdc_acm), 0x02, 0x0100);
  }
  UsbBytes configuration_descriptor() const override {
    return configuration_of(2, {interface_descriptor(0, 1, 0x02, 0x02, 0x01),
                                {5, 0x24, 0x00, 0x10, 0x01},  // CDC 1.10
                                {5, 0x24, 0x01, 0x00, 1},     // calls: none, data on interface 1
                                {4, 0x24, 0x02, 0x02},        // line coding and state
                                {5, 0x24, 0x06, 0, 1},        // union of 0 and 1
                                endpoint_descriptor(k_notify, UsbTransferType::interrupt, 16, 10),
                                interface_descriptor(1, 2, 0x0A),
                                endpoint_descriptor(k_in, UsbTransferType::bulk, 64),
                                endpoint_descriptor(k_out, UsbTransferType::bulk, 64)});
  }

 private:
  UsbAnswer vendor_control(const UsbSetup& setup, std::span<const std::uint8_t> data) override {
    switch (setup.request) {
      case k_set_line_coding:
        if (data.size() < 7) return {UsbHandshake::stall, {}};
        line_.baud =
            static_cast<std::uint32_t>(data[0]) | static_cast<std::uint32_t>(data[1]) << 8U |
            static_cast<std::uint32_t>(data[2]) << 16U | static_cast<std::uint32_t>(data[3]) << 24U;
        line_.stop_bits = data[4] == 2 ? StopBits::two : StopBits::one;
        line_.parity = data[5] == 1 ? Parity::odd : data[5] == 2 ? Parity::even : Parity::none;
        line_.data_bits = data[6];
        return {};
      case k_get_line_coding:
        return {UsbHandshake::ack,
                {static_cast<std::uint8_t>(line_.baud), static_cast<std::uint8_t>(line_.baud >> 8U),
                 static_cast<std::uint8_t>(line_.baud >> 16U),
                 static_cast<std::uint8_t>(line_.baud >> 24U),
                 static_cast<std::uint8_t>(line_.stop_bits == StopBits::two ? 2 : 0),
                 static_cast<std::uint8_t>(line_.parity), line_.data_bits}};
      case k_set_control_line_state:
        dtr_ = (setup.value & 1U) != 0;
        return {};
      case k_send_break:
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
    return UsbBytes(packet.begin(), packet.end());
  }
};

}  // namespace

std::unique_ptr<UsbModel> make_cdc_acm_model(UsbModelOptions options) {
  return std::make_unique<CdcAcmModel>(std::move(options));
}

}  // namespace plugtest::drivers
