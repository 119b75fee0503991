#pragma once

#include "harness/api/registry.h"

#include <memory>

namespace plugtest::drivers {

/// A module or reader of the A0 protocol: `a0+tcp://HOST:PORT` (4001 unless given),
/// `a0+serial:///dev/ttyUSB0?baud=115200`. `antennas=N` behind '?' says how many ports it has,
/// where trying them out is not wanted. Errors: `configuration`.
Result<std::unique_ptr<api::Reader>> make_a0_reader(api::Runtime& runtime,
                                                    const api::ReaderUri& uri,
                                                    const api::ReaderOptions& options);

}  // namespace plugtest::drivers
