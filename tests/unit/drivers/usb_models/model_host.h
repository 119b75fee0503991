#pragma once

#include "drivers/transport/usb_bridge.h"
#include "drivers/usb_models/usb_model.h"

#include <stdexcept>

namespace plugtest::test {

using drivers::UsbAnswer;
using drivers::UsbBytes;
using drivers::UsbHandshake;

/// The layout that a model's descriptors tell.
inline drivers::UsbLayout layout_of(const drivers::UsbModel& model) {
  UsbBytes all = model.device_descriptor();
  const UsbBytes configuration = model.configuration_descriptor();
  all.insert(all.end(), configuration.begin(), configuration.end());
  const auto layout = drivers::parse_descriptors(all);
  if (!layout) throw std::runtime_error(to_string(layout.error()));
  return *layout;
}

/// A host without a bus: control requests go to the model at once.
class ModelControl final : public drivers::UsbControl {
 public:
  explicit ModelControl(drivers::UsbModel& model) : model_(model) {}

  Result<void> out(std::uint8_t type, std::uint8_t request, std::uint16_t value,
                   std::uint16_t index, std::span<const std::uint8_t> data) override {
    const auto length = static_cast<std::uint16_t>(data.size());
    const UsbAnswer answer = model_.control({type, request, value, index, length}, data);
    if (answer.handshake != UsbHandshake::ack) return fail(ErrorCode::protocol, "stall");
    return {};
  }
  Result<UsbBytes> in(std::uint8_t type, std::uint8_t request, std::uint16_t value,
                      std::uint16_t index, std::uint16_t length) override {
    UsbAnswer answer = model_.control({type, request, value, index, length}, {});
    if (answer.handshake != UsbHandshake::ack) return fail(ErrorCode::protocol, "stall");
    return answer.bytes;
  }

 private:
  drivers::UsbModel& model_;
};

}  // namespace plugtest::test
