#pragma once

#include "drivers/transport/byte_stream.h"
#include "harness/api/done.h"
#include "harness/api/runtime.h"
#include "harness/api/wire_tap.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace plugtest::drivers {

struct TcpOptions {
  /// Written bytes that the peer has not taken; more than that ends the stream with `timed_out`.
  std::size_t max_queued_bytes = std::size_t{8} * 1024 * 1024;
  api::WireTap* wire_tap = nullptr;                     ///< may be null; outlives the stream
  api::Direction outgoing = api::Direction::to_reader;  ///< how the tap calls what we write
};

/// An attempt to connect. Destroying it before its end ends it without calling anybody.
class TcpConnect {
 public:
  virtual ~TcpConnect() = default;
};

/// Connects to `host` (a name, or a numeric IPv4 or IPv6 address, which is never looked up) and
/// tries each of its addresses in turn. `done` is called once, unless the attempt is destroyed
/// first: with the stream, or `unreachable` (with the reason), or `timed_out` by the Runtime's
/// clock. A name that takes long to resolve delays nothing, not even the end of the program.
std::unique_ptr<TcpConnect> connect_tcp(api::Runtime& runtime, const std::string& host,
                                        std::uint16_t port, Nanos timeout,
                                        const TcpOptions& options,
                                        api::Done<std::unique_ptr<ByteStream>> done);

/// Accepts connections until it is destroyed.
class TcpListener {
 public:
  virtual ~TcpListener() = default;
  virtual std::uint16_t port() const = 0;  ///< the one bound, also when 0 was asked for
};

using OnAccept = std::function<void(std::unique_ptr<ByteStream>)>;

/// Listens on a numeric address and a port (0 = any free one). Errors: `configuration` when it
/// cannot be bound.
Result<std::unique_ptr<TcpListener>> listen_tcp(api::Runtime& runtime, const std::string& address,
                                                std::uint16_t port, const TcpOptions& options,
                                                OnAccept on_accept);

}  // namespace plugtest::drivers
