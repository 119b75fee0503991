#include "drivers/transport/usb_bridge.h"
#include "tests/unit/drivers/usb_models/model_host.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

UsbBytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// A bridge on a model, without a bus between them.
class BridgeTest : public testing::TestWithParam<UsbBridgeKind> {
 protected:
  void open(const SerialLine& line = {}) {
    auto made = make_bridge(GetParam(), test::layout_of(*model_));
    ASSERT_TRUE(made) << to_string(made.error());
    bridge_ = std::move(*made);
    const auto opened = bridge_->open(control_, line);
    ASSERT_TRUE(opened) << to_string(opened.error());
    model_->on_from_host([this](std::span<const std::uint8_t> bytes) {
      at_device_.insert(at_device_.end(), bytes.begin(), bytes.end());
    });
  }

  bool types() const { return GetParam() == UsbBridgeKind::keyboard; }
  bool has_line() const { return !types() && GetParam() != UsbBridgeKind::hid; }

  UsbBytes read_all() {
    UsbBytes all;
    const UsbEndpoint& in = bridge_->pipes().in;
    const std::size_t most =
        in.type == UsbTransferType::interrupt ? in.packet_bytes : std::size_t{in.packet_bytes} * 8;
    while (true) {
      const UsbAnswer answer = model_->in(in.address, most);
      if (answer.handshake != UsbHandshake::ack) return all;
      bridge_->incoming(answer.bytes, [&](std::span<const std::uint8_t> bytes) {
        all.insert(all.end(), bytes.begin(), bytes.end());
      });
    }
  }

  std::unique_ptr<UsbModel> model_ = make_usb_model(GetParam());
  test::ModelControl control_{*model_};
  std::unique_ptr<UsbBridge> bridge_;
  UsbBytes at_device_;
};

TEST_P(BridgeTest, is_known_by_its_descriptors) {
  EXPECT_EQ(bridge_kind_of(test::layout_of(*model_)), GetParam());
}

TEST_P(BridgeTest, carries_bytes_to_the_host) {
  open();
  const UsbBytes text = bytes_of("aa400000000123450a2a01123018455927a7\n");
  model_->to_host(text);
  EXPECT_EQ(read_all(), text);
  EXPECT_EQ(model_->unread(), 0U);
}

TEST_P(BridgeTest, carries_every_value_and_any_length) {
  open();
  if (types()) GTEST_SUCCEED() << "a keyboard has no such bytes";
  for (const std::size_t length : {1U, 61U, 62U, 63U, 64U, 65U, 124U, 128U, 512U, 1000U}) {
    UsbBytes bytes(length);
    for (std::size_t i = 0; i < length; ++i) bytes[i] = static_cast<std::uint8_t>(i * 5);
    if (!types()) {
      model_->to_host(bytes);
      EXPECT_EQ(read_all(), bytes) << length;
    }
    at_device_.clear();
    for (const UsbBytes& transfer : bridge_->outgoing(bytes)) {
      EXPECT_EQ(model_->out(bridge_->pipes().out->address, transfer), UsbHandshake::ack);
    }
    EXPECT_EQ(at_device_, types() ? UsbBytes() : bytes) << length;
  }
}

TEST_P(BridgeTest, short_packets_lose_nothing) {
  open();
  model_->limit_packets(7);
  const UsbBytes text = bytes_of("00112233445566778899 00112233445566778899\n");
  model_->to_host(text);
  EXPECT_EQ(read_all(), text);
}

TEST_P(BridgeTest, a_stall_holds_until_it_is_cleared) {
  open();
  const std::uint8_t endpoint = bridge_->pipes().in.address;
  model_->to_host(bytes_of("a1"));
  model_->stall_in(1);
  EXPECT_EQ(model_->in(endpoint, 64).handshake, UsbHandshake::stall);
  EXPECT_EQ(model_->in(endpoint, 64).handshake, UsbHandshake::stall);
  ASSERT_TRUE(control_.out(0x02, 1, 0, endpoint, {}));  // CLEAR_FEATURE(ENDPOINT_HALT)
  EXPECT_EQ(read_all(), bytes_of("a1"));
}

TEST_P(BridgeTest, sets_the_line) {
  if (!has_line()) GTEST_SUCCEED() << "reports have no line";
  for (const std::uint32_t baud :
       {9600U, 19'200U, 38'400U, 57'600U, 115'200U, 230'400U, 460'800U, 921'600U}) {
    open({.baud = baud});
    if (!has_line()) return;
    const std::uint32_t made = model_->line().baud;
    EXPECT_NEAR(made, baud, baud * 0.016) << baud;
  }
  ASSERT_TRUE(bridge_->set_line(
      control_, {.baud = 9600, .parity = Parity::even, .stop_bits = StopBits::two}));
  EXPECT_EQ(model_->line().parity, Parity::even);
  EXPECT_EQ(model_->line().stop_bits, StopBits::two);
  EXPECT_EQ(model_->line().data_bits, 8);
  ASSERT_TRUE(bridge_->set_line(control_, {.parity = Parity::odd}));
  EXPECT_EQ(model_->line().parity, Parity::odd);
}

TEST_P(BridgeTest, a_device_that_is_not_open_sends_nothing) {
  if (!has_line()) GTEST_SUCCEED() << "reports always come";
  const bool always = !has_line();
  model_->to_host(bytes_of("lost"));
  EXPECT_EQ(model_->unread(), always ? 4U : 0U);
}

std::string kind_name(const testing::TestParamInfo<UsbBridgeKind>& info) {
  std::string name(to_string(info.param));
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Kinds, BridgeTest,
                         testing::Values(UsbBridgeKind::cdc_acm, UsbBridgeKind::ftdi,
                                         UsbBridgeKind::cp210x, UsbBridgeKind::ch34x,
                                         UsbBridgeKind::hid, UsbBridgeKind::keyboard),
                         kind_name);

// What the chips' own documents and drivers say of speeds.
TEST(FtdiDivisor, IsTheOneOfTheDataSheet) {
  EXPECT_EQ(ftdi_divisor(9600), 0x4138U);
  EXPECT_EQ(ftdi_divisor(19'200), 0x809CU);
  EXPECT_EQ(ftdi_divisor(38'400), 0xC04EU);
  EXPECT_EQ(ftdi_divisor(57'600), 0xC034U);
  EXPECT_EQ(ftdi_divisor(115'200), 0x001AU);
  EXPECT_EQ(ftdi_divisor(230'400), 0x000DU);
  EXPECT_EQ(ftdi_divisor(460'800), 0x4006U);
  EXPECT_EQ(ftdi_divisor(921'600), 0x8003U);
  EXPECT_EQ(ftdi_divisor(3'000'000), 0U);
  EXPECT_EQ(ftdi_divisor(2'000'000), 1U);
  EXPECT_FALSE(ftdi_divisor(4'000'000));
  EXPECT_FALSE(ftdi_divisor(0));
  EXPECT_FALSE(ftdi_divisor(50));
}

TEST(Ch34xDivisor, IsTheOneOfTheChip) {
  // Prescaler 3, divisor 52 and the like: the high bytes that older drivers wrote.
  EXPECT_EQ(ch34x_divisor(115'200).value_or(0) >> 8U, 0xCCU);
  EXPECT_EQ(ch34x_divisor(57'600).value_or(0) >> 8U, 0x98U);
  EXPECT_EQ(ch34x_divisor(921'600), 0xF307U);
  EXPECT_FALSE(ch34x_divisor(8'000'000));
  EXPECT_FALSE(ch34x_divisor(1));
}

TEST(Bridge, ADeviceWithoutTheRightEndpointsIsRefused) {
  const UsbLayout empty{.vendor_id = 0x0403, .product_id = 0x6001};
  for (const UsbBridgeKind kind :
       {UsbBridgeKind::cdc_acm, UsbBridgeKind::ftdi, UsbBridgeKind::cp210x, UsbBridgeKind::ch34x,
        UsbBridgeKind::hid, UsbBridgeKind::keyboard}) {
    const auto made = make_bridge(kind, empty);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::configuration);
  }
  EXPECT_FALSE(bridge_kind_of({.vendor_id = 1, .product_id = 2}));
}

TEST(Bridge, CdcAcmClaimsItsControlInterfaceFirst) {
  const auto model = make_usb_model(UsbBridgeKind::cdc_acm);
  const auto bridge = make_bridge(UsbBridgeKind::cdc_acm, test::layout_of(*model));
  ASSERT_TRUE(bridge);
  EXPECT_THAT((*bridge)->pipes().interfaces, ElementsAre(0, 1));
  EXPECT_TRUE((*bridge)->pipes().zero_length_packet);
}

TEST(Bridge, AnFtdiPacketsStatusIsNoData) {
  const auto model = make_usb_model(UsbBridgeKind::ftdi);
  const auto bridge = make_bridge(UsbBridgeKind::ftdi, test::layout_of(*model));
  ASSERT_TRUE(bridge);
  UsbBytes transfer(64 + 2 + 1, 'x');  // a full packet, and one with a byte
  transfer[0] = transfer[64] = 0x31;
  transfer[1] = transfer[65] = 0x60;
  std::string got;
  (*bridge)->incoming(transfer, [&](std::span<const std::uint8_t> bytes) {
    got.append(bytes.begin(), bytes.end());
  });
  EXPECT_EQ(got, std::string(63, 'x'));
}

TEST(UsbAddress, IsThePathOfTheReadersAddress) {
  EXPECT_EQ(parse_usb_address("/0403:6001"), (UsbAddress{0x0403, 0x6001, ""}));
  EXPECT_EQ(parse_usb_address("/10c4:EA60/A5/02"), (UsbAddress{0x10C4, 0xEA60, "A5/02"}));
  EXPECT_EQ(to_string(UsbAddress{0x10C4, 0xEA60, "A5"}), "10c4:ea60/A5");
  for (const char* bad : {"/0403", "/0403:600", "/0403:60011", "/x403:6001", "", "/0403-6001"}) {
    const auto address = parse_usb_address(bad);
    ASSERT_FALSE(address) << bad;
    EXPECT_THAT(address.error().message, HasSubstr("0403:6001"));
  }
}

}  // namespace
}  // namespace plugtest::drivers
