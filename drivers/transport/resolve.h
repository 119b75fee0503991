#pragma once

#include "harness/api/runtime.h"
#include "protocols/bits/result.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

namespace plugtest::drivers {

using Addresses = std::vector<boost::asio::ip::address>;

/// A look-up under way; destroying it forgets the answer.
class NameLookup {
 public:
  virtual ~NameLookup() = default;
};

/// Looks `host` up and calls `done` on the io_context's thread: `unreachable` when there is no such
/// name. The look-up runs in a detached thread of its own, because the system's resolver cannot be
/// interrupted: neither cancelling nor the end of the program waits for it.
std::unique_ptr<NameLookup> look_up(api::Runtime& runtime, const std::string& host,
                                    std::function<void(Result<Addresses>)> done);

}  // namespace plugtest::drivers
