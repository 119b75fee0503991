#include "drivers/ipico/ipico_reader.h"

#include "drivers/ipico/dialogue.h"
#include "drivers/modules_core/module_reader.h"
#include "drivers/modules_core/module_transport.h"

namespace plugtest::drivers {

namespace {

constexpr std::uint16_t k_port = 10'000;
constexpr std::uint32_t k_baud = 9'600;  // as delivered

Result<IpicoOptions> options_in(const api::ReaderUri& uri) {
  IpicoOptions options;
  const auto rate = uri.query.find("rate");
  if (rate == uri.query.end()) return options;
  if (rate->second == "64") {
    options.tag_rate = modules::ipico::TagRate::kbit64;
  } else if (rate->second == "256") {
    options.tag_rate = modules::ipico::TagRate::kbit256;
  } else {
    return fail(ErrorCode::configuration, "reader address '" + uri.text +
                                              "': rate is 64 or 256 (kbit/s), not '" +
                                              rate->second + "'");
  }
  return options;
}

}  // namespace

Result<std::unique_ptr<api::Reader>> make_ipico_reader(api::Runtime& runtime,
                                                       const api::ReaderUri& uri,
                                                       const api::ReaderOptions& options) {
  auto asked = options_in(uri);
  if (!asked) return fail(asked.error());
  asked->look_only = options.look_only;
  ModuleAddressing addressing;
  addressing.tcp_port = k_port;
  addressing.serial.line.baud = k_baud;
  addressing.query_keys = {"rate"};
  auto transport = make_module_transport(runtime, uri, addressing, options.wire_tap);
  if (!transport) return fail(transport.error());
  return make_module_reader(runtime, std::move(*transport), make_ipico_dialogue(*asked));
}

}  // namespace plugtest::drivers
