#pragma once

#include <chrono>
#include <cstdint>

namespace plugtest {

using Nanos = std::chrono::nanoseconds;

struct HostClockTag {};
struct ReaderClockTag {};

/// Time of the host (or of the virtual lab, whose clock replaces it): UTC since 1970.
using HostTime = std::chrono::time_point<HostClockTag, Nanos>;

/// Time as a reader stamps it. Only an estimated offset makes it comparable with HostTime, so the
/// types do not mix.
using ReaderTime = std::chrono::time_point<ReaderClockTag, Nanos>;

/// Seconds in floating point, for formulas and display only; never stored or compared.
inline double to_seconds(Nanos span) { return std::chrono::duration<double>(span).count(); }

}  // namespace plugtest
