#pragma once

#include "harness/api/registry.h"

namespace plugtest::drivers {

/// The driver for `example+tcp://HOST[:PORT]` and `example+serial:///dev/...`. Errors:
/// `configuration`.
Result<std::unique_ptr<api::Reader>> make_example_reader(api::Runtime& runtime,
                                                         const api::ReaderUri& uri,
                                                         const api::ReaderOptions& options);

}  // namespace plugtest::drivers
