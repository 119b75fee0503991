#pragma once

#include <string>
#include <string_view>

namespace plugtest::store {

// PostgreSQL keeps text as valid UTF-8 without NUL; what people and readers send need not be that.
// Bytes that it would refuse are stored as DLE ("data link escape", hexadecimal 10) and two
// hexadecimal digits, and so is DLE itself. All other text is stored as it is.

std::string to_postgresql_text(std::string_view text);

/// Back; what to_postgresql_text() cannot have made is left alone.
std::string from_postgresql_text(std::string_view stored);

}  // namespace plugtest::store
