#pragma once

#include "harness/model/reader_settings.h"
#include "protocols/bits/result.h"

#include <string>
#include <string_view>

namespace plugtest::evidence {

/// capabilities.json: what a reader said that it can do.
std::string capabilities_to_json(const model::ReaderCapabilities& capabilities);

/// Errors: `malformed`, `unsupported` for another format.
Result<model::ReaderCapabilities> capabilities_from_json(std::string_view text);

}  // namespace plugtest::evidence
