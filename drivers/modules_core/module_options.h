#pragma once

#include "harness/api/uri.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <string>

namespace plugtest::drivers {

/// The number behind `key` in the query of `uri`, or `otherwise` where there is none. Error
/// `configuration` when it is no number from `least` to `most`.
Result<std::uint16_t> number_option(const api::ReaderUri& uri, const std::string& key,
                                    std::uint16_t otherwise, std::uint16_t least,
                                    std::uint16_t most);

}  // namespace plugtest::drivers
