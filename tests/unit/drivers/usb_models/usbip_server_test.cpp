#include "drivers/usb_models/usbip_server.h"

#include "drivers/transport/tcp.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/usbip_device.h"

#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using doubles::usbip_command;
using doubles::usbip_import;
using doubles::usbip_list;
using doubles::usbip_word;
using testing::ElementsAre;
using testing::Pair;

constexpr std::size_t k_record = 312;
constexpr std::size_t k_header = 48;

/// A USB host far away, speaking the protocol by hand.
class Peer {
 public:
  Peer(test::AsyncBench& bench, std::uint16_t port) : bench_(bench) {
    auto opened = bench_.wait<std::unique_ptr<ByteStream>>([&](auto done) {
      attempt_ = connect_tcp(bench_.runtime, "127.0.0.1", port, std::chrono::seconds(10), {},
                             std::move(done));
    });
    if (!opened) {
      ADD_FAILURE() << to_string(opened.error());
      return;
    }
    stream_ = std::move(*opened);
    stream_->start(
        [this](std::span<const std::uint8_t> bytes) {
          got_.insert(got_.end(), bytes.begin(), bytes.end());
        },
        [this](const Error&) { closed_ = true; });
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void say(const UsbBytes& bytes) { stream_->write(bytes); }

  /// Waits for so many bytes and takes them.
  UsbBytes take(std::size_t count) {
    EXPECT_TRUE(bench_.run_until([&] { return got_.size() >= count || closed_; }));
    EXPECT_GE(got_.size(), count);
    got_.resize(std::max(got_.size(), count));
    UsbBytes taken(got_.begin(), got_.begin() + static_cast<std::ptrdiff_t>(count));
    got_.erase(got_.begin(), got_.begin() + static_cast<std::ptrdiff_t>(count));
    return taken;
  }

  bool is_hung_up() {
    return bench_.run_until([&] { return closed_; });
  }
  bool silent() const { return got_.empty(); }
  void leave() { stream_.reset(); }

 private:
  test::AsyncBench& bench_;
  std::unique_ptr<TcpConnect> attempt_;
  std::unique_ptr<ByteStream> stream_;
  UsbBytes got_;
  bool closed_ = false;
};

class UsbIpServerTest : public testing::Test {
 protected:
  UsbIpServerTest() {
    options_.port = 0;
    options_.max_connections = 3;
    options_.on_attached = [this](std::uint8_t place, bool attached) {
      told_.emplace_back(place, attached);
    };
    auto made = serve_usbip(bench_.runtime, options_);
    if (!made) throw std::runtime_error(to_string(made.error()));
    server_ = std::move(*made);
    server_->plug(1, *ftdi_);
    server_->plug(2, *acm_);
  }

  Peer peer() { return {bench_, server_->port()}; }
  /// Has `host` take the device.
  static void import(Peer& host, const std::string& bus_id) {
    host.say(usbip_import(bus_id));
    EXPECT_EQ(usbip_word(host.take(8 + k_record), 4), 0U);
  }

  test::AsyncBench bench_;
  std::unique_ptr<UsbModel> ftdi_ = make_usb_model(UsbBridgeKind::ftdi);
  std::unique_ptr<UsbModel> acm_ = make_usb_model(UsbBridgeKind::cdc_acm);
  UsbIpServerOptions options_;
  std::vector<std::pair<int, bool>> told_;
  std::unique_ptr<UsbIpServer> server_;
};

TEST_F(UsbIpServerTest, lists_what_is_plugged_in) {
  Peer one = peer();
  one.say(usbip_list());
  const UsbBytes list = one.take(12 + 2 * k_record + (1 + 2) * 4);  // 1 and 2 interfaces
  EXPECT_EQ(usbip_word(list, 8), 2U);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(&list[12 + 256])), "1-1");
  EXPECT_EQ(usbip_word(list, 12 + k_record - 12), 0x0403'6001U);
  server_->unplug(1);
  Peer other = peer();
  other.say(usbip_list());
  EXPECT_EQ(usbip_word(other.take(12), 8), 1U);
}

TEST_F(UsbIpServerTest, a_host_imports_speaks_and_unlinks) {
  Peer host = peer();
  import(host, "1-1");
  EXPECT_THAT(told_, ElementsAre(Pair(1, true)));
  // DTR on, 9600 baud.
  host.say(usbip_command(1, 1, false, 0, 0, 0, {0x40, 1, 0x01, 0x01, 0, 0, 0, 0}));
  host.say(usbip_command(1, 2, false, 0, 0, 0, {0x40, 3, 0x38, 0x41, 0, 0, 0, 0}));
  EXPECT_EQ(usbip_word(host.take(2 * k_header), k_header + 4), 2U);
  EXPECT_TRUE(ftdi_->dtr());
  EXPECT_EQ(ftdi_->line().baud, 9'600U);
  // A read waits until the device has something: here the status that leads every packet.
  host.say(usbip_command(1, 3, true, 1, 0, 64));
  EXPECT_EQ(usbip_word(host.take(k_header + 2), 4), 3U);
  host.say(usbip_command(1, 4, true, 1, 0, 64));
  host.say(usbip_command(1, 5, true, 1, 0, 64));
  host.say(usbip_command(2, 6, true, 1, 5, 0));
  const UsbBytes unlinked = host.take(k_header);
  EXPECT_EQ(usbip_word(unlinked, 0), 4U);
  EXPECT_EQ(static_cast<std::int32_t>(usbip_word(unlinked, 20)), -ECONNRESET);
  ftdi_->to_host(UsbBytes{'t', 'a', 'g'});
  const UsbBytes read = host.take(k_header + 5);
  EXPECT_EQ(usbip_word(read, 4), 4U);
  EXPECT_EQ(UsbBytes(read.end() - 3, read.end()), (UsbBytes{'t', 'a', 'g'}));
  // And a write.
  UsbBytes heard;
  ftdi_->on_from_host([&](std::span<const std::uint8_t> b) { heard.assign(b.begin(), b.end()); });
  host.say(usbip_command(1, 7, false, 2, 0, 2, UsbBytes(8), {'o', 'k'}));
  host.take(k_header);
  EXPECT_EQ(heard, (UsbBytes{'o', 'k'}));
  ftdi_->on_from_host(nullptr);
}

TEST_F(UsbIpServerTest, a_device_has_one_host_at_a_time) {
  Peer first = peer();
  import(first, "1-2");
  Peer second = peer();
  second.say(usbip_import("1-2"));
  EXPECT_EQ(usbip_word(second.take(8), 4), 1U);
  EXPECT_TRUE(second.is_hung_up());
  first.leave();
  ASSERT_TRUE(bench_.run_until([&] { return told_.size() == 2; }));
  EXPECT_EQ(told_.back(), std::pair(2, false));
  Peer again = peer();
  import(again, "1-2");
}

TEST_F(UsbIpServerTest, unplugging_hangs_up_and_plugging_in_brings_it_back) {
  Peer host = peer();
  import(host, "1-1");
  server_->unplug(1);
  EXPECT_TRUE(host.is_hung_up());
  EXPECT_EQ(told_.back(), std::pair(1, false));
  Peer nobody = peer();
  nobody.say(usbip_import("1-1"));
  EXPECT_EQ(usbip_word(nobody.take(8), 4), 1U);
  server_->plug(1, *ftdi_);
  Peer again = peer();
  import(again, "1-1");
}

TEST_F(UsbIpServerTest, a_peer_that_only_holds_the_line_is_hung_up_on_in_time) {
  Peer silent = peer();
  silent.say({0x01, 0x11});
  ASSERT_TRUE(bench_.run_lab([&] { return bench_.clock.now() > lab::default_epoch(); }));
  EXPECT_GE(bench_.clock.now() - lab::default_epoch(), options_.patience);
  EXPECT_TRUE(silent.is_hung_up());
}

TEST_F(UsbIpServerTest, more_peers_than_places_are_hung_up_on) {
  Peer one = peer();
  Peer two = peer();
  Peer three = peer();
  Peer four = peer();
  EXPECT_TRUE(four.is_hung_up());
  three.say(usbip_list());
  three.take(12);
}

TEST_F(UsbIpServerTest, nonsense_ends_only_its_own_connection) {
  Peer host = peer();
  import(host, "1-1");
  Peer mad = peer();
  import(mad, "1-2");
  mad.say(usbip_command(1, 1, false, 2, 0, 0x7FFF'FFFF));
  EXPECT_TRUE(mad.is_hung_up());
  Peer babbler = peer();
  babbler.say(UsbBytes(64, 0xFF));
  EXPECT_TRUE(babbler.is_hung_up());
  host.say(usbip_command(1, 9, true, 0, 0, 18, {0x80, 6, 0, 1, 0, 0, 18, 0}));
  EXPECT_EQ(usbip_word(host.take(k_header + 18), 4), 9U);
}

TEST_F(UsbIpServerTest, a_host_with_too_many_open_reads_loses_the_device) {
  Peer greedy = peer();
  import(greedy, "1-2");
  for (std::uint32_t i = 1; i <= 300; ++i) greedy.say(usbip_command(1, i, true, 1, 0, 64));
  EXPECT_TRUE(greedy.is_hung_up());
  EXPECT_EQ(told_.back(), std::pair(2, false));
}

}  // namespace
}  // namespace plugtest::drivers
