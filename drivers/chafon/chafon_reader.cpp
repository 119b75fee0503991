#include "drivers/chafon/chafon_reader.h"

#include "drivers/chafon/chafon_dialogue.h"
#include "drivers/modules_core/module_options.h"
#include "drivers/modules_core/module_reader.h"
#include "drivers/modules_core/module_transport.h"

#include <utility>

namespace plugtest::drivers {

namespace {

using modules::chafon::Variant;

Result<std::optional<Variant>> variant_of(const api::ReaderUri& uri) {
  const auto found = uri.query.find("variant");
  if (found == uri.query.end()) return std::optional<Variant>();
  if (found->second == "18") return std::optional(Variant::reader18);
  if (found->second == "288") return std::optional(Variant::reader288);
  return fail(ErrorCode::configuration, "reader address '" + uri.text + "': variant is 18 or 288");
}

}  // namespace

Result<std::unique_ptr<api::Reader>> make_chafon_reader(api::Runtime& runtime,
                                                        const api::ReaderUri& uri,
                                                        const api::ReaderOptions& options) {
  constexpr std::uint16_t k_port = 6000;
  const auto antennas = number_option(uri, "antennas", 0, 1, 16);
  if (!antennas) return fail(antennas.error());
  const auto variant = variant_of(uri);
  if (!variant) return fail(variant.error());
  const auto band =
      named_option(uri, "region", modules::chafon::band_named, "china2, us, korea, eu, china1");
  if (!band) return fail(band.error());
  const ChafonOptions asked{
      .ask_serial = options.ask_serial, .antennas = *antennas, .variant = *variant, .band = *band};
  ModuleAddressing addressing{.tcp_port = k_port, .query_keys = {"antennas", "variant", "region"}};
  addressing.serial.line.baud = k_chafon_baud;
  auto transport = make_module_transport(runtime, uri, addressing, options.wire_tap);
  if (!transport) return fail(transport.error());
  return make_module_reader(runtime, std::move(*transport), make_chafon_dialogue(asked));
}

}  // namespace plugtest::drivers
