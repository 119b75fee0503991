// `plugtest readers` on a machine that a folder describes: what it lists, whom it finds, and what
// it says where it may not look.

#include "tools/cli/readers.h"

#include "drivers/all/register.h"
#include "drivers/transport/pty.h"
#include "harness/api/registry.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"
#include "tests/doubles/scripted_radio.h"
#include "tests/doubles/temporary_folder.h"
#include "tools/cli/context.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>
#include <unistd.h>

namespace plugtest::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// Ends of serial lines that are held while the test looks for them, in wall time.
class HeldLines {
 public:
  HeldLines() {
    drivers::register_all(registry_);
    radio_.mutable_capabilities().antenna_count = 1;
  }
  ~HeldLines() {
    io_.stop();
    thread_.join();
  }
  HeldLines(const HeldLines&) = delete;
  HeldLines& operator=(const HeldLines&) = delete;

  /// A virtual module on a pty; the pty's path. Before go().
  std::string module(const std::string& family) {
    auto made = registry_.make_endpoint(runtime_, family + "+serial", radio_, {});
    if (!made) throw std::runtime_error(made.error().message);
    endpoint_ = std::move(*made);
    const std::string uri = endpoint_->uri();
    const auto begin = uri.find("//") + 2;
    return uri.substr(begin, uri.find('?') - begin);
  }

  /// A line at whose end nobody is. Before go().
  std::string nobody() {
    auto made = drivers::open_pty(runtime_);
    if (!made) throw std::runtime_error(made.error().message);
    silent_ = std::move(*made);
    silent_->start([](auto) {}, [](const Error&) {});
    return silent_->path();
  }

  void go() {
    thread_ = std::thread([this] { io_.run(); });
  }

 private:
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  std::unique_ptr<api::Clock> clock_ = session::make_wall_clock(io_);
  api::NoTraffic traffic_;
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
  api::Runtime runtime_{io_, *clock_, traffic_, log_};
  api::ReaderRegistry registry_;
  test::ScriptedRadio radio_{*clock_};
  std::unique_ptr<api::Endpoint> endpoint_;
  std::unique_ptr<drivers::PtyPort> silent_;
  std::thread thread_;
};

/// A machine with an FTDI adapter that has a serial port, and a HID reader that has none.
class ReadersTest : public testing::Test {
 protected:
  ReadersTest() {
    drivers::register_all(registry_);
    const fs::path adapter = sys() / "devices/usb1/1-1";
    write(adapter / "idVendor", "0403");
    write(adapter / "idProduct", "6001");
    write(adapter / "serial", "A50285BI");
    write(adapter / "manufacturer", "FTDI");
    write(adapter / "product", "FT232R USB UART");
    write(adapter / "busnum", "1");
    write(adapter / "devnum", "7");
    std::ofstream(adapter / "descriptors", std::ios::binary) << std::string(
        "\x12\x01\x00\x02\x00\x00\x00\x40\x03\x04\x01\x60\x00\x06\x01\x02\x03\x01", 18);
    fs::create_directories(sys() / "bus/usb/devices");
    fs::create_directory_symlink(adapter, sys() / "bus/usb/devices/1-1");
    fs::create_directories(sys() / "bus/usb-serial/drivers/ftdi_sio");
    const fs::path tty = adapter / "1-1:1.0/ttyUSB0";
    fs::create_directories(tty);
    fs::create_directory_symlink(sys() / "bus/usb-serial/drivers/ftdi_sio", tty / "driver");
    fs::create_directories(sys() / "class/tty/ttyUSB0");
    fs::create_directory_symlink(tty, sys() / "class/tty/ttyUSB0/device");
    fs::create_directories(dev());
  }

  fs::path sys() const { return folder_ / "sys"; }
  fs::path dev() const { return folder_ / "dev"; }

  static void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text << '\n';
  }

  /// The nodes in /dev, open to everybody; the port is a link to `path` where one is given.
  void add_nodes(const std::string& path = {}) {
    write(dev() / "bus/usb/001/007", "");
    if (path.empty()) {
      write(dev() / "ttyUSB0", "");
    } else {
      fs::create_symlink(path, dev() / "ttyUSB0");
    }
  }

  ExitCode list(const ReadersCommand& command) {
    out_.str({});
    const Context context{out_, err_, registry_, log_, false, 100, {}};
    return list_readers(command, context, {}, {sys(), dev()});
  }
  json listed(ReadersCommand command) {
    command.json = true;
    EXPECT_EQ(list(command), ExitCode::ok) << err_.str();
    return json::parse(out_.str());
  }

  static ReadersCommand known(const char* address) {
    ReadersCommand command;
    command.addresses = {address};
    return command;
  }
  static ReadersCommand probing(double patience_s) {
    ReadersCommand command;
    command.probe = true;
    command.patience_s = patience_s;
    return command;
  }

  doubles::TemporaryFolder folder_;
  api::ReaderRegistry registry_;
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ReadersTest, ports_and_devices_are_listed_with_names_and_ids) {
  add_nodes();
  EXPECT_EQ(list(known("llrp://192.0.2.10")), ExitCode::ok);
  EXPECT_EQ(
      out_.str(),
      "Serial ports\n"
      "  /dev/ttyUSB0     ftdi_sio     0403:6001 FTDI FT232R USB UART, serial number A50285BI\n"
      "USB devices\n"
      "  bus 1 device 7    ftdi      0403:6001 FTDI FT232R USB UART, serial number A50285BI\n"
      "Readers by their address\n"
      "  llrp://192.0.2.10\n");
  const json list = listed({});
  const json usb = {{"vendor_id", "0403"},
                    {"product_id", "6001"},
                    {"manufacturer", "FTDI"},
                    {"product", "FT232R USB UART"},
                    {"serial", "A50285BI"}};
  EXPECT_EQ(
      list.at("serial_ports"),
      json::array(
          {{{"path", "/dev/ttyUSB0"}, {"driver", "ftdi_sio"}, {"may_open", true}, {"usb", usb}}}));
  EXPECT_EQ(list.at("usb_devices").at(0).at("kind"), "ftdi");
  EXPECT_EQ(list.at("usb_devices").at(0).at("may_open"), true);
}

TEST_F(ReadersTest, a_machine_without_any_says_so) {
  fs::remove_all(sys());
  EXPECT_EQ(list({}), ExitCode::ok);
  EXPECT_EQ(out_.str(), "Serial ports\n  none\nUSB devices\n  none\n");
}

TEST_F(ReadersTest, a_probe_finds_who_speaks_at_a_port) {
  HeldLines lines;
  add_nodes(
      lines.module("a0"));  // the first family by name: the others' silence need not be awaited
  lines.go();
  const json list = listed(probing(20));
  const json& port = list.at("serial_ports").at(0);
  EXPECT_THAT(port.at("address").get<std::string>(), testing::StartsWith("a0+serial://"));
  EXPECT_THAT(port.at("reader").get<std::string>(), HasSubstr("firmware 1.9"));
  EXPECT_FALSE(list.at("usb_devices").at(0).contains("reader")) << "it was asked at its port";
}

TEST_F(ReadersTest, a_probe_says_when_nobody_answers) {
  HeldLines lines;
  add_nodes(lines.nobody());
  lines.go();
  EXPECT_EQ(list(probing(0.05)), ExitCode::ok);
  EXPECT_THAT(out_.str(), HasSubstr("      no reader of a known family answers\n"));
}

TEST_F(ReadersTest, an_address_that_does_not_answer_is_told_and_is_no_success) {
  ReadersCommand command = probing(2);
  command.addresses = {"mercury+serial:///dev/no-such-port"};
  EXPECT_EQ(list(command), ExitCode::unreachable);
  EXPECT_THAT(out_.str(), HasSubstr("/dev/no-such-port"));
}

TEST_F(ReadersTest, a_node_that_is_not_there_is_told_from_one_that_is_closed_to_us) {
  EXPECT_EQ(list(probing(2)), ExitCode::ok);
  EXPECT_THAT(out_.str(), HasSubstr("no node in /dev"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("no permission")));
}

TEST_F(ReadersTest, a_refusal_comes_with_what_to_do) {
  add_nodes();
  fs::permissions(folder_.path(),
                  fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  for (const fs::path& node : {dev() / "ttyUSB0", dev() / "bus/usb/001/007"}) {
    fs::permissions(node, fs::perms::none);
  }
  // Root may open everything; in a process of its own the test is somebody else.
  const auto look = [this] {
    constexpr uid_t k_nobody = 65534;
    if (geteuid() == 0 && setuid(k_nobody) != 0) _exit(1);
    const ExitCode code = list(probing(2));
    std::cerr << out_.str();
    _exit(static_cast<int>(code));
  };
  EXPECT_EXIT(look(), testing::ExitedWithCode(0),
              "ttyUSB0.*\n.*no permission: copy .*70-plugtest-readers.rules(.|\n)*"
              "device 7.*\n.*no permission: copy");
}

}  // namespace
}  // namespace plugtest::cli
