#pragma once

#include "drivers/usb_models/usb_model.h"
#include "harness/api/registry.h"
#include "tests/doubles/umockdev_usb.h"

#include <string>

namespace plugtest::doubles {

/// Lets labs have virtual modules of `family` on USB: adds the endpoint family "FAMILY+usb" to
/// `registry`, made of "FAMILY+serial", a cable with a chip of `kind` and a port of `bus`. All
/// outlive the endpoints; one at a time is made.
void add_usb_endpoint(api::ReaderRegistry& registry, const std::string& family,
                      drivers::UsbBridgeKind kind, UmockdevBus& bus);

}  // namespace plugtest::doubles
