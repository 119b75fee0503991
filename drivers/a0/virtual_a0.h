#pragma once

#include "drivers/modules_core/virtual_module.h"

#include <memory>

namespace plugtest::drivers {

/// A module of the A0 protocol on a VirtualRadio: what drivers ask for, and the statuses for what
/// it does not do.
std::unique_ptr<VirtualModuleDevice> make_virtual_a0_device(api::Runtime& runtime,
                                                            api::VirtualRadio& radio,
                                                            VirtualModuleLine& line);

/// The same behind a TCP port or a pty. Errors: as of make_virtual_module().
Result<std::unique_ptr<api::Endpoint>> make_virtual_a0(api::Runtime& runtime,
                                                       api::VirtualRadio& radio,
                                                       const api::EndpointOptions& options,
                                                       ModuleAttachment attachment);

}  // namespace plugtest::drivers
