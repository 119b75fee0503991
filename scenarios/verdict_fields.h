#pragma once

#include "harness/model/verdict.h"
#include "scenarios/fields.h"

#include <optional>
#include <string_view>

namespace plugtest::scenarios {

/// A required verdict under `key`, by its name in results; never `none`.
void read_verdict(Fields& fields, std::string_view key, model::Verdict& target);

/// Whom a non-pass is attributed to under `key`, by its name in results; never `none`.
void read_attribution(Fields& fields, std::string_view key, Need need, model::Attribution& target);

/// A reason of a verdict by its name in results; what is none is a problem of `fields`.
std::optional<model::Reason> read_reason(Fields& fields, const Node& value);

}  // namespace plugtest::scenarios
