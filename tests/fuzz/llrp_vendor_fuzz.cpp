// Any bytes as the data of a vendor's Custom: opened or refused, and what was opened without bytes
// left over seals to the same bytes again. The same bytes as customs of a tag report.

#include "protocols/llrp/impinj.h"
#include "protocols/llrp/tag_customs.h"
#include "protocols/llrp/vendor.h"
#include "protocols/llrp/zebra.h"
#include "tests/fuzz/script.h"

#include <cstddef>
#include <cstdint>

using namespace plugtest;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Script script(data, size);
  const auto types = llrp::all_vendor_parameters();
  const auto& type = types[script.byte() % types.size()];
  llrp::Element custom = llrp::make(llrp::ParamType::custom);
  custom.set("VendorIdentifier", type.vendor)
      .set("ParameterSubtype", type.subtype)
      .set("Data", llrp::Bytes(script.rest().begin(), script.rest().end()));
  const auto opened = llrp::open_custom(custom, llrp::Version::v1_0_1);
  if (opened) {
    require(opened->has_value());
    require(llrp::seal(**opened) == custom);
  } else {
    require(opened.error().where.byte_offset.value_or(0) <= script.rest().size());
  }
  llrp::impinj::TagExtras extras;
  std::size_t at = 0;
  for (;;) {
    const auto next = llrp::next_custom({data, size}, at);
    if (!next || !*next) break;
    require((*next)->offset + (*next)->data.size() <= size);
    llrp::impinj::read_tag_custom(**next, extras);
    const auto phase = llrp::zebra::phase_4096(**next);
    require(!phase || *phase < 4096);
  }
  require(!extras.phase_4096 || *extras.phase_4096 < 4096);
  return 0;
}
