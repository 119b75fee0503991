#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::gen2 {

/// Levels of a backscattered wave, one entry a chip (half an FM0 symbol, or half a subcarrier
/// cycle of a Miller symbol): 1 or 0. Polarity means nothing; encoders begin with 1.
using Chips = std::vector<std::uint8_t>;

/// For example "1101".
std::string to_string(const Chips& chips);

}  // namespace plugtest::gen2
