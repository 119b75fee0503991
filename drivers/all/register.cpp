#include "drivers/all/register.h"

#include "drivers/all/llrp_replay.h"
#include "drivers/all/module_replay.h"
#include "drivers/all/modules.h"
#include "drivers/exec/exec_reader.h"
#include "drivers/llrp/llrp_reader.h"
#include "drivers/llrp/virtual_reader.h"
#include "drivers/replay/replay_reader.h"
#include "harness/api/registry.h"

#include <memory>
#include <string>
#include <utility>

namespace plugtest::drivers {

void register_all(api::ReaderRegistry& registry) {
  for (const char* scheme : {"llrp", "llrps", "llrp+listen", "llrps+listen"}) {
    registry.add_reader(scheme, [](api::Runtime& runtime, const api::ReaderUri& uri,
                                   const api::ReaderOptions& options) {
      return make_llrp_reader(runtime, uri, options);
    });
  }
  registry.add_reader(
      "llrp+replay",
      [](api::Runtime& runtime, const api::ReaderUri& uri,
         const api::ReaderOptions& options) -> Result<std::unique_ptr<api::Reader>> {
        auto family = llrp_replay_family(uri);
        if (!family) return fail(family.error());
        return make_replay_reader(runtime, uri, options, std::move(*family));
      });
  for (const ModuleReplayFamily& family : module_replay_families()) {
    registry.add_reader(std::string(family.name) + "+replay",
                        [make = family.make](api::Runtime& runtime, const api::ReaderUri& uri,
                                             const api::ReaderOptions& options) {
                          return make_replay_reader(runtime, uri, options, make);
                        });
  }
  registry.add_reader("exec", [](api::Runtime& runtime, const api::ReaderUri& uri,
                                 const api::ReaderOptions& options) {
    return make_exec_reader(runtime, uri, options);
  });
  registry.add_endpoint("llrp", make_virtual_llrp_reader);
  register_modules(registry);
}

}  // namespace plugtest::drivers
