#pragma once

#include <string_view>

namespace plugtest::bits {

/// True when `name` fits `pattern`: * stands for any run of characters, ? for any one; letter case
/// counts. Linear in practice, at worst the product of the lengths.
bool wildcard_match(std::string_view pattern, std::string_view name);

}  // namespace plugtest::bits
