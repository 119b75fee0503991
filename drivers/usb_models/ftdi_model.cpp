#include "drivers/usb_models/descriptors.h"
#include "drivers/usb_models/models.h"

namespace plugtest::drivers {

namespace {

enum Request : std::uint8_t {
  reset = 0,
  modem_control = 1,
  flow_control = 2,
  baud_rate = 3,
  data_format = 4,
  modem_status = 5,
  event_character = 6,
  error_character = 7,
  set_latency = 9,
  get_latency = 10,
  read_eeprom = 0x90,
};
constexpr std::uint8_t k_in = 0x81;
constexpr std::uint8_t k_out = 0x02;
constexpr std::uint8_t k_modem = 0x31;  // CTS, DSR; bit 0 is always there
constexpr std::uint8_t k_line = 0x60;   // transmitter empty

class FtdiModel final : public UsbModel {
 public:
  using UsbModel::UsbModel;

  UsbBytes device_descriptor() const override {
    // Release 6.00 is how drivers know an FT232R.
    return device_descriptor_of(usb_model_address(UsbBridgeKind::ftdi), 0, 0x0600);
  }
  UsbBytes configuration_descriptor() const override {
    return configuration_of(1, {interface_descriptor(0, 2, k_vendor_class, 0xFF, 0xFF),
                                endpoint_descriptor(k_in, UsbTransferType::bulk, 64),
                                endpoint_descriptor(k_out, UsbTransferType::bulk, 64)});
  }

 private:
  UsbAnswer vendor_control(const UsbSetup& setup, std::span<const std::uint8_t> /*data*/) override {
    switch (setup.request) {
      case reset:
        if (setup.value == 0) latency_ms_ = 16;
        if (setup.value <= 1) discard_unread();  // 1: what was received; 2: what is to be sent
        return {};
      case modem_control:
        if ((setup.value & 0x0100U) != 0) dtr_ = (setup.value & 1U) != 0;
        return {};
      case flow_control:
        line_.flow = (setup.index & 0x0100U) != 0   ? FlowControl::hardware
                     : (setup.index & 0x0400U) != 0 ? FlowControl::software
                                                    : FlowControl::none;
        return {};
      case baud_rate:
        line_.baud = ftdi_baud(setup.value | static_cast<std::uint32_t>(setup.index & 1U) << 16U);
        return {};
      case data_format:
        line_.data_bits = static_cast<std::uint8_t>(setup.value & 0xFFU);
        line_.parity = static_cast<Parity>(((setup.value >> 8U) & 7U) % 3U);
        line_.stop_bits = ((setup.value >> 11U) & 3U) == 2 ? StopBits::two : StopBits::one;
        return {};
      case modem_status:
        return {UsbHandshake::ack, {k_modem, k_line}};
      case set_latency:
        latency_ms_ = static_cast<std::uint8_t>(setup.value & 0xFFU);
        return {};
      case get_latency:
        return {UsbHandshake::ack, {latency_ms_}};
      case read_eeprom:
        return {UsbHandshake::ack, {0xFF, 0xFF}};  // none is fitted
      case event_character:
      case error_character:
        return {};
      default:
        return {UsbHandshake::stall, {}};
    }
  }

  /// Two status bytes lead every packet, and stand alone in one when there is nothing to say; the
  /// chip sends those once in each latency period, here it is when the host asks after an answer
  /// with bytes, so that a host sees them, and never spins on them.
  std::optional<UsbBytes> packet(std::uint8_t endpoint, std::size_t most) override {
    if (endpoint != k_in || most < 2) return std::nullopt;
    UsbBytes bytes = {k_modem, k_line};
    const UsbBytes taken = take(most - 2);
    if (taken.empty() && !std::exchange(status_due_, false)) return std::nullopt;
    if (!taken.empty()) status_due_ = true;
    bytes.insert(bytes.end(), taken.begin(), taken.end());
    return bytes;
  }

  std::optional<UsbBytes> unwrap(std::uint8_t endpoint,
                                 std::span<const std::uint8_t> packet) override {
    if (endpoint != k_out) return std::nullopt;
    return UsbBytes(packet.begin(), packet.end());
  }

  std::uint8_t latency_ms_ = 16;
  bool status_due_ = true;
};

}  // namespace

std::unique_ptr<UsbModel> make_ftdi_model(UsbModelOptions options) {
  return std::make_unique<FtdiModel>(std::move(options));
}

}  // namespace plugtest::drivers
