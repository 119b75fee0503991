#include "drivers/all/modules.h"

#include "drivers/a0/a0_reader.h"
#include "drivers/a0/virtual_a0.h"
#include "drivers/chafon/chafon_reader.h"
#include "drivers/chafon/virtual_chafon.h"
#include "drivers/ipico/ipico_reader.h"
#include "drivers/ipico/virtual_ipico.h"
#include "drivers/m100/m100_reader.h"
#include "drivers/m100/virtual_m100.h"
#include "drivers/mercury/mercury_reader.h"
#include "drivers/mercury/virtual_mercury.h"
#include "drivers/modules_core/virtual_module.h"
#include "harness/api/registry.h"

#include <string>

namespace plugtest::drivers {

namespace {

using MakeVirtual = Result<std::unique_ptr<api::Endpoint>> (*)(api::Runtime&, api::VirtualRadio&,
                                                               const api::EndpointOptions&,
                                                               ModuleAttachment);

void add(api::ReaderRegistry& registry, const std::string& family,
         const api::ReaderRegistry::MakeReader& make_reader, MakeVirtual make_virtual) {
  const auto attached = [make_virtual](ModuleAttachment attachment) {
    return [make_virtual, attachment](api::Runtime& runtime, api::VirtualRadio& radio,
                                      const api::EndpointOptions& options) {
      return make_virtual(runtime, radio, options, attachment);
    };
  };
  registry.add_reader(family + "+tcp", make_reader);
  registry.add_reader(family + "+serial", make_reader);
  registry.add_reader(family + "+usb", make_reader);
  registry.add_endpoint(family + "+tcp", attached(ModuleAttachment::tcp));
  registry.add_endpoint(family + "+serial", attached(ModuleAttachment::serial));
}

}  // namespace

void register_modules(api::ReaderRegistry& registry) {
  add(registry, "ipico", make_ipico_reader, make_virtual_ipico);
  add(registry, "mercury", make_mercury_reader, make_virtual_mercury);
  add(registry, "a0", make_a0_reader, make_virtual_a0);
  add(registry, "chafon", make_chafon_reader, make_virtual_chafon);
  add(registry, "m100", make_m100_reader, make_virtual_m100);
}

}  // namespace plugtest::drivers
