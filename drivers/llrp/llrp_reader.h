#pragma once

#include "harness/api/registry.h"

#include <cstdint>
#include <memory>

namespace plugtest::drivers {

/// How the driver keeps a connection.
struct LlrpReaderOptions {
  Nanos keepalive = std::chrono::seconds(2);      ///< period asked of the reader
  Nanos silence_limit = std::chrono::seconds(7);  ///< no message for so long: the link is down
  Nanos retry_after = std::chrono::seconds(2);    ///< when the reader has a client already
};

/// The driver of the families "llrp" and "llrps": an LLRP client over TCP or TLS, which dials or is
/// called (README.md beside this file). Errors: `configuration` for an address that makes no sense
/// and TLS files that cannot be read.
Result<std::unique_ptr<api::Reader>> make_llrp_reader(api::Runtime& runtime,
                                                      const api::ReaderUri& uri,
                                                      const api::ReaderOptions& options,
                                                      const LlrpReaderOptions& llrp_options = {});

}  // namespace plugtest::drivers
