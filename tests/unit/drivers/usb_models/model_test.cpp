#include "drivers/usb_models/usb_model.h"
#include "tests/unit/drivers/usb_models/model_host.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using test::UsbAnswer;

constexpr UsbSetup get_descriptor(std::uint16_t value, std::uint16_t length) {
  return {0x80, 6, value, 0, length};
}

TEST(UsbModel, AnswersTheStandardRequests) {
  const auto model = make_usb_model(UsbBridgeKind::ftdi, {.serial = "A1"});
  const UsbAnswer device = model->control(get_descriptor(0x0100, 18), {});
  EXPECT_EQ(device.bytes, model->device_descriptor());
  EXPECT_EQ(model->control(get_descriptor(0x0200, 9), {}).bytes.size(), 9U) << "as asked, no more";
  const UsbBytes serial = {6, 3, 'A', 0, '1', 0};
  EXPECT_EQ(model->control(get_descriptor(0x0303, 255), {}).bytes, serial);
  EXPECT_EQ(model->control(get_descriptor(0x0300, 255), {}).bytes, (UsbBytes{4, 3, 0x09, 0x04}));
  EXPECT_EQ(model->control(get_descriptor(0x0309, 255), {}).handshake, UsbHandshake::stall);
  EXPECT_EQ(model->control({0x00, 9, 1, 0, 0}, {}).handshake, UsbHandshake::ack);
  EXPECT_EQ(model->control({0x80, 0x77, 0, 0, 0}, {}).handshake, UsbHandshake::stall);
}

TEST(UsbModel, ConfigurationsTellTheirOwnLength) {
  for (const UsbBridgeKind kind :
       {UsbBridgeKind::cdc_acm, UsbBridgeKind::ftdi, UsbBridgeKind::cp210x, UsbBridgeKind::ch34x,
        UsbBridgeKind::hid, UsbBridgeKind::keyboard}) {
    const auto model = make_usb_model(kind);
    const UsbBytes bytes = model->configuration_descriptor();
    EXPECT_EQ(bytes[2] | bytes[3] << 8, static_cast<int>(bytes.size())) << to_string(kind);
    EXPECT_EQ(test::layout_of(*model).vendor_id, usb_model_address(kind).vendor_id);
  }
}

TEST(UsbModel, SaysWhenThereIsSomethingToRead) {
  const auto model = make_usb_model(UsbBridgeKind::hid);
  int ready = 0;
  model->on_ready([&] { ++ready; });
  model->to_host(UsbBytes{1});
  EXPECT_EQ(ready, 1);
}

TEST(UsbModel, AnFtdiShowsItsStatusWithoutData) {
  const auto model = make_usb_model(UsbBridgeKind::ftdi);
  EXPECT_EQ(model->in(0x81, 512).bytes, (UsbBytes{0x31, 0x60}));
  EXPECT_EQ(model->in(0x81, 512).handshake, UsbHandshake::nak);
}

TEST(UsbModel, ACp210xThatIsNotEnabledIsDeaf) {
  const auto model = make_usb_model(UsbBridgeKind::cp210x);
  std::string heard;
  model->on_from_host([&](std::span<const std::uint8_t> b) { heard.append(b.begin(), b.end()); });
  EXPECT_EQ(model->out(0x01, UsbBytes{'a'}), UsbHandshake::ack);
  EXPECT_EQ(heard, "");
  model->control({0x41, 0x00, 1, 0, 0}, {});
  model->out(0x01, UsbBytes{'b'});
  EXPECT_EQ(heard, "b");
}

TEST(Descriptors, HostileOnesAreRefused) {
  const auto code = [](const UsbBytes& bytes) {
    const auto layout = parse_descriptors(bytes);
    return layout ? std::optional<ErrorCode>() : std::optional(layout.error().code);
  };
  EXPECT_EQ(code({}), ErrorCode::truncated);
  EXPECT_EQ(code({18}), ErrorCode::truncated);
  EXPECT_EQ(code({0, 1}), ErrorCode::malformed) << "would never end";
  EXPECT_EQ(code({9, 4, 0, 0, 0, 0, 0, 0, 0}), ErrorCode::malformed) << "a device comes first";
  UsbBytes good = make_usb_model(UsbBridgeKind::ftdi)->device_descriptor();
  EXPECT_FALSE(code(good));
  good.insert(good.end(), {7, 5, 0x81, 2, 0, 0, 0});
  EXPECT_FALSE(code(good)) << "an endpoint of no interface is skipped";
  good.insert(good.end(), {7, 5, 0x81});
  EXPECT_EQ(code(good), ErrorCode::truncated);
}

}  // namespace
}  // namespace plugtest::drivers
