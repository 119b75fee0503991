#include "drivers/m100/m100_reader.h"

#include "drivers/m100/m100_dialogue.h"
#include "drivers/modules_core/module_reader.h"
#include "drivers/modules_core/module_transport.h"

#include <utility>

namespace plugtest::drivers {

Result<std::unique_ptr<api::Reader>> make_m100_reader(api::Runtime& runtime,
                                                      const api::ReaderUri& uri,
                                                      const api::ReaderOptions& options) {
  constexpr std::uint16_t k_port = 8899;
  auto transport = make_module_transport(runtime, uri, {.tcp_port = k_port}, options.wire_tap);
  if (!transport) return fail(transport.error());
  return make_module_reader(runtime, std::move(*transport), make_m100_dialogue());
}

}  // namespace plugtest::drivers
