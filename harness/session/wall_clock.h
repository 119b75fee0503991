#pragma once

#include "harness/api/clock.h"

#include <memory>

namespace boost::asio {
class io_context;
}

namespace plugtest::session {

/// The floor's clock: UTC as the system knew it when the clock was made, moved on by the steady
/// clock, so that a correction of the system's time in mid-run moves nothing.
std::unique_ptr<api::Clock> make_wall_clock(boost::asio::io_context& io);

}  // namespace plugtest::session
