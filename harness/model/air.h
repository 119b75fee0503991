#pragma once

#include <cstdint>
#include <string_view>

namespace plugtest::model {

/// The air interface standards of the plugtest. Type C = ISO/IEC 18000-63 (Gen2), Type D =
/// ISO/IEC 18000-64 (TOTAL).
enum class AirProtocol : std::uint8_t { type_c, type_d };

std::string_view to_string(AirProtocol protocol);  ///< "type-c", "type-d"

}  // namespace plugtest::model
