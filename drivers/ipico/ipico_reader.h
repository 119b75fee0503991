#pragma once

#include "harness/api/registry.h"

#include <memory>

namespace plugtest::drivers {

/// The driver of IPICO readers, "ipico+tcp://HOST[:10000]" and
/// "ipico+serial:///dev/ttyUSB0?baud=9600". `rate=64` or `rate=256` in the query sets which tags
/// the reader listens for. Errors: `configuration`.
Result<std::unique_ptr<api::Reader>> make_ipico_reader(api::Runtime& runtime,
                                                       const api::ReaderUri& uri,
                                                       const api::ReaderOptions& options);

}  // namespace plugtest::drivers
