#pragma once

#include "drivers/modules_core/virtual_module.h"

namespace plugtest::drivers {

/// The example module on a VirtualRadio, behind a TCP port or a pty. Errors: as of
/// make_virtual_module().
Result<std::unique_ptr<api::Endpoint>> make_virtual_example(api::Runtime& runtime,
                                                            api::VirtualRadio& radio,
                                                            const api::EndpointOptions& options,
                                                            ModuleAttachment attachment);

}  // namespace plugtest::drivers
