#include "drivers/usb_models/usbip_session.h"

#include <cerrno>
#include <memory>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using State = UsbIpSession::State;

std::uint32_t word(const UsbBytes& bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at]) << 24U |
         static_cast<std::uint32_t>(bytes[at + 1]) << 16U |
         static_cast<std::uint32_t>(bytes[at + 2]) << 8U | bytes[at + 3];
}

UsbBytes command(std::uint32_t code, std::uint32_t sequence, bool in, std::uint32_t endpoint,
                 std::uint32_t fifth, std::uint32_t length, const UsbBytes& setup = UsbBytes(8),
                 const UsbBytes& data = {}) {
  UsbBytes bytes;
  for (const std::uint32_t value : {code, sequence, UsbIpSession::k_device_id, in ? 1U : 0U,
                                    endpoint, fifth, length, 0U, 0U, 0U}) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  }
  bytes.insert(bytes.end(), setup.begin(), setup.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

class UsbIpTest : public testing::Test {
 protected:
  void begin(State first = State::attached) {
    session_ =
        std::make_unique<UsbIpSession>(*model_, first, [this](std::span<const std::uint8_t> bytes) {
          sent_.emplace_back(bytes.begin(), bytes.end());
        });
  }
  std::int32_t status(std::size_t which) const {
    return static_cast<std::int32_t>(word(sent_.at(which), 20));
  }

  std::unique_ptr<UsbModel> model_ = make_usb_model(UsbBridgeKind::hid);
  std::unique_ptr<UsbIpSession> session_;
  std::vector<UsbBytes> sent_;
};

TEST_F(UsbIpTest, lists_and_exports_the_device) {
  begin(State::greeting);
  const UsbBytes list = {0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0};
  for (const std::uint8_t byte : list) session_->push(std::span(&byte, 1));
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(sent_[0].size(), 12U + 312U + 4U) << "one device with one interface";
  UsbBytes import = {0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0, '1', '-', '1'};
  import.resize(40);
  session_->push(import);
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_EQ(sent_[1].size(), 8U + 312U);
  EXPECT_EQ(session_->state(), State::attached);
}

TEST_F(UsbIpTest, another_bus_id_is_refused) {
  begin(State::greeting);
  UsbBytes import = {0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0, '9', '-', '9'};
  import.resize(40);
  session_->push(import);
  EXPECT_EQ(word(sent_.at(0), 4), 1U);
  EXPECT_EQ(session_->state(), State::ended);
}

TEST_F(UsbIpTest, control_requests_are_answered) {
  begin();
  session_->push(command(1, 7, true, 0, 0, 18, {0x80, 6, 0, 1, 0, 0, 18, 0}));
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(word(sent_[0], 0), 3U);
  EXPECT_EQ(word(sent_[0], 4), 7U);
  EXPECT_EQ(UsbBytes(sent_[0].begin() + 48, sent_[0].end()), model_->device_descriptor());
  session_->push(command(1, 8, true, 0, 0, 1, {0xC0, 0x77, 0, 0, 0, 0, 1, 0}));
  EXPECT_EQ(status(1), -EPIPE);
}

TEST_F(UsbIpTest, a_read_waits_for_the_device_and_reads_stay_in_order) {
  begin();
  session_->push(command(1, 1, true, 1, 0, 64));
  session_->push(command(1, 2, true, 1, 0, 64));
  EXPECT_TRUE(sent_.empty());
  model_->to_host(UsbBytes{42});
  session_->poll();
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(word(sent_[0], 4), 1U);
  EXPECT_EQ(sent_[0].at(48 + 2), 42);
  session_->push(command(2, 3, true, 1, 2, 0));  // unlink of the second
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_EQ(word(sent_[1], 0), 4U);
  EXPECT_EQ(status(1), -ECONNRESET);
  session_->push(command(2, 4, true, 1, 2, 0));
  EXPECT_EQ(status(2), 0) << "nothing of that number any more";
}

TEST_F(UsbIpTest, a_write_reaches_the_device_however_it_is_cut) {
  begin();
  UsbBytes heard;
  model_->on_from_host([&](std::span<const std::uint8_t> b) { heard.assign(b.begin(), b.end()); });
  UsbBytes report = {1, 3, 'a', 'b', 'c'};
  report.resize(64);
  for (const std::uint8_t byte : command(1, 5, false, 2, 0, 64, UsbBytes(8), report)) {
    session_->push(std::span(&byte, 1));
  }
  EXPECT_EQ(heard, (UsbBytes{'a', 'b', 'c'}));
  EXPECT_EQ(word(sent_.at(0), 24), 64U);
}

TEST_F(UsbIpTest, nonsense_ends_the_session) {
  for (const UsbBytes& bad :
       {command(9, 1, true, 1, 0, 64), command(1, 1, false, 2, 0, 0x7FFFFFFF)}) {
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
