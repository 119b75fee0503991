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
  M100Options asked{.look_only = options.look_only};
  if (const auto region = uri.query.find("region"); region != uri.query.end()) {
    asked.region = modules::m100::region_named(region->second);
    if (!asked.region) {
      return fail(ErrorCode::configuration, "reader address '" + uri.text +
                                                "': there is no region '" + region->second +
                                                "'; known are china-900, us, eu, china-800, korea");
    }
  }
  auto transport = make_module_transport(
      runtime, uri, {.tcp_port = k_port, .query_keys = {"region"}}, options.wire_tap);
  if (!transport) return fail(transport.error());
  return make_module_reader(runtime, std::move(*transport), make_m100_dialogue(asked));
}

}  // namespace plugtest::drivers
