#include "drivers/transport/usb_bridges.h"

#include <algorithm>
#include <array>

namespace plugtest::drivers {

namespace {

// HID 1.11: 7.2 requests, B.1 boot keyboard report.
constexpr std::uint8_t k_class_hid = 0x03;
constexpr std::uint8_t k_to_interface = 0x21;
enum Request : std::uint8_t { set_report = 0x09, set_idle = 0x0A, set_protocol = 0x0B };
constexpr std::uint16_t k_output_report = 0x0200;
constexpr std::size_t k_report_bytes = 64;  // with its id

/// Reports of a fixed size that say how many of their bytes count.
class Reports final : public UsbBridge {
 public:
  Reports(UsbPipes pipes, const UsbBridgeOptions& options)
      : pipes_(std::move(pipes)), id_(options.hid_report) {}

  UsbBridgeKind kind() const override { return UsbBridgeKind::hid; }
  const UsbPipes& pipes() const override { return pipes_; }
  Result<void> open(UsbControl& /*control*/, const SerialLine& /*line*/) override { return {}; }
  Result<void> set_line(UsbControl& /*control*/, const SerialLine& /*line*/) override { return {}; }

  void incoming(std::span<const std::uint8_t> transfer, const OnBytes& on_bytes) override {
    const std::size_t head = header();
    if (transfer.size() < head || (id_ != 0 && transfer[0] != id_)) return;  // another report
    const std::size_t length = transfer[head - 1];
    const auto bytes = transfer.subspan(head);
    if (length != 0) on_bytes(bytes.first(std::min(length, bytes.size())));
  }

  std::vector<std::vector<std::uint8_t>> outgoing(std::span<const std::uint8_t> bytes) override {
    std::vector<std::vector<std::uint8_t>> reports;
    const std::size_t most = k_report_bytes - header();
    while (!bytes.empty()) {
      const auto part = bytes.first(std::min(most, bytes.size()));
      std::vector<std::uint8_t> report;
      if (id_ != 0) report.push_back(id_);
      report.push_back(static_cast<std::uint8_t>(part.size()));
      report.insert(report.end(), part.begin(), part.end());
      report.resize(k_report_bytes);
      reports.push_back(std::move(report));
      bytes = bytes.subspan(part.size());
    }
    return reports;
  }

  Result<void> write_by_control(UsbControl& control,
                                std::span<const std::uint8_t> transfer) override {
    return control.out(k_to_interface, set_report,
                       static_cast<std::uint16_t>(k_output_report | id_), pipes_.interfaces.front(),
                       transfer);
  }

 private:
  std::size_t header() const { return id_ != 0 ? 2 : 1; }

  UsbPipes pipes_;
  std::uint8_t id_;
};

// HID Usage Tables, keyboard page: what keys type on a US keyboard, from usage 4 on.
constexpr std::string_view k_plain = "abcdefghijklmnopqrstuvwxyz1234567890\n\x1b\b\t -=[]\\#;'`,./";
constexpr std::string_view k_shifted =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\n\x1b\b\t _+{}|~:\"~<>?";
constexpr std::string_view k_keypad = "/*-+\n1234567890.";  // from usage 0x54 on
constexpr std::uint8_t k_first_key = 0x04;
constexpr std::uint8_t k_first_keypad = 0x54;
constexpr std::uint8_t k_shift_keys = 0x22;  // left and right, in the modifier byte

/// A keyboard wedge: keys that were not down in the report before are typed.
class Keyboard final : public UsbBridge {
 public:
  explicit Keyboard(UsbPipes pipes) : pipes_(std::move(pipes)) { pipes_.out.reset(); }

  UsbBridgeKind kind() const override { return UsbBridgeKind::keyboard; }
  const UsbPipes& pipes() const override { return pipes_; }

  Result<void> open(UsbControl& control, const SerialLine& /*line*/) override {
    const std::uint16_t interface = pipes_.interfaces.front();
    if (auto done = control.out(k_to_interface, set_protocol, 0, interface); !done) return done;
    // A keyboard may refuse this one (HID 7.2.4); then it repeats reports, which harms nothing.
    control.out(k_to_interface, set_idle, 0, interface);
    return {};
  }
  Result<void> set_line(UsbControl& /*control*/, const SerialLine& /*line*/) override { return {}; }

  void incoming(std::span<const std::uint8_t> transfer, const OnBytes& on_bytes) override {
    std::array<std::uint8_t, 6> keys{};
    if (transfer.size() < 8) return;
    std::copy_n(transfer.begin() + 2, keys.size(), keys.begin());
    const bool shift = (transfer[0] & k_shift_keys) != 0;
    std::vector<std::uint8_t> text;
    for (const std::uint8_t key : keys) {
      const bool held = std::ranges::find(down_, key) != down_.end();
      if (const auto typed = character(key, shift); typed && !held) text.push_back(*typed);
    }
    down_ = keys;
    if (!text.empty()) on_bytes(text);
  }

  std::vector<std::vector<std::uint8_t>> outgoing(std::span<const std::uint8_t> /*b*/) override {
    return {};  // nobody listens
  }

 private:
  static std::optional<std::uint8_t> character(std::uint8_t key, bool shift) {
    const std::string_view table = shift ? k_shifted : k_plain;
    if (key >= k_first_key && key < k_first_key + table.size()) {
      return static_cast<std::uint8_t>(table[key - k_first_key]);
    }
    if (key >= k_first_keypad && key < k_first_keypad + k_keypad.size()) {
      return static_cast<std::uint8_t>(k_keypad[key - k_first_keypad]);
    }
    return std::nullopt;
  }

  UsbPipes pipes_;
  std::array<std::uint8_t, 6> down_{};
};

}  // namespace

MadeBridge make_hid_bridge(UsbBridgeKind kind, const UsbLayout& layout,
                           const UsbBridgeOptions& options) {
  auto pipes = find_pipes(layout, k_class_hid, UsbTransferType::interrupt, "a HID reader");
  if (!pipes) return fail(pipes.error());
  if (kind == UsbBridgeKind::keyboard) return std::make_unique<Keyboard>(std::move(*pipes));
  return std::make_unique<Reports>(std::move(*pipes), options);
}

}  // namespace plugtest::drivers
