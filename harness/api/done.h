#pragma once

#include "harness/model/time.h"
#include "protocols/bits/result.h"

#include <functional>

namespace plugtest::api {

/// Called exactly once when an asynchronous call is over, from the io_context's thread and never
/// from inside the call itself.
template <class T>
using Done = std::function<void(Result<T>)>;

}  // namespace plugtest::api
