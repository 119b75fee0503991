#include "drivers/example/example_reader.h"

#include "drivers/example/example_dialogue.h"
#include "drivers/modules_core/module_transport.h"

namespace plugtest::drivers {

Result<std::unique_ptr<api::Reader>> make_example_reader(api::Runtime& runtime,
                                                         const api::ReaderUri& uri,
                                                         const api::ReaderOptions& options) {
  ModuleAddressing addressing;
  addressing.tcp_port = 9'000;
  addressing.serial.line.baud = 57'600;
  auto transport = make_module_transport(runtime, uri, addressing, options.wire_tap);
  if (!transport) return fail(transport.error());
  return make_module_reader(runtime, std::move(*transport), make_example_dialogue());
}

}  // namespace plugtest::drivers
