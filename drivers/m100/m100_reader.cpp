#include "drivers/m100/m100_reader.h"

#include "drivers/m100/m100_dialogue.h"
#include "drivers/modules_core/module_options.h"
#include "drivers/modules_core/module_reader.h"
#include "drivers/modules_core/module_transport.h"

#include <utility>

namespace plugtest::drivers {

Result<std::unique_ptr<api::Reader>> make_m100_reader(api::Runtime& runtime,
                                                      const api::ReaderUri& uri,
                                                      const api::ReaderOptions& options) {
  constexpr std::uint16_t k_port = 8899;
  const auto region = named_option(uri, "region", modules::m100::region_named,
                                   "china-900, us, eu, china-800, korea");
  if (!region) return fail(region.error());
  const M100Options asked{.region = *region, .look_only = options.look_only};
  auto transport = make_module_transport(
      runtime, uri, {.tcp_port = k_port, .query_keys = {"region"}}, options.wire_tap);
  if (!transport) return fail(transport.error());
  return make_module_reader(runtime, std::move(*transport), make_m100_dialogue(asked));
}

}  // namespace plugtest::drivers
