#pragma once

#include "harness/model/time.h"
#include "protocols/modules/ipico_record.h"

#include <cstdint>
#include <optional>

namespace plugtest::drivers {

/// What an IPICO reader's clock shows, as a time. The reader tells no century: the year is the one
/// nearest to `near`. It tells no zone either: what it shows counts as UTC, and the estimated clock
/// offset takes up the difference. Nothing for a date that does not exist (a clock never set).
std::optional<ReaderTime> to_reader_time(const modules::ipico::Stamp& stamp, HostTime near);

/// What a clock shows at `when`, to 10 ms.
modules::ipico::Stamp to_stamp(ReaderTime when);

/// Sunday 0 to Saturday 6.
std::uint8_t weekday(ReaderTime when);

}  // namespace plugtest::drivers
