#pragma once

#include "harness/model/run.h"

#include <string>

namespace plugtest::store {

/// A hash of all that a run gave, the folder of its evidence left out: folders move.
std::string content_of(const model::RunResult& result);

}  // namespace plugtest::store
