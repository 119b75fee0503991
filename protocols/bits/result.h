#pragma once

#include "protocols/bits/error.h"

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace plugtest {

/// The value, or the error that an outside party caused. Our own bugs are asserts instead; see
/// CONTRIBUTING.md for the three-row table.
template <class T>
using Result = tl::expected<T, Error>;

/// An error to return from a function whose type is Result<T>.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, Where where = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}

/// The same error, passed on from a callee with another value type.
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace plugtest
