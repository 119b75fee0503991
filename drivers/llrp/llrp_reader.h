#pragma once

#include "harness/api/registry.h"

#include <cstdint>
#include <memory>

namespace plugtest::drivers {

inline constexpr std::uint16_t k_llrp_port = 5084;  ///< IANA; LLRP 1.0.1, 19.1

/// How the driver keeps a connection.
struct LlrpReaderOptions {
  Nanos keepalive = std::chrono::seconds(2);      ///< period asked of the reader
  Nanos silence_limit = std::chrono::seconds(7);  ///< no message for so long: the link is down
};

/// The driver of family "llrp" over TCP (LLRP 1.0.1 client, README.md beside this file). Errors:
/// `configuration` for an address that makes no sense.
Result<std::unique_ptr<api::Reader>> make_llrp_reader(api::Runtime& runtime,
                                                      const api::ReaderUri& uri,
                                                      const api::ReaderOptions& options,
                                                      const LlrpReaderOptions& llrp_options = {});

}  // namespace plugtest::drivers
