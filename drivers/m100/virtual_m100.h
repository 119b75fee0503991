#pragma once

#include "drivers/modules_core/virtual_module.h"

#include <memory>

namespace plugtest::drivers {

/// A module with an M100 chip on a VirtualRadio, of which it uses the first port: what drivers ask
/// for, and error 17 for what it does not do.
std::unique_ptr<VirtualModuleDevice> make_virtual_m100_device(api::Runtime& runtime,
                                                              api::VirtualRadio& radio,
                                                              VirtualModuleLine& line);

/// The same behind a TCP port or a pty. Errors: as of make_virtual_module().
Result<std::unique_ptr<api::Endpoint>> make_virtual_m100(api::Runtime& runtime,
                                                         api::VirtualRadio& radio,
                                                         const api::EndpointOptions& options,
                                                         ModuleAttachment attachment);

}  // namespace plugtest::drivers
