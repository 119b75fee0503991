#include "drivers/usb_models/descriptors.h"
#include "drivers/usb_models/models.h"

namespace plugtest::drivers {

namespace {

enum Request : std::uint8_t {
  read_version = 0x5F,
  read_register = 0x95,
  write_register = 0x9A,
  serial_init = 0xA1,
  modem_control = 0xA4,
};
constexpr std::uint16_t k_divisor_registers = 0x1312;
constexpr std::uint16_t k_lcr_registers = 0x2518;
constexpr std::uint8_t k_version = 0x31;
constexpr std::uint8_t k_in = 0x82;
constexpr std::uint8_t k_out = 0x02;
constexpr std::uint8_t k_notify = 0x81;

class Ch34xModel final : public UsbModel {
 public:
  explicit Ch34xModel(UsbModelOptions options) : UsbModel(std::move(options)) {
    packet_bytes_ = 32;
  }

  UsbBytes device_descriptor() const override {
    return device_descriptor_of(usb_model_address(UsbBridgeKind::ch34x), k_vendor_class, 0x0264);
  }
  UsbBytes configuration_descriptor() const override {
    return configuration_of(1, {interface_descriptor(0, 3, k_vendor_class, 0x01, 0x02),
                                endpoint_descriptor(k_in, UsbTransferType::bulk, 32),
                                endpoint_descriptor(k_out, UsbTransferType::bulk, 32),
                                endpoint_descriptor(k_notify, UsbTransferType::interrupt, 8, 1)});
  }

 private:
  UsbAnswer vendor_control(const UsbSetup& setup, std::span<const std::uint8_t> /*data*/) override {
    switch (setup.request) {
      case read_version:
        return {UsbHandshake::ack, {k_version, 0x00}};
      case read_register:
        // Modem status, inverted: CTS and DSR are there. Other registers read as set.
        if (setup.value == 0x0706) return {UsbHandshake::ack, {0xFC, 0xFF}};
        if (setup.value == k_lcr_registers) return {UsbHandshake::ack, {lcr_, 0x00}};
        return {UsbHandshake::ack, {0x00, 0x00}};
      case write_register:
        write(setup);
        return {};
      case serial_init:
        if (setup.index != 0) line_.baud = ch34x_baud(setup.index & 0xFF07U);
        return {};
      case modem_control:
        dtr_ = (~setup.value & 0x20U) != 0;
        return {};
      default:
        return {UsbHandshake::stall, {}};
    }
  }

  void write(const UsbSetup& setup) {
    if (setup.value == k_divisor_registers) {
      line_.baud = ch34x_baud(setup.index & 0xFF07U);
    } else if (setup.value == k_lcr_registers) {
      lcr_ = low(setup.index);
      line_.data_bits = static_cast<std::uint8_t>(5U + (lcr_ & 3U));
      line_.stop_bits = (lcr_ & 0x04U) != 0 ? StopBits::two : StopBits::one;
      line_.parity = (lcr_ & 0x08U) == 0   ? Parity::none
                     : (lcr_ & 0x10U) != 0 ? Parity::even
                                           : Parity::odd;
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

  std::uint8_t lcr_ = 0xC3;
};

}  // namespace

std::unique_ptr<UsbModel> make_ch34x_model(UsbModelOptions options) {
  return std::make_unique<Ch34xModel>(std::move(options));
}

}  // namespace plugtest::drivers
