#include "tools/cli/readers.h"

#include "drivers/all/register.h"
#include "drivers/transport/pty.h"
#include "harness/api/registry.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"
#include "tests/doubles/scripted_radio.h"
#include "tests/doubles/temporary_folder.h"
#include "tools/cli/reader_probe.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>
#include <unistd.h>

namespace plugtest::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Ids, names and descriptors of an FT232, as sysfs has them.
constexpr std::string_view k_ftdi_descriptors(
    "\x12\x01\x00\x02\x00\x00\x00\x08\x03\x04\x01\x60\x00\x06\x01\x02\x03\x01"
    "\x09\x02\x20\x00\x01\x01\x00\xA0\x2D"
    "\x09\x04\x00\x00\x02\xFF\xFF\xFF\x02\x07\x05\x81\x02\x40\x00\x00\x07\x05\x02\x02\x40\x00\x00",
    18 + 9 + 9 + 7 + 7);

class ReadersTest : public testing::Test {
 protected:
  ReadersTest() { drivers::register_all(registry_); }

  static void write(const fs::path& path, std::string_view text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }

  /// A USB device in sysfs, with its node.
  void add_usb(const std::string& name, unsigned number) {
    const fs::path device = folder_ / "sys/devices" / name;
    write(device / "idVendor", "0403\n");
    write(device / "idProduct", "6001\n");
    write(device / "serial", "A50285BI\n");
    write(device / "manufacturer", "FTDI\n");
    write(device / "product", "FT232R USB UART\n");
    write(device / "busnum", "1\n");
    write(device / "devnum", std::to_string(number) + "\n");
    write(device / "descriptors", k_ftdi_descriptors);
    fs::create_directories(folder_ / "sys/bus/usb/devices");
    fs::create_directory_symlink(device, folder_ / "sys/bus/usb/devices" / name);
    write(folder_ / "dev/bus/usb/001" / ("00" + std::to_string(number)), "");
  }

  /// A serial port in sysfs, of `device` below sys/devices; its node is a link to `target`.
  void add_port(const std::string& name, const std::string& device, const std::string& driver,
                const fs::path& target) {
    const fs::path tty = folder_ / "sys/devices" / device;
    fs::create_directories(tty);
    fs::create_directories(folder_ / "sys/drivers" / driver);
    fs::create_directory_symlink(folder_ / "sys/drivers" / driver, tty / "driver");
    fs::create_directories(folder_ / "sys/class/tty" / name);
    fs::create_directory_symlink(tty, folder_ / "sys/class/tty" / name / "device");
    fs::create_directories(folder_ / "dev");
    fs::create_symlink(target, folder_ / "dev" / name);
  }

  std::string list(const ReadersCommand& command = {}) {
    std::ostringstream out;
    std::ostringstream err;
    const Context context{out, err, registry_, log_};
    code_ = list_readers(command, context, {}, {folder_ / "sys", folder_ / "dev"});
    return out.str() + err.str();
  }

  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
  api::ReaderRegistry registry_;
  doubles::TemporaryFolder folder_;
  ExitCode code_ = ExitCode::ok;
};

/// A virtual module on a pty, at work in a thread of its own.
class ModuleAtWork {
 public:
  ModuleAtWork(const api::ReaderRegistry& registry, const std::string& family, spdlog::logger& log)
      : runtime_{io_, *clock_, traffic_, log}, stay_(boost::asio::make_work_guard(io_)) {
    auto made = registry.make_endpoint(runtime_, family + "+serial", radio_, {});
    if (!made) throw std::runtime_error(to_string(made.error()));
    endpoint_ = std::move(*made);
    thread_ = std::thread([this] { io_.run(); });
  }
  ~ModuleAtWork() {
    io_.stop();
    thread_.join();
  }
  ModuleAtWork(const ModuleAtWork&) = delete;
  ModuleAtWork& operator=(const ModuleAtWork&) = delete;

  fs::path port() const {
    const std::string uri = endpoint_->uri();
    const auto begin = uri.find("//") + 2;
    return uri.substr(begin, uri.find('?') - begin);
  }

 private:
  boost::asio::io_context io_;
  std::unique_ptr<api::Clock> clock_ = session::make_wall_clock(io_);
  api::NoTraffic traffic_;
  api::Runtime runtime_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stay_;
  test::ScriptedRadio radio_{*clock_};
  std::unique_ptr<api::Endpoint> endpoint_;
  std::thread thread_;
};

TEST_F(ReadersTest, an_empty_machine_has_none) {
  EXPECT_EQ(list(), "Serial ports\n  none\nUSB devices\n  none\n");
  EXPECT_EQ(code_, ExitCode::ok);
}

TEST_F(ReadersTest, names_ports_and_devices) {
  add_usb("1-1", 5);
  add_port("ttyUSB0", "1-1/1-1:1.0/ttyUSB0", "ftdi_sio", "/dev/null");
  add_port("ttyS0", "platform/serial8250", "serial", "/dev/null");
  EXPECT_EQ(
      list({.addresses = {"llrp://192.0.2.10"}}),
      "Serial ports\n"
      "  /dev/ttyS0       serial       on the board\n"
      "  /dev/ttyUSB0     ftdi_sio     0403:6001 FTDI FT232R USB UART, serial number A50285BI\n"
      "USB devices\n"
      "  bus 1 device 5    ftdi      0403:6001 FTDI FT232R USB UART, serial number A50285BI\n"
      "Readers by their address\n"
      "  llrp://192.0.2.10\n");
}

TEST_F(ReadersTest, says_the_same_as_json) {
  add_usb("1-1", 5);
  add_port("ttyUSB0", "1-1/1-1:1.0/ttyUSB0", "ftdi_sio", "/dev/null");
  const auto json = nlohmann::json::parse(list({.json = true}));
  EXPECT_EQ(json["serial_ports"][0]["path"], "/dev/ttyUSB0");
  EXPECT_EQ(json["serial_ports"][0]["usb"]["serial"], "A50285BI");
  EXPECT_EQ(json["serial_ports"][0]["may_open"], true);
  EXPECT_EQ(json["usb_devices"][0]["kind"], "ftdi");
  EXPECT_EQ(json["usb_devices"][0]["number"], 5);
}

TEST_F(ReadersTest, tells_what_to_do_where_access_is_refused) {
  add_usb("1-1", 5);
  // Whom no permission stops (root) sees the same of a node that is not there.
  fs::remove(folder_ / "dev/bus/usb/001/005");
  add_port("ttyUSB0", "1-1/1-1:1.0/ttyUSB0", "ftdi_sio", folder_ / "nothing");
  const std::string text = list({.probe = true});
  const std::string hint =
      "    no permission: copy share/plugtest/udev/70-plugtest-readers.rules to /etc/udev/rules.d";
  const auto first = text.find(hint);
  ASSERT_NE(first, std::string::npos) << text;
  EXPECT_NE(text.find(hint, first + 1), std::string::npos) << "the device, too: " << text;
  EXPECT_THAT(text, Not(HasSubstr("no reader of a known family")));
}

TEST_F(ReadersTest, finds_the_family_of_each_port_at_the_familys_own_speed) {
  const ModuleAtWork ipico(registry_, "ipico", log_);      // 9,600
  const ModuleAtWork mercury(registry_, "mercury", log_);  // 115,200; asked last
  add_port("ttyS0", "platform/0", "serial", ipico.port());
  add_port("ttyS1", "platform/1", "serial", mercury.port());
  const std::string text = list({.probe = true, .patience_s = 0.5});
  EXPECT_THAT(text, HasSubstr("ipico+serial://" + (folder_ / "dev/ttyS0").string() + ": IPICO"));
  EXPECT_THAT(text,
              HasSubstr("mercury+serial://" + (folder_ / "dev/ttyS1").string() + ": ThingMagic"));
  EXPECT_EQ(code_, ExitCode::ok);
}

TEST_F(ReadersTest, a_port_where_nobody_answers_says_so) {
  boost::asio::io_context io;
  const auto clock = session::make_wall_clock(io);
  api::NoTraffic traffic;
  api::Runtime runtime{io, *clock, traffic, log_};
  const auto dumb = drivers::open_pty(runtime);
  ASSERT_TRUE(dumb);
  add_port("ttyS0", "platform/0", "serial", (*dumb)->path());
  EXPECT_THAT(list({.probe = true, .patience_s = 0.1}),
              HasSubstr("    no reader of a known family answers"));
}

TEST_F(ReadersTest, an_address_that_does_not_answer_is_exit_code_4) {
  const std::string text =
      list({.addresses = {"mercury+usb:///1209:dead/NONE"}, .probe = true, .patience_s = 5});
  EXPECT_THAT(text, AllOf(HasSubstr("  mercury+usb:///1209:dead/NONE\n    "), HasSubstr("USB")));
  EXPECT_EQ(code_, ExitCode::unreachable);
}

TEST_F(ReadersTest, usb_devices_without_a_port_are_tried_through_libusb) {
  const auto candidates =
      usb_candidates(registry_, {.vendor_id = 0x0403, .product_id = 0x6001, .serial = "A5"});
  EXPECT_THAT(candidates,
              testing::ElementsAre("a0+usb:///0403:6001/A5", "chafon+usb:///0403:6001/A5",
                                   "ipico+usb:///0403:6001/A5", "m100+usb:///0403:6001/A5",
                                   "mercury+usb:///0403:6001/A5"));
  add_usb("1-1", 5);
  EXPECT_THAT(list({.probe = true, .patience_s = 0.1}),
              HasSubstr("    no reader of a known family answers"));
}

}  // namespace
}  // namespace plugtest::cli
