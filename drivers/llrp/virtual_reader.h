#pragma once

#include "harness/api/registry.h"

#include <memory>

namespace plugtest::drivers {

/// The virtual LLRP reader: `radio` behind LLRP over TCP, as `options.llrp` has it; it listens, or
/// calls its client. README.md beside this file tells what it can and what not. Errors:
/// `configuration` when the address cannot be bound, or is none.
Result<std::unique_ptr<api::Endpoint>> make_virtual_llrp_reader(
    api::Runtime& runtime, api::VirtualRadio& radio, const api::EndpointOptions& options);

}  // namespace plugtest::drivers
