#include "drivers/usb_models/descriptors.h"
#include "drivers/usb_models/models.h"

#include <algorithm>
#include <string_view>

namespace plugtest::drivers {

namespace {

// HID 1.11, 7.1 and 7.2.
enum Request : std::uint8_t {
  get_descriptor = 0x06,
  set_report = 0x09,
  set_idle = 0x0A,
  set_protocol = 0x0B,
};
constexpr std::uint8_t k_report_descriptor = 0x22;
constexpr std::uint8_t k_in = 0x81;
constexpr std::uint8_t k_out = 0x02;
constexpr std::size_t k_report_bytes = 64;

UsbBytes hid_descriptor(std::size_t report_descriptor_bytes) {
  const auto length = static_cast<std::uint16_t>(report_descriptor_bytes);
  return {9, 0x21, 0x11, 0x01, 0, 1, k_report_descriptor, low(length), high(length)};
}

/// Reports of 63 bytes behind an id, both ways, vendor's page.
class HidModel final : public UsbModel {
 public:
  explicit HidModel(UsbModelOptions options) : UsbModel(std::move(options)) { dtr_ = true; }

  UsbBytes device_descriptor() const override {
    return device_descriptor_of(usb_model_address(UsbBridgeKind::hid), 0, 0x0100);
  }
  UsbBytes configuration_descriptor() const override {
    return configuration_of(
        1, {interface_descriptor(0, 2, 0x03), hid_descriptor(report_descriptor().size()),
            endpoint_descriptor(k_in, UsbTransferType::interrupt, 64, 1),
            endpoint_descriptor(k_out, UsbTransferType::interrupt, 64, 1)});
  }

 private:
  UsbBytes report_descriptor() const {
    const std::uint8_t id = options_.bridge_options.hid_report;
    return {0x06, 0x00, 0xFF,        // usage page: vendor's
            0x09, 0x01, 0xA1, 0x01,  // collection
            0x85, id,                // report id
            0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08,
            0x95, 0x3F, 0x09, 0x01, 0x81, 0x02,  // 63 bytes in
            0x09, 0x02, 0x91, 0x02,              // 63 bytes out
            0xC0};
  }

  UsbAnswer vendor_control(const UsbSetup& setup, std::span<const std::uint8_t> /*data*/) override {
    if (setup.request == get_descriptor && setup.value >> 8U == k_report_descriptor) {
      return {UsbHandshake::ack, report_descriptor()};
    }
    if (setup.request == set_idle) return {};
    return {UsbHandshake::stall, {}};
  }

  std::optional<UsbBytes> packet(std::uint8_t endpoint, std::size_t most) override {
    if (endpoint != k_in || most < k_report_bytes) return std::nullopt;
    const UsbBytes bytes = take(k_report_bytes - 2);
    if (bytes.empty()) return std::nullopt;
    UsbBytes report = {options_.bridge_options.hid_report, static_cast<std::uint8_t>(bytes.size())};
    report.insert(report.end(), bytes.begin(), bytes.end());
    report.resize(k_report_bytes);
    return report;
  }

  std::optional<UsbBytes> unwrap(std::uint8_t endpoint,
                                 std::span<const std::uint8_t> packet) override {
    if (endpoint != k_out) return std::nullopt;
    if (packet.size() < 2 || packet[0] != options_.bridge_options.hid_report) return UsbBytes();
    const auto bytes = packet.subspan(2);
    const std::size_t length = std::min<std::size_t>(packet[1], bytes.size());
    return UsbBytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
  }
};

/// A wedge: types what it is given, a key down and all keys up for each character.
class KeyboardModel final : public UsbModel {
 public:
  explicit KeyboardModel(UsbModelOptions options) : UsbModel(std::move(options)) { dtr_ = true; }

  UsbBytes device_descriptor() const override {
    return device_descriptor_of(usb_model_address(UsbBridgeKind::keyboard), 0, 0x0100);
  }
  UsbBytes configuration_descriptor() const override {
    return configuration_of(1, {interface_descriptor(0, 1, 0x03, 0x01, 0x01),
                                hid_descriptor(report_descriptor().size()),
                                endpoint_descriptor(k_in, UsbTransferType::interrupt, 8, 10)});
  }

 private:
  /// HID 1.11, E.6, without the lamps.
  static UsbBytes report_descriptor() {
    return {0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7,
            0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01,
            0x75, 0x08, 0x81, 0x01, 0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65,
            0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0};
  }

  UsbAnswer vendor_control(const UsbSetup& setup, std::span<const std::uint8_t> /*data*/) override {
    if (setup.request == get_descriptor && setup.value >> 8U == k_report_descriptor) {
      return {UsbHandshake::ack, report_descriptor()};
    }
    const bool known =
        setup.request == set_idle || setup.request == set_protocol || setup.request == set_report;
    return {known ? UsbHandshake::ack : UsbHandshake::stall, {}};
  }

  std::optional<UsbBytes> packet(std::uint8_t endpoint, std::size_t most) override {
    if (endpoint != k_in || most < 8) return std::nullopt;
    if (std::exchange(key_down_, false)) return UsbBytes(8);
    const UsbBytes next = take(1);
    if (next.empty()) return std::nullopt;
    key_down_ = true;
    return key_report(static_cast<char>(next.front()));
  }

  std::optional<UsbBytes> unwrap(std::uint8_t /*endpoint*/,
                                 std::span<const std::uint8_t> /*packet*/) override {
    return std::nullopt;
  }

  /// Usages of letters, digits and what lines of tag numbers hold besides.
  static UsbBytes key_report(char c) {
    constexpr std::uint8_t left_shift = 0x02;
    constexpr std::string_view digits = "1234567890";
    UsbBytes report(8);
    if (c >= 'a' && c <= 'z') report[2] = static_cast<std::uint8_t>(0x04 + (c - 'a'));
    if (c >= 'A' && c <= 'Z') {
      report[0] = left_shift;
      report[2] = static_cast<std::uint8_t>(0x04 + (c - 'A'));
    }
    if (const auto digit = digits.find(c); digit != std::string_view::npos) {
      report[2] = static_cast<std::uint8_t>(0x1E + digit);
    }
    if (c == '\n') report[2] = 0x28;
    if (c == ' ') report[2] = 0x2C;
    if (c == '-') report[2] = 0x2D;
    if (c == ',') report[2] = 0x36;
    return report;
  }

  bool key_down_ = false;
};

}  // namespace

std::unique_ptr<UsbModel> make_hid_model(UsbModelOptions options) {
  return std::make_unique<HidModel>(std::move(options));
}

std::unique_ptr<UsbModel> make_keyboard_model(UsbModelOptions options) {
  return std::make_unique<KeyboardModel>(std::move(options));
}

}  // namespace plugtest::drivers
