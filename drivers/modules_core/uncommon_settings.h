#pragma once

#include "harness/model/reader_settings.h"
#include "protocols/bits/error.h"

#include <optional>

namespace plugtest::drivers {

/// Why a module cannot take `settings`: they hold one that only some readers have, and no module of
/// these families (`refused`). Nothing when there is none.
std::optional<Error> uncommon_setting(const model::ReaderSettings& settings);

}  // namespace plugtest::drivers
