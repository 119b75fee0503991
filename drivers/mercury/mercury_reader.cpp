#include "drivers/mercury/mercury_reader.h"

#include "drivers/mercury/dialogue.h"
#include "drivers/modules_core/module_options.h"
#include "drivers/modules_core/module_reader.h"
#include "drivers/modules_core/module_transport.h"

namespace plugtest::drivers {

namespace {

constexpr std::uint16_t k_port = 8'086;  // serial servers let it be chosen; ours
constexpr std::uint32_t k_baud = 115'200;

}  // namespace

Result<std::unique_ptr<api::Reader>> make_mercury_reader(api::Runtime& runtime,
                                                         const api::ReaderUri& uri,
                                                         const api::ReaderOptions& options) {
  const auto region =
      named_option(uri, "region", modules::mercury::region_named,
                   "na, na2, na3, eu, eu2, eu3, kr, kr2, in, jp, prc, au, nz, open");
  if (!region) return fail(region.error());
  ModuleAddressing addressing;
  addressing.tcp_port = k_port;
  addressing.serial.line.baud = k_baud;
  addressing.query_keys = {"region"};
  auto transport = make_module_transport(runtime, uri, addressing, options.wire_tap);
  if (!transport) return fail(transport.error());
  return make_module_reader(
      runtime, std::move(*transport),
      make_mercury_dialogue({.region = *region, .look_only = options.look_only}));
}

}  // namespace plugtest::drivers
