#pragma once

#include <cstdint>
#include <string_view>

namespace plugtest::model {

/// A seed for one entity and one purpose, derived from `parent` (DESIGN 6: one random stream per
/// entity and purpose). Independent of the order in which seeds are asked for.
std::uint64_t derive_seed(std::uint64_t parent, std::string_view purpose, std::uint64_t index = 0);

}  // namespace plugtest::model
