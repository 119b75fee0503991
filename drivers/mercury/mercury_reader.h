#pragma once

#include "harness/api/registry.h"

#include <memory>

namespace plugtest::drivers {

/// The driver of ThingMagic's serial modules, "mercury+serial:///dev/ttyACM0?baud=115200" and
/// "mercury+tcp://HOST:PORT" (behind a serial server). `region=eu3` in the query sets the region.
/// Errors: `configuration`.
Result<std::unique_ptr<api::Reader>> make_mercury_reader(api::Runtime& runtime,
                                                         const api::ReaderUri& uri,
                                                         const api::ReaderOptions& options);

}  // namespace plugtest::drivers
