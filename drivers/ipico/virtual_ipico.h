#pragma once

#include "drivers/modules_core/virtual_module.h"

#include <memory>

namespace plugtest::drivers {

/// The virtual IPICO reader on a VirtualRadio, without a line of its own.
std::unique_ptr<VirtualModuleDevice> make_virtual_ipico_device(api::Runtime& runtime,
                                                               api::VirtualRadio& radio,
                                                               VirtualModuleLine& line);

/// The virtual IPICO reader: `radio` behind IPICO's serial protocol (README.md tells what it can).
Result<std::unique_ptr<api::Endpoint>> make_virtual_ipico(api::Runtime& runtime,
                                                          api::VirtualRadio& radio,
                                                          const api::EndpointOptions& options,
                                                          ModuleAttachment attachment);

}  // namespace plugtest::drivers
