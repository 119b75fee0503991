#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace plugtest::score {

/// Names as a sentence lists them: "a", "a and b", "a, b and c", of more than `shown` (at least
/// one) the first and how many there are besides: "a, b, c and 4 others".
std::string listed(std::span<const std::string> names, std::size_t shown);

}  // namespace plugtest::score
