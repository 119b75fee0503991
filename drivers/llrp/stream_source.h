#pragma once

#include "drivers/llrp/llrp_address.h"
#include "drivers/transport/byte_stream.h"
#include "harness/api/done.h"
#include "harness/api/runtime.h"
#include "harness/api/wire_tap.h"

#include <functional>
#include <memory>
#include <string>

namespace plugtest::drivers {

/// The way to a byte stream with a reader: dialling it, or waiting for its call; over TCP or TLS.
class StreamSource {
 public:
  virtual ~StreamSource() = default;

  /// One attempt at a time. Errors: `unreachable`, `timed_out`, `configuration` (an address that
  /// cannot be listened on).
  virtual void open(Nanos timeout, api::Done<std::unique_ptr<ByteStream>> done) = 0;

  /// Ends the attempt without calling anybody.
  virtual void stop() = 0;
};

/// `note` hears what an operator wants to know: where we listen, who was turned away. Errors:
/// `configuration` for TLS files that cannot be read.
Result<std::unique_ptr<StreamSource>> make_stream_source(
    api::Runtime& runtime, const LlrpAddress& address, api::WireTap* wire_tap,
    std::function<void(const std::string&)> note);

}  // namespace plugtest::drivers
