#pragma once

#include "harness/api/registry.h"

#include <memory>

namespace plugtest::drivers {

/// A module with an M100 or QM100 chip: `m100+serial:///dev/ttyUSB0?baud=115200`,
/// `m100+tcp://HOST:PORT` (8899, as serial servers have it, unless given). Errors: `configuration`.
Result<std::unique_ptr<api::Reader>> make_m100_reader(api::Runtime& runtime,
                                                      const api::ReaderUri& uri,
                                                      const api::ReaderOptions& options);

}  // namespace plugtest::drivers
