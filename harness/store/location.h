#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <string>

namespace plugtest::store {

enum class Backend : std::uint8_t { sqlite, postgresql };

/// Where a database is.
struct Location {
  Backend backend = Backend::sqlite;
  std::string address;  ///< path of the file, or the server's URL

  /// For messages: a URL without its password.
  std::string for_people() const;
};

/// A path, "sqlite3://PATH", or "postgresql://..." ("postgres://...") as libpq understands it.
/// Error `unsupported` for another scheme.
Result<Location> parse_location(const std::string& where);

}  // namespace plugtest::store
