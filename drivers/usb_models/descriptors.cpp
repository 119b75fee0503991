#include "drivers/usb_models/descriptors.h"

namespace plugtest::drivers {

UsbBytes device_descriptor_of(const UsbAddress& ids, std::uint8_t device_class,
                              std::uint16_t release) {
  return {18,
          1,
          0x00,
          0x02,  // USB 2.0
          device_class,
          0,
          0,
          64,  // bytes of endpoint 0
          low(ids.vendor_id),
          high(ids.vendor_id),
          low(ids.product_id),
          high(ids.product_id),
          low(release),
          high(release),
          1,
          2,
          3,   // strings
          1};  // configurations
}

UsbBytes interface_descriptor(std::uint8_t number, std::uint8_t endpoints,
                              std::uint8_t interface_class, std::uint8_t subclass,
                              std::uint8_t protocol) {
  return {9, 4, number, 0, endpoints, interface_class, subclass, protocol, 2};
}

UsbBytes endpoint_descriptor(std::uint8_t address, UsbTransferType type, std::uint16_t packet_bytes,
                             std::uint8_t interval) {
  return {
      7,       5, address, static_cast<std::uint8_t>(type), low(packet_bytes), high(packet_bytes),
      interval};
}

UsbBytes configuration_of(std::uint8_t interfaces, std::initializer_list<UsbBytes> parts) {
  constexpr std::uint8_t bus_powered = 0x80;
  constexpr std::uint8_t current_2ma = 50;  // 100 mA
  UsbBytes all = {9, 2, 0, 0, interfaces, 1, 0, bus_powered, current_2ma};
  for (const UsbBytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  all[2] = low(static_cast<std::uint16_t>(all.size()));
  all[3] = high(static_cast<std::uint16_t>(all.size()));
  return all;
}

}  // namespace plugtest::drivers
