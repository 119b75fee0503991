#pragma once

#include <cstddef>
#include <cstdint>

namespace plugtest::api {

/// One direction of one connection, named so that both ends come to the same name: for TCP the two
/// port numbers (one loopback address), from sender to receiver; for serial lines and USB numbers
/// above all ports, from the device's number (drivers/transport/line_flow.h).
struct FlowId {
  std::uint32_t from = 0;
  std::uint32_t to = 0;

  FlowId reversed() const { return {to, from}; }
  bool operator==(const FlowId&) const = default;
};

/// Hears of every byte that one side wrote and the other read. The lab's lock-step pace advances
/// time only when nothing is under way; on a floor nobody listens (NoTraffic).
///
/// Every connection attempt is `connecting` until `connected` or `gave_up`; every side that closes
/// says so once, and every side that has seen the end of the stream (or closed itself) does too.
class Traffic {
 public:
  virtual ~Traffic() = default;
  virtual void connecting() = 0;    ///< the client side began
  virtual void connect_done() = 0;  ///< ... and got an answer, good or bad
  virtual void opened(
      FlowId sending) = 0;  ///< one side holds the connection; `sending` is its way out
  virtual void sent(FlowId sending, std::size_t bytes) = 0;        ///< handed to the system
  virtual void received(FlowId receiving, std::size_t bytes) = 0;  ///< taken from the system
  virtual void closed(FlowId sending) = 0;  ///< this side will neither send nor read any more

  /// The device's end of a line without connections (serial, USB) is there, whether or not a host
  /// holds the other end. It says so once, in place of `opened`. What it sends while nobody holds
  /// the other end, or what its holder leaves unread, is lost and not under way.
  virtual void line(FlowId sending) = 0;

  /// Who holds the end whose way out is `sending`: 0 for nobody that is known of here, else a
  /// number of its own for every holder that came. What a line's device still has in its queue when
  /// the holder changes is lost.
  virtual std::uint32_t holder(FlowId sending) const = 0;
};

/// For real readers: nobody keeps count, and somebody may hold every line.
class NoTraffic final : public Traffic {
 public:
  void connecting() override {}
  void connect_done() override {}
  void opened(FlowId) override {}
  void sent(FlowId, std::size_t) override {}
  void received(FlowId, std::size_t) override {}
  void closed(FlowId) override {}
  void line(FlowId) override {}
  std::uint32_t holder(FlowId) const override { return 1; }
};

}  // namespace plugtest::api
