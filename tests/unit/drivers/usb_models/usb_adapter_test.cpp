#include "drivers/usb_models/usb_adapter.h"

#include "drivers/transport/line_flow.h"
#include "drivers/transport/pty.h"
#include "tests/doubles/async_bench.h"

#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::HasSubstr;

UsbBytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// SET_LINE_CODING and SET_CONTROL_LINE_STATE of CDC-ACM, as a host sends them.
void set_line(UsbModel& model, std::uint32_t baud) {
  const UsbBytes coding = {static_cast<std::uint8_t>(baud),
                           static_cast<std::uint8_t>(baud >> 8U),
                           static_cast<std::uint8_t>(baud >> 16U),
                           0,
                           0,
                           0,
                           8};
  EXPECT_EQ(model.control({0x21, 0x20, 0, 0, 7}, coding).handshake, UsbHandshake::ack);
}
void set_dtr(UsbModel& model, bool on) {
  model.control({0x21, 0x22, static_cast<std::uint16_t>(on ? 1 : 0), 0, 0}, {});
}

class UsbAdapterTest : public testing::Test {
 protected:
  UsbAdapterTest() : traffic_flow_(usb_flow(1, 2).reversed()) {
    auto pty = open_pty(bench_.runtime);
    if (!pty) throw std::runtime_error(to_string(pty.error()));
    pty_ = std::move(*pty);
    pty_->start(
        [this](std::span<const std::uint8_t> bytes) { heard_.append(bytes.begin(), bytes.end()); },
        [](const Error&) {});
  }

  void join(std::string port) {
    adapter_ = join_to_port(bench_.runtime, *model_,
                            {.port = std::move(port),
                             .to_host = traffic_flow_,
                             .on_lost = [this](const Error& why) { lost_ = to_string(why); }});
    bench_.ledger.opened(traffic_flow_.reversed());  // a host holds the USB end
    set_dtr(*model_, true);
  }

  UsbBytes read() { return model_->in(0x81, 64).bytes; }

  test::AsyncBench bench_;
  api::FlowId traffic_flow_;
  std::unique_ptr<UsbModel> model_ = make_usb_model(UsbBridgeKind::cdc_acm);
  std::unique_ptr<PtyPort> pty_;
  std::unique_ptr<UsbAdapter> adapter_;
  std::string heard_;
  std::optional<std::string> lost_;
};

TEST_F(UsbAdapterTest, passes_bytes_both_ways_and_sets_the_line) {
  set_line(*model_, 9'600);
  join(pty_->path());
  model_->out(0x01, bytes_of("early"));  // before the port is open
  ASSERT_TRUE(bench_.run_until([&] { return heard_ == "early"; }));
  EXPECT_EQ(pty_->host_line().baud, 9'600U);
  set_line(*model_, 57'600);
  ASSERT_TRUE(bench_.run_until([&] { return pty_->host_line().baud == 57'600; }));
  pty_->write(bytes_of("tag"));
  ASSERT_TRUE(bench_.run_until([&] { return model_->unread() == 3; }));
  EXPECT_EQ(read(), bytes_of("tag"));
}

TEST_F(UsbAdapterTest, what_a_host_left_unread_is_not_kept_for_the_next) {
  join(pty_->path());
  model_->out(0x01, bytes_of("x"));
  ASSERT_TRUE(bench_.run_until([&] { return heard_ == "x"; }));
  pty_->write(bytes_of("old"));
  ASSERT_TRUE(bench_.run_until([&] { return model_->unread() == 3; }));
  set_dtr(*model_, false);
  set_dtr(*model_, true);
  EXPECT_EQ(model_->unread(), 0U);
}

TEST_F(UsbAdapterTest, a_module_that_is_unplugged_is_told) {
  join(pty_->path());
  model_->out(0x01, bytes_of("x"));
  ASSERT_TRUE(bench_.run_until([&] { return heard_ == "x"; }));
  pty_->close();
  ASSERT_TRUE(bench_.run_until([&] { return lost_.has_value(); }));
}

TEST_F(UsbAdapterTest, a_port_that_is_not_there_is_told) {
  join("/dev/pts/none");
  ASSERT_TRUE(bench_.run_until([&] { return lost_.has_value(); }));
  EXPECT_THAT(*lost_, HasSubstr("/dev/pts/none"));
}

TEST_F(UsbAdapterTest, without_a_port_it_gives_everything_back) {
  join("");
  model_->out(0x01, bytes_of("echo"));
  ASSERT_TRUE(bench_.run_until([&] { return model_->unread() == 4; }));
  EXPECT_EQ(read(), bytes_of("echo"));
}

}  // namespace
}  // namespace plugtest::drivers
