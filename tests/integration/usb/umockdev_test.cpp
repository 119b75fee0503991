// Tier 2: a host program of its own process, with the system's unchanged libusb, against our device
// models behind umockdev's usbfs. Run by umockdev-wrapper.

#include "tests/doubles/child_process.h"
#include "tests/doubles/umockdev_usb.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::chrono::seconds k_guard{20};
constexpr unsigned k_number = 5;

/// What a model's host sent, to be waited for.
class Heard {
 public:
  explicit Heard(UsbModel& model) : model_(model) {
    model.on_from_host([this](std::span<const std::uint8_t> bytes) {
      const std::lock_guard lock(mutex_);
      text_.append(bytes.begin(), bytes.end());
      changed_.notify_all();
    });
  }
  ~Heard() { model_.on_from_host(nullptr); }
  Heard(const Heard&) = delete;
  Heard& operator=(const Heard&) = delete;

  /// Waits until as much came as `expected` has, and takes it.
  std::string take(std::size_t expected) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, k_guard, [&] { return text_.size() >= expected; });
    return std::exchange(text_, {});
  }

 private:
  UsbModel& model_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
};

UsbBytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// `count` tag lines, as an IPICO reader sends them.
std::string tag_lines(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += "aa400000000123450a2a01123018455927a7\r\n";
  return lines;
}

class UsbTest : public testing::TestWithParam<UsbBridgeKind> {
 protected:
  UsbTest() { bus_.plug(k_number, *model_); }

  doubles::ChildProcess start(bool once = false, const std::string& serial = "PLUGTEST1") {
    setenv("UMOCKDEV_DIR", bus_.root().c_str(), 1);
    UsbAddress address = usb_model_address(GetParam());
    address.serial = serial;
    std::vector<std::string> command = {USB_CLIENT, to_string(address)};
    if (once) command.emplace_back("once");
    return doubles::ChildProcess(command);
  }

  bool types() const { return GetParam() == UsbBridgeKind::keyboard; }

  /// Sends to the host and gets it back.
  void round_trip(const std::string& text) {
    Heard heard(*model_);
    model_->to_host(bytes_of(text));
    EXPECT_EQ(heard.take(text.size()), text);
  }

  void end(doubles::ChildProcess& client) {
    model_->to_host(types() ? bytes_of("bye\n") : UsbBytes{0x04});
    EXPECT_THAT(client.line(), StartsWith("got "));
    if (types()) client.line();
    EXPECT_EQ(client.wait(), 0);
  }

  std::unique_ptr<UsbModel> model_ = make_usb_model(GetParam());
  doubles::UmockdevBus bus_;
};

TEST_P(UsbTest, enumerates_opens_claims_and_streams) {
  auto client = start();
  ASSERT_EQ(client.line(), "open");
  if (types()) {
    model_->to_host(bytes_of("e2001234-ABCD, 56\nbye\n"));
    EXPECT_THAT(client.line(), StartsWith("got "));
    EXPECT_EQ(client.line(), "e2001234-ABCD, 56");
    EXPECT_EQ(client.line(), "bye");
    EXPECT_EQ(client.wait(), 0);
    return;
  }
  EXPECT_EQ(bus_.claimed(k_number).size(), GetParam() == UsbBridgeKind::cdc_acm ? 2U : 1U);
  round_trip("hello");
  round_trip(tag_lines(20));
  end(client);
  EXPECT_TRUE(bus_.claimed(k_number).empty()) << "given back";
}

TEST_P(UsbTest, a_megabit_of_lines_comes_through_whole) {
  if (types()) return;  // types a character a report
  auto client = start();
  ASSERT_EQ(client.line(), "open");
  round_trip(tag_lines(1000));
  end(client);
}

TEST_P(UsbTest, survives_stalls_and_short_packets) {
  auto client = start();
  ASSERT_EQ(client.line(), "open");
  model_->limit_packets(3);
  model_->stall_in(2);
  if (!types()) round_trip(tag_lines(3));
  model_->stall_in(1);
  end(client);
}

TEST_P(UsbTest, sees_the_device_go_and_come_back) {
  auto client = start();
  ASSERT_EQ(client.line(), "open");
  if (!types()) round_trip("before");
  bus_.unplug(k_number);
  EXPECT_EQ(client.line(), "lost link_lost");
  model_ = make_usb_model(GetParam());
  bus_.plug(k_number + 1, *model_);
  EXPECT_EQ(client.line(), "open");
  if (!types()) round_trip("after");
  end(client);
}

TEST_P(UsbTest, believes_the_system_that_a_device_has_gone) {
  auto client = start();
  ASSERT_EQ(client.line(), "open");
  bus_.tell_unplugged(k_number);
  EXPECT_EQ(client.line(), "lost link_lost");
}

// What a program leaves that stops watching for devices just then: its socket is listed, and gone.
TEST(UmockdevBusTest, tells_of_devices_while_programs_come_and_go) {
  const auto model = make_usb_model(UsbBridgeKind::ftdi);
  doubles::UmockdevBus bus;
  std::filesystem::create_symlink(bus.root() + "/nowhere", bus.root() + "/event42");
  bus.plug(k_number, *model);
  bus.unplug(k_number);
}

TEST_P(UsbTest, a_device_that_is_not_there_is_told_with_what_is) {
  auto client = start(true, "ANOTHER");
  EXPECT_THAT(client.line(), HasSubstr("/ANOTHER is connected; there is " +
                                       to_string(usb_model_address(GetParam())) + "/PLUGTEST1"));
  EXPECT_EQ(client.wait(), 0);
}

TEST_P(UsbTest, a_refused_permission_says_what_to_do) {
  bus_.forbid(k_number);
  setenv("UMOCKDEV_DIR", bus_.root().c_str(), 1);
  std::vector<std::string> command = {USB_CLIENT, to_string(usb_model_address(GetParam())), "once"};
  if (getuid() == 0) {
    // Root may open anything: without these capabilities it may not.
    command.insert(command.begin(),
                   {"/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"});
  }
  doubles::ChildProcess client(command);
  const std::string line = client.line();
  EXPECT_THAT(line, HasSubstr("no permission to open USB device " +
                              to_string(usb_model_address(GetParam()))));
  EXPECT_THAT(line, HasSubstr("udev rules"));
}

std::string kind_name(const testing::TestParamInfo<UsbBridgeKind>& info) {
  std::string name(to_string(info.param));
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Kinds, UsbTest,
                         testing::Values(UsbBridgeKind::cdc_acm, UsbBridgeKind::ftdi,
                                         UsbBridgeKind::cp210x, UsbBridgeKind::ch34x,
                                         UsbBridgeKind::hid, UsbBridgeKind::keyboard),
                         kind_name);

}  // namespace
}  // namespace plugtest::drivers
