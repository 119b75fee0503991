#include "drivers/a0/a0_reader.h"

#include "drivers/a0/a0_dialogue.h"
#include "drivers/modules_core/module_options.h"
#include "drivers/modules_core/module_reader.h"
#include "drivers/modules_core/module_transport.h"

#include <utility>

namespace plugtest::drivers {

Result<std::unique_ptr<api::Reader>> make_a0_reader(api::Runtime& runtime,
                                                    const api::ReaderUri& uri,
                                                    const api::ReaderOptions& options) {
  constexpr std::uint16_t k_port = 4001;
  const auto antennas = number_option(uri, "antennas", 0, 1, 8);
  if (!antennas) return fail(antennas.error());
  const auto region = named_option(uri, "region", modules::a0::region_named, "fcc, etsi, china");
  if (!region) return fail(region.error());
  const A0Options asked{.ask_serial = options.ask_serial, .antennas = *antennas, .region = *region};
  auto transport = make_module_transport(
      runtime, uri, {.tcp_port = k_port, .query_keys = {"antennas", "region"}}, options.wire_tap);
  if (!transport) return fail(transport.error());
  return make_module_reader(runtime, std::move(*transport), make_a0_dialogue(asked));
}

}  // namespace plugtest::drivers
