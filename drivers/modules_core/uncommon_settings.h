#pragma once

#include "harness/model/reader_settings.h"
#include "protocols/bits/error.h"

#include <cstdint>
#include <optional>

namespace plugtest::drivers {

/// Why a module cannot take `settings`: they hold one that only some readers have, and no module of
/// these families (`refused`). Nothing when there is none.
std::optional<Error> uncommon_setting(const model::ReaderSettings& settings);

/// Why a module that looks for Type C alone, with one choice of power for its antenna ports 1 to
/// `ports` and a link profile of its own, cannot take `settings` (`refused`). Nothing when it can.
std::optional<Error> type_c_objection(const model::ReaderSettings& settings, std::uint16_t ports);

}  // namespace plugtest::drivers
