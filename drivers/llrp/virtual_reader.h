#pragma once

#include "harness/api/registry.h"

#include <memory>

namespace plugtest::drivers {

/// The virtual LLRP reader: `radio` behind LLRP 1.0.1 over TCP. README.md beside this file tells
/// what it can and what not. Errors: `configuration` when the address cannot be bound.
Result<std::unique_ptr<api::Endpoint>> make_virtual_llrp_reader(
    api::Runtime& runtime, api::VirtualRadio& radio, const api::EndpointOptions& options);

}  // namespace plugtest::drivers
