#include "drivers/usb_models/usb_model.h"

#include <algorithm>
#include <utility>

namespace plugtest::drivers {

namespace {

// USB 2.0, table 9-4 and 9-5.
enum Standard : std::uint8_t {
  get_status = 0,
  clear_feature = 1,
  set_feature = 3,
  set_address = 5,
  get_descriptor = 6,
  get_configuration = 8,
  set_configuration = 9,
  get_interface = 10,
  set_interface = 11,
};
enum Descriptor : std::uint8_t { device = 1, configuration = 2, string = 3 };
constexpr std::uint8_t k_type_mask = 0x60;  // of bmRequestType: standard, class, vendor
constexpr std::uint16_t k_english = 0x0409;
constexpr std::size_t k_most_unread = std::size_t{1} << 20U;

UsbBytes string_descriptor(std::string_view text) {
  UsbBytes bytes = {static_cast<std::uint8_t>(2 + 2 * text.size()), string};
  for (const char c : text) {
    bytes.push_back(static_cast<std::uint8_t>(c));
    bytes.push_back(0);
  }
  return bytes;
}

UsbAnswer stalled() { return {UsbHandshake::stall, {}}; }

}  // namespace

UsbAnswer UsbModel::control(const UsbSetup& setup, std::span<const std::uint8_t> data) {
  std::function<void()> ready;
  std::function<void()> changed;
  UsbAnswer answer;
  {
    const std::lock_guard lock(mutex_);
    const SerialLine line = line_;
    const bool dtr = dtr_;
    answer = (setup.type & k_type_mask) == 0 ? standard(setup) : vendor_control(setup, data);
    if (!dtr_) discard_unread();
    if (line != line_ || dtr != dtr_) changed = line_changed_;
    ready = ready_;
  }
  if (answer.bytes.size() > setup.length) answer.bytes.resize(setup.length);
  if (changed) changed();
  if (ready) ready();
  return answer;
}

UsbAnswer UsbModel::standard(const UsbSetup& setup) {
  switch (setup.request) {
    case get_descriptor:
      return descriptor(setup);
    case clear_feature:
      halted_ = false;
      return {};
    case get_configuration:
      return {UsbHandshake::ack, {1}};
    case get_interface:
      return {UsbHandshake::ack, {0}};
    case get_status:
      return {UsbHandshake::ack, {0, 0}};
    case set_feature:
    case set_address:
    case set_configuration:
    case set_interface:
      return {};
    default:
      return stalled();
  }
}

UsbAnswer UsbModel::descriptor(const UsbSetup& setup) const {
  const auto number = static_cast<std::size_t>(setup.value & 0xFFU);
  switch (setup.value >> 8U) {
    case device:
      return {UsbHandshake::ack, device_descriptor()};
    case configuration:
      return {UsbHandshake::ack, configuration_descriptor()};
    case string: {
      if (number == 0) {
        return {UsbHandshake::ack, {4, string, k_english & 0xFFU, k_english >> 8U}};
      }
      const std::vector<std::string> all = strings();
      if (number > all.size()) return stalled();
      return {UsbHandshake::ack, string_descriptor(all[number - 1])};
    }
    default:
      break;
  }
  // Descriptors of a class (a HID report's) belong to the kind.
  return const_cast<UsbModel*>(this)->vendor_control(setup, {});
}

std::vector<std::string> UsbModel::strings() const {
  return {"plugtest", options_.product, options_.serial};
}

UsbAnswer UsbModel::in(std::uint8_t endpoint, std::size_t most) {
  const std::lock_guard lock(mutex_);
  if (stalls_ > 0 && !halted_) {
    --stalls_;
    halted_ = true;
  }
  if (halted_) return stalled();
  UsbAnswer answer;
  while (answer.bytes.size() < most) {
    const std::size_t room = std::min(packet_bytes_, most - answer.bytes.size());
    const auto next = packet(endpoint, room);
    if (!next) break;
    answer.bytes.insert(answer.bytes.end(), next->begin(), next->end());
    if (next->size() < packet_bytes_) return answer;  // a short packet ends the transfer
  }
  if (answer.bytes.empty()) answer.handshake = UsbHandshake::nak;
  return answer;
}

UsbHandshake UsbModel::out(std::uint8_t endpoint, std::span<const std::uint8_t> bytes) {
  std::function<void(std::span<const std::uint8_t>)> hear;
  UsbBytes heard;
  {
    const std::lock_guard lock(mutex_);
    auto unwrapped = unwrap(endpoint, bytes);
    if (!unwrapped) return UsbHandshake::stall;
    heard = std::move(*unwrapped);
    hear = hear_;
  }
  if (hear && !heard.empty()) hear(heard);
  return UsbHandshake::ack;
}

void UsbModel::on_ready(std::function<void()> ready) {
  const std::lock_guard lock(mutex_);
  ready_ = std::move(ready);
}

void UsbModel::to_host(std::span<const std::uint8_t> bytes) {
  std::function<void()> ready;
  {
    const std::lock_guard lock(mutex_);
    if (!dtr_) return;
    bytes = bytes.first(std::min(bytes.size(), k_most_unread - to_host_.size()));
    to_host_.insert(to_host_.end(), bytes.begin(), bytes.end());
    ready = ready_;
  }
  if (ready) ready();
}

void UsbModel::on_from_host(std::function<void(std::span<const std::uint8_t>)> hear) {
  const std::lock_guard lock(mutex_);
  hear_ = std::move(hear);
}

void UsbModel::on_line(std::function<void()> changed) {
  const std::lock_guard lock(mutex_);
  line_changed_ = std::move(changed);
}

SerialLine UsbModel::line() const {
  const std::lock_guard lock(mutex_);
  return line_;
}

bool UsbModel::dtr() const {
  const std::lock_guard lock(mutex_);
  return dtr_;
}

std::size_t UsbModel::unread() const {
  const std::lock_guard lock(mutex_);
  return to_host_.size();
}

void UsbModel::stall_in(unsigned count) {
  const std::lock_guard lock(mutex_);
  stalls_ += count;
}

void UsbModel::limit_packets(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  limit_ = bytes;
}

UsbBytes UsbModel::take(std::size_t most) {
  if (limit_ > 0) most = std::min(most, limit_);
  const auto count = static_cast<std::ptrdiff_t>(std::min(most, to_host_.size()));
  UsbBytes bytes(to_host_.begin(), to_host_.begin() + count);
  to_host_.erase(to_host_.begin(), to_host_.begin() + count);
  return bytes;
}

}  // namespace plugtest::drivers
