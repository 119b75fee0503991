#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::modules {

/// Data that are the password of a tag and nothing else: those of the kill command of A0 and M100
/// modules. Errors: those of whole().
Result<std::uint32_t> parse_password(std::span<const std::uint8_t> data);
std::vector<std::uint8_t> password_data(std::uint32_t password);

}  // namespace plugtest::modules
