#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace plugtest::store {

/// One step of the schema. A step that was ever released is never changed: the next one changes
/// what it made.
struct Migration {
  std::int64_t version;
  std::span<const std::string_view> statements;
};

/// In order of version, from 1 on.
std::span<const Migration> migrations();

}  // namespace plugtest::store
