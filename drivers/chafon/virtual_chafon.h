#pragma once

#include "drivers/modules_core/virtual_module.h"

#include <memory>

namespace plugtest::drivers {

/// A reader of the UHFReader288 kind on a VirtualRadio: what drivers ask for, and the statuses for
/// what it does not do.
std::unique_ptr<VirtualModuleDevice> make_virtual_chafon_device(api::Runtime& runtime,
                                                                api::VirtualRadio& radio,
                                                                VirtualModuleLine& line);

/// The same behind a TCP port or a pty. Errors: as of make_virtual_module().
Result<std::unique_ptr<api::Endpoint>> make_virtual_chafon(api::Runtime& runtime,
                                                           api::VirtualRadio& radio,
                                                           const api::EndpointOptions& options,
                                                           ModuleAttachment attachment);

}  // namespace plugtest::drivers
