#include "harness/lab/lock_step.h"

#include "harness/lab/virtual_clock.h"

#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using boost::asio::ip::tcp;
using std::chrono::milliseconds;

constexpr milliseconds k_guard{2000};

TEST(TrafficLedger, IsSettledWhenTheOtherSideHasReadAll) {
  TrafficLedger ledger;
  const api::FlowId to_server{1000, 2000};
  EXPECT_TRUE(ledger.settled());
  ledger.connecting();
  EXPECT_FALSE(ledger.settled());
  ledger.connect_done();
  ledger.opened(to_server);
  EXPECT_FALSE(ledger.settled()) << "the server has not accepted yet";
  ledger.opened(to_server.reversed());
  EXPECT_TRUE(ledger.settled());
  ledger.sent(to_server, 10);
  ledger.received(to_server, 4);
  EXPECT_FALSE(ledger.settled());
  EXPECT_EQ(ledger.describe(), "port 1000 to port 2000: 10 bytes written, 4 read");
  ledger.received(to_server, 6);
  EXPECT_TRUE(ledger.settled());
}

TEST(TrafficLedger, ACloseIsUnderWayUntilTheOtherSideHasSeenIt) {
  TrafficLedger ledger;
  const api::FlowId to_server{1000, 2000};
  ledger.opened(to_server);
  ledger.opened(to_server.reversed());
  ledger.sent(to_server, 5);
  ledger.closed(to_server);
  EXPECT_FALSE(ledger.settled());
  ledger.closed(to_server.reversed());
  EXPECT_TRUE(ledger.settled()) << "what the server did not read any more is lost";
}

TEST(TrafficLedger, ALineIsThereWithOrWithoutAHolder) {
  TrafficLedger ledger;
  const api::FlowId to_host{2, 1};
  const api::FlowId to_device{1, 2};
  ledger.line(to_host);
  EXPECT_TRUE(ledger.settled()) << "nobody has to open it";
  EXPECT_EQ(ledger.holder(to_device), 0U);
  ledger.opened(to_device);
  const auto first = ledger.holder(to_device);
  EXPECT_NE(first, 0U);
  EXPECT_TRUE(ledger.settled());
  ledger.sent(to_host, 3);
  EXPECT_FALSE(ledger.settled());
  ledger.sent(to_device, 2);
  ledger.closed(to_device);
  EXPECT_FALSE(ledger.settled()) << "the device reads on: what the holder said counts";
  EXPECT_EQ(ledger.holder(to_device), 0U);
  ledger.received(to_device, 1);
  ledger.opened(to_device);
  EXPECT_NE(ledger.holder(to_device), first);
  EXPECT_FALSE(ledger.settled());
  ledger.received(to_device, 1);
  EXPECT_TRUE(ledger.settled()) << "what the first holder did not read is lost";
  ledger.closed(to_host);
  EXPECT_FALSE(ledger.settled()) << "unplugged; the holder has yet to see it";
  ledger.closed(to_device);
  EXPECT_TRUE(ledger.settled());
  EXPECT_EQ(ledger.describe(), "nothing");
}

TEST(TrafficLedger, ALineThatGoesWithoutAHolderLeavesNothing) {
  TrafficLedger ledger;
  ledger.line({2, 1});
  ledger.closed({2, 1});
  EXPECT_TRUE(ledger.settled());
  ledger.line({2, 1});
  ledger.opened({1, 2});
  ledger.closed({1, 2});
  ledger.closed({2, 1});
  EXPECT_TRUE(ledger.settled());
}

TEST(LockStep, HandlersComeBeforeTime) {
  boost::asio::io_context io;
  VirtualClock clock(default_epoch());
  TrafficLedger ledger;
  std::string order;
  bool done = false;
  clock.call_at(default_epoch(), [&] {
    order += 't';
    done = true;
  });
  boost::asio::post(io, [&] {
    order += 'a';
    boost::asio::post(io, [&] { order += 'b'; });
  });
  ASSERT_TRUE(run_lock_step(io, clock, ledger, Pace::fast, k_guard, [&] { return done; }));
  EXPECT_EQ(order, "abt");
}

TEST(LockStep, NothingLeftToHappenIsOurFaultAndSaidAtOnce) {
  boost::asio::io_context io;
  VirtualClock clock(default_epoch());
  TrafficLedger ledger;
  const auto ended = run_lock_step(io, clock, ledger, Pace::fast, k_guard, [] { return false; });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, ErrorCode::internal);
}

TEST(LockStep, TheGuardNamesWhatNeverCame) {
  boost::asio::io_context io;
  VirtualClock clock(default_epoch());
  TrafficLedger ledger;
  ledger.opened({1, 2});
  ledger.opened({2, 1});
  ledger.sent({1, 2}, 3);
  const auto ended =
      run_lock_step(io, clock, ledger, Pace::fast, milliseconds(30), [] { return false; });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().message,
            "the lab waited too long for port 1 to port 2: 3 bytes written, 0 read");
}

/// A client that sends `size` bytes over a real socket when its lab timer says so, and a server
/// whose own timer keeps asking how much has come. In lock-step the server must see all of it at
/// the very lab time of the sending, whatever the machine does.
std::vector<std::pair<Nanos, std::size_t>> arrivals(std::size_t size, Pace pace,
                                                    bool machine_is_busy) {
  boost::asio::io_context io;
  VirtualClock clock(default_epoch());
  TrafficLedger ledger;
  tcp::acceptor acceptor(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  tcp::socket client(io);
  tcp::socket server(io);
  client.connect(acceptor.local_endpoint());
  acceptor.accept(server);
  const api::FlowId flow{client.local_endpoint().port(), acceptor.local_endpoint().port()};
  ledger.opened(flow);
  ledger.opened(flow.reversed());

  std::size_t total = 0;
  std::vector<char> buffer(1024);
  std::function<void()> read = [&] {
    server.async_read_some(boost::asio::buffer(buffer), [&](auto error, std::size_t got) {
      if (error) return;
      total += got;
      ledger.received(flow, got);
      read();
    });
  };
  read();

  const std::vector<char> bytes(size, 'x');
  std::vector<std::pair<Nanos, std::size_t>> seen;
  bool done = false;
  for (int step = 1; step <= 5; ++step) {
    const HostTime when = default_epoch() + milliseconds(2 * step);
    clock.call_at(when, [&] {
      ledger.sent(flow, bytes.size());
      boost::asio::async_write(client, boost::asio::buffer(bytes), [](auto, std::size_t) {});
    });
    clock.call_at(when + Nanos(1), [&, step] {
      seen.emplace_back(clock.now() - default_epoch(), total);
      done = step == 5;
    });
  }

  std::atomic<bool> stop{false};
  std::thread burner;
  if (machine_is_busy) {
    burner = std::thread([&] {
      while (!stop) {
      }
    });
  }
  const auto ended =
      run_lock_step(io, clock, ledger, pace, milliseconds(20000), [&] { return done; });
  stop = true;
  if (burner.joinable()) burner.join();
  EXPECT_TRUE(ended) << to_string(ended.error());
  return seen;
}

TEST(LockStep, EveryByteArrivesAtTheLabTimeOfItsSending) {
  const std::size_t size = 300'000;  // more than a socket buffer takes at once
  const auto fast = arrivals(size, Pace::fast, false);
  ASSERT_EQ(fast.size(), 5U);
  for (std::size_t step = 0; step < 5; ++step) {
    EXPECT_EQ(fast[step].first, milliseconds(2 * (step + 1)) + Nanos(1));
    EXPECT_EQ(fast[step].second, size * (step + 1));
  }
  EXPECT_EQ(arrivals(size, Pace::fast, true), fast) << "a busy machine changes nothing";
  EXPECT_EQ(arrivals(size, Pace::realtime, false), fast) << "nor does real time";
}

TEST(LockStep, RealTimeIsNotFasterThanTheWall) {
  boost::asio::io_context io;
  VirtualClock clock(default_epoch());
  TrafficLedger ledger;
  bool done = false;
  clock.call_at(default_epoch() + milliseconds(30), [&] { done = true; });
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(run_lock_step(io, clock, ledger, Pace::realtime, k_guard, [&] { return done; }));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(30));
}

TEST(LockStep, WithPeersOutsideTheClockFollowsTheWall) {
  boost::asio::io_context io;
  VirtualClock clock(default_epoch());
  TrafficLedger ledger;
  bool done = false;
  int ticks = 0;
  std::function<void()> tick = [&] {
    done = ++ticks == 10;
    clock.call_at(clock.now() + milliseconds(1), tick);
  };
  clock.call_at(default_epoch() + milliseconds(1), tick);
  ASSERT_TRUE(
      run_lock_step(io, clock, ledger, Pace::realtime_peers, k_guard, [&] { return done; }));
  EXPECT_GE(clock.now(), default_epoch() + milliseconds(10));
}

}  // namespace
}  // namespace plugtest::lab
