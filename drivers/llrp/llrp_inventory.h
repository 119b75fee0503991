#pragma once

#include "drivers/llrp/call.h"
#include "drivers/llrp/llrp_session.h"

#include <cstdint>

namespace plugtest::drivers {

/// @name start(), stop() and drain() of an inventory, which is one ROSpec
/// @{
/// ADD, ENABLE and START_ROSPEC; when the reader refuses one of the latter, the ROSpec is taken
/// away again.
void start_inventory(const SessionPtr& session, const CallPtr<void>& call, std::uint32_t id);
void stop_inventory(const SessionPtr& session, const CallPtr<void>& call, std::uint32_t id);
/// GET_REPORT fetches what a reader may still hold. The answer to DELETE_ROSPEC is the barrier: a
/// reader answers in the stream in which it reports, so what belongs to the ROSpec precedes it.
void drain_inventory(const SessionPtr& session, const CallPtr<void>& call, std::uint32_t id);
/// @}

/// The same three steps for any ROSpec, in `add_request`: `started` is called when it runs. When a
/// step is refused, the ROSpec is taken away and the error goes to `failed`.
void run_rospec(const SessionPtr& session, HostTime deadline, llrp::Message add_request,
                std::uint32_t id, std::function<void()> started,
                std::function<void(const Error&)> failed);

}  // namespace plugtest::drivers
