#include "drivers/usb_models/usbip_session.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace plugtest::drivers {

namespace {

constexpr std::uint16_t k_version = 0x0111;
enum Operation : std::uint16_t {
  request_import = 0x8003,
  reply_import = 0x0003,
  request_list = 0x8005,
  reply_list = 0x0005,
};
enum Command : std::uint32_t { submit_ = 1, unlink_ = 2, reply_submit = 3, reply_unlink = 4 };

constexpr std::size_t k_operation_bytes = 8;
constexpr std::size_t k_bus_id_bytes = 32;
constexpr std::size_t k_header_bytes = 48;
constexpr std::size_t k_most_data = std::size_t{1} << 20U;  // of one transfer
constexpr std::size_t k_most_waiting = 256;
constexpr std::uint32_t k_bus = 1;
constexpr std::uint32_t k_full_speed = 2;
constexpr std::uint32_t k_in = 1;

std::uint32_t word(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at]) << 24U |
         static_cast<std::uint32_t>(bytes[at + 1]) << 16U |
         static_cast<std::uint32_t>(bytes[at + 2]) << 8U | bytes[at + 3];
}

void put16(UsbBytes& bytes, std::uint16_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8U));
  bytes.push_back(static_cast<std::uint8_t>(value & 0xFFU));
}

void put32(UsbBytes& bytes, std::uint32_t value) {
  put16(bytes, static_cast<std::uint16_t>(value >> 16U));
  put16(bytes, static_cast<std::uint16_t>(value & 0xFFFFU));
}

void put_text(UsbBytes& bytes, std::string_view text, std::size_t width) {
  const std::size_t end = bytes.size() + width;
  bytes.insert(bytes.end(), text.begin(), text.end());
  bytes.resize(end);
}

UsbBytes operation(Operation code, std::uint32_t status) {
  UsbBytes bytes;
  put16(bytes, k_version);
  put16(bytes, code);
  put32(bytes, status);
  return bytes;
}

/// usbip_protocol: struct usbip_usb_device, 312 bytes.
void put_record(UsbBytes& bytes, const UsbIpDevice& device) {
  const UsbBytes about = device.model->device_descriptor();
  const UsbBytes configuration = device.model->configuration_descriptor();
  const std::string bus_id = usbip_bus_id(device.place);
  put_text(bytes, "/sys/devices/plugtest/usb1/" + bus_id, 256);
  put_text(bytes, bus_id, k_bus_id_bytes);
  put32(bytes, k_bus);
  put32(bytes, device.place + 1U);  // number 1 is the bus' own hub
  put32(bytes, k_full_speed);
  for (const std::size_t at : {8U, 10U, 12U}) {  // ids and release
    put16(bytes, static_cast<std::uint16_t>(about[at] | about[at + 1] << 8U));
  }
  bytes.insert(bytes.end(), {about[4], about[5], about[6], 1, 1, configuration[4]});
}

void put_interfaces(UsbBytes& bytes, const UsbModel& model) {
  UsbBytes all = model.device_descriptor();
  const UsbBytes configuration = model.configuration_descriptor();
  all.insert(all.end(), configuration.begin(), configuration.end());
  const auto layout = parse_descriptors(all);
  if (!layout) return;
  for (const UsbInterface& interface : layout->interfaces) {
    bytes.insert(bytes.end(), {interface.device_class, interface.subclass, interface.protocol, 0});
  }
}

}  // namespace

std::string usbip_bus_id(std::uint8_t place) {
  return std::to_string(k_bus) + "-" + std::to_string(place);
}

void UsbIpSession::push(std::span<const std::uint8_t> bytes) {
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  while (state_ != State::ended) {
    const std::size_t taken = state_ == State::greeting ? take_request() : take_command();
    if (taken == 0) return;
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(taken));
  }
  buffer_.clear();
}

std::size_t UsbIpSession::take_request() {
  if (buffer_.size() < k_operation_bytes) return 0;
  const auto code = static_cast<std::uint16_t>(word(buffer_, 0) & 0xFFFFU);
  if (code == request_list) {
    list_devices();
    return k_operation_bytes;
  }
  if (code != request_import) {
    state_ = State::ended;
    return 0;
  }
  if (buffer_.size() < k_operation_bytes + k_bus_id_bytes) return 0;
  const std::string_view asked(reinterpret_cast<const char*>(buffer_.data()) + k_operation_bytes,
                               k_bus_id_bytes);
  state_ = import(asked.substr(0, asked.find('\0'))) ? State::attached : State::ended;
  return k_operation_bytes + k_bus_id_bytes;
}

void UsbIpSession::list_devices() {
  const std::vector<UsbIpDevice> devices = devices_->plugged();
  UsbBytes answer = operation(reply_list, 0);
  put32(answer, static_cast<std::uint32_t>(devices.size()));
  for (const UsbIpDevice& device : devices) {
    put_record(answer, device);
    put_interfaces(answer, *device.model);
  }
  send_(answer);
}

bool UsbIpSession::import(std::string_view bus_id) {
  for (const UsbIpDevice& device : devices_->plugged()) {
    if (usbip_bus_id(device.place) != bus_id) continue;
    model_ = devices_->take_device(device.place);
    if (model_ == nullptr) break;
    UsbBytes answer = operation(reply_import, 0);
    put_record(answer, device);
    send_(answer);
    return true;
  }
  send_(operation(reply_import, 1));
  return false;
}

std::size_t UsbIpSession::take_command() {
  if (buffer_.size() < k_header_bytes) return 0;
  const std::span<const std::uint8_t> header = std::span(buffer_).first(k_header_bytes);
  const std::uint32_t command = word(header, 0);
  const bool in = word(header, 12) == k_in;
  const std::uint32_t length = word(header, 24);
  if (command == unlink_) {
    unlink(header);
    return k_header_bytes;
  }
  if (command != submit_ || length > k_most_data) {
    state_ = State::ended;
    return 0;
  }
  const std::size_t data = in ? 0 : length;
  if (buffer_.size() < k_header_bytes + data) return 0;
  submit(header, std::span(buffer_).subspan(k_header_bytes, data));
  return k_header_bytes + data;
}

void UsbIpSession::submit(std::span<const std::uint8_t> header,
                          std::span<const std::uint8_t> data) {
  const std::uint32_t sequence = word(header, 4);
  const bool in = word(header, 12) == k_in;
  const auto endpoint = static_cast<std::uint8_t>(word(header, 16) & 0x0FU);
  if (endpoint == 0) {
    control(sequence, header.subspan(40, 8), data);
    return;
  }
  if (!in) {
    const bool good = model_->out(endpoint, data) == UsbHandshake::ack;
    reply(reply_submit, sequence, good ? 0 : -EPIPE,
          good ? static_cast<std::uint32_t>(data.size()) : 0);
    return;
  }
  if (waiting_.size() >= k_most_waiting) {
    state_ = State::ended;
    return;
  }
  waiting_[sequence] = {static_cast<std::uint8_t>(endpoint | 0x80U), word(header, 24)};
  poll();
}

void UsbIpSession::control(std::uint32_t sequence, std::span<const std::uint8_t> setup,
                           std::span<const std::uint8_t> data) {
  const auto word_at = [&](std::size_t at) {
    return static_cast<std::uint16_t>(setup[at] | setup[at + 1] << 8U);
  };
  const UsbSetup request{setup[0], setup[1], word_at(2), word_at(4), word_at(6)};
  const UsbAnswer answer = model_->control(request, data);
  if (answer.handshake != UsbHandshake::ack) {
    reply(reply_submit, sequence, -EPIPE, 0);
  } else if (request.is_in()) {
    reply(reply_submit, sequence, 0, static_cast<std::uint32_t>(answer.bytes.size()), answer.bytes);
  } else {
    reply(reply_submit, sequence, 0, static_cast<std::uint32_t>(data.size()));
  }
}

void UsbIpSession::poll() {
  if (state_ != State::attached) return;
  // Reads of one endpoint are answered in order: one that waits keeps those behind it waiting.
  std::uint32_t blocked = 0;
  for (auto next = waiting_.begin(); next != waiting_.end();) {
    const std::uint32_t bit = 1U << (next->second.endpoint & 0x0FU);
    if ((blocked & bit) == 0 && answer_read(next->first, next->second)) {
      next = waiting_.erase(next);
    } else {
      blocked |= bit;
      ++next;
    }
  }
}

bool UsbIpSession::answer_read(std::uint32_t sequence, const Waiting& waiting) {
  const UsbAnswer answer = model_->in(waiting.endpoint, waiting.most);
  if (answer.handshake == UsbHandshake::nak) return false;
  if (answer.handshake == UsbHandshake::stall) {
    reply(reply_submit, sequence, -EPIPE, 0);
  } else {
    reply(reply_submit, sequence, 0, static_cast<std::uint32_t>(answer.bytes.size()), answer.bytes);
  }
  return true;
}

void UsbIpSession::unlink(std::span<const std::uint8_t> header) {
  const bool waited = waiting_.erase(word(header, 20)) > 0;
  reply(reply_unlink, word(header, 4), waited ? -ECONNRESET : 0, 0);
}

void UsbIpSession::reply(std::uint32_t command, std::uint32_t sequence, std::int32_t status,
                         std::uint32_t length, std::span<const std::uint8_t> data) {
  UsbBytes bytes;
  put32(bytes, command);
  put32(bytes, sequence);
  bytes.resize(20);  // device, direction and endpoint are 0 in answers
  put32(bytes, static_cast<std::uint32_t>(status));
  put32(bytes, length);
  bytes.resize(k_header_bytes);
  bytes.insert(bytes.end(), data.begin(), data.end());
  send_(bytes);
}

}  // namespace plugtest::drivers
