#pragma once

#include "harness/api/registry.h"

#include <memory>

namespace plugtest::drivers {

/// A reader of the UHFReader18 and 288 family: `chafon+serial:///dev/ttyUSB0?baud=57600`,
/// `chafon+tcp://HOST:PORT` (6000 unless given). Behind '?': `antennas=N` where the reader has not
/// switched on all its ports, `variant=18` or `288` where it is not to be found out. Errors:
/// `configuration`.
Result<std::unique_ptr<api::Reader>> make_chafon_reader(api::Runtime& runtime,
                                                        const api::ReaderUri& uri,
                                                        const api::ReaderOptions& options);

/// Readers of this family speak at this speed unless they were told another.
inline constexpr std::uint32_t k_chafon_baud = 57'600;

}  // namespace plugtest::drivers
