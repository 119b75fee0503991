#pragma once

#include "harness/api/traffic.h"
#include "protocols/bits/error.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace plugtest::drivers {

/// One open two-way byte stream (TCP, or TLS over it). It belongs to one owner; destroying it
/// closes it. Everything happens on the io_context's thread.
class ByteStream {
 public:
  using OnBytes = std::function<void(std::span<const std::uint8_t>)>;
  using OnClosed = std::function<void(const Error& why)>;

  virtual ~ByteStream() = default;

  /// Begins to read; call once, soon after the stream was handed over. `on_bytes` gets what arrived
  /// (valid during the call). `on_closed` is called at most once and never from inside a call of
  /// ours: `link_lost` when the peer closed or the link broke, `timed_out` when the peer does not
  /// read what we write; with TLS also `refused` and `protocol` (tls.h). Neither is called after
  /// close().
  virtual void start(OnBytes on_bytes, OnClosed on_closed) = 0;

  /// Queues a copy of `bytes`. Nothing happens after close() or once the link is down.
  virtual void write(std::span<const std::uint8_t> bytes) = 0;

  /// Sends what is queued, then ends our direction alone: the peer may go on sending, and is read.
  /// False where the stream knows no such thing (TLS, serial lines); nothing has happened then.
  virtual bool end_sending() { return false; }

  /// Sends what is queued, then ends the stream in order. May be called at any time, also twice.
  virtual void close() = 0;

  /// The name of our way out in api::Traffic.
  virtual api::FlowId outgoing() const = 0;

  /// The numeric address of the other end, without a port; empty where there is none.
  virtual std::string peer_address() const { return {}; }
};

}  // namespace plugtest::drivers
