#include "drivers/usb_models/usbip_session.h"
#include "tests/doubles/usbip_device.h"

#include <cerrno>
#include <memory>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using doubles::usbip_command;
using doubles::usbip_import;
using doubles::usbip_word;
using State = UsbIpSession::State;

class UsbIpTest : public testing::Test {
 protected:
  void begin(State first = State::attached) {
    const auto send = [this](std::span<const std::uint8_t> bytes) {
      sent_.emplace_back(bytes.begin(), bytes.end());
    };
    session_ = first == State::attached ? std::make_unique<UsbIpSession>(*model_, send)
                                        : std::make_unique<UsbIpSession>(device_, send);
  }
  std::int32_t status(std::size_t which) const {
    return static_cast<std::int32_t>(usbip_word(sent_.at(which), 20));
  }

  std::unique_ptr<UsbModel> model_ = make_usb_model(UsbBridgeKind::hid);
  doubles::UsbIpDeviceAtOne device_{*model_};
  std::unique_ptr<UsbIpSession> session_;
  std::vector<UsbBytes> sent_;
};

TEST_F(UsbIpTest, lists_and_exports_the_device) {
  begin(State::greeting);
  const UsbBytes list = {0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0};
  for (const std::uint8_t byte : list) session_->push(std::span(&byte, 1));
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(sent_[0].size(), 12U + 312U + 4U) << "one device with one interface";
  session_->push(usbip_import("1-1"));
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_EQ(sent_[1].size(), 8U + 312U);
  EXPECT_EQ(session_->state(), State::attached);
}

TEST_F(UsbIpTest, another_bus_id_is_refused) {
  begin(State::greeting);
  session_->push(usbip_import("9-9"));
  EXPECT_EQ(usbip_word(sent_.at(0), 4), 1U);
  EXPECT_EQ(session_->state(), State::ended);
}

TEST_F(UsbIpTest, a_device_that_another_peer_has_is_refused) {
  begin(State::greeting);
  device_.taken = true;
  session_->push(usbip_import("1-1"));
  EXPECT_EQ(usbip_word(sent_.at(0), 4), 1U);
  EXPECT_EQ(session_->state(), State::ended);
}

TEST_F(UsbIpTest, control_requests_are_answered) {
  begin();
  session_->push(usbip_command(1, 7, true, 0, 0, 18, {0x80, 6, 0, 1, 0, 0, 18, 0}));
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(usbip_word(sent_[0], 0), 3U);
  EXPECT_EQ(usbip_word(sent_[0], 4), 7U);
  EXPECT_EQ(UsbBytes(sent_[0].begin() + 48, sent_[0].end()), model_->device_descriptor());
  session_->push(usbip_command(1, 8, true, 0, 0, 1, {0xC0, 0x77, 0, 0, 0, 0, 1, 0}));
  EXPECT_EQ(status(1), -EPIPE);
}

TEST_F(UsbIpTest, a_read_waits_for_the_device_and_reads_stay_in_order) {
  begin();
  session_->push(usbip_command(1, 1, true, 1, 0, 64));
  session_->push(usbip_command(1, 2, true, 1, 0, 64));
  EXPECT_TRUE(sent_.empty());
  model_->to_host(UsbBytes{42});
  session_->poll();
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(usbip_word(sent_[0], 4), 1U);
  EXPECT_EQ(sent_[0].at(48 + 2), 42);
  session_->push(usbip_command(2, 3, true, 1, 2, 0));  // unlink of the second
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_EQ(usbip_word(sent_[1], 0), 4U);
  EXPECT_EQ(status(1), -ECONNRESET);
  session_->push(usbip_command(2, 4, true, 1, 2, 0));
  EXPECT_EQ(status(2), 0) << "nothing of that number any more";
}

TEST_F(UsbIpTest, a_write_reaches_the_device_however_it_is_cut) {
  begin();
  UsbBytes heard;
  model_->on_from_host([&](std::span<const std::uint8_t> b) { heard.assign(b.begin(), b.end()); });
  UsbBytes report = {1, 3, 'a', 'b', 'c'};
  report.resize(64);
  for (const std::uint8_t byte : usbip_command(1, 5, false, 2, 0, 64, UsbBytes(8), report)) {
    session_->push(std::span(&byte, 1));
  }
  EXPECT_EQ(heard, (UsbBytes{'a', 'b', 'c'}));
  EXPECT_EQ(usbip_word(sent_.at(0), 24), 64U);
}

TEST_F(UsbIpTest, nonsense_ends_the_session) {
  for (const UsbBytes& bad :
       {usbip_command(9, 1, true, 1, 0, 64), usbip_command(1, 1, false, 2, 0, 0x7FFFFFFF)}) {
    begin();
    session_->push(bad);
    EXPECT_EQ(session_->state(), State::ended);
  }
  begin(State::greeting);
  session_->push(UsbBytes(8, 0xFF));
  EXPECT_EQ(session_->state(), State::ended);
}

}  // namespace
}  // namespace plugtest::drivers
