#pragma once

#include <cstdint>

namespace plugtest::gen2 {

/// Banks of a tag's memory (Gen2 v1.2.0, 6.3.2.1). Enumerators have the values of MemBank.
enum class MemoryBank : std::uint8_t { reserved = 0, epc = 1, tid = 2, user = 3 };

}  // namespace plugtest::gen2
