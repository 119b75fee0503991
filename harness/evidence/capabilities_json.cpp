#include "harness/evidence/capabilities_json.h"

#include "harness/evidence/json_document.h"
#include "harness/evidence/json_fields.h"

namespace plugtest::evidence::json_fields {

static void describe(auto& io, Is<model::ReaderCapabilities> auto& can) {
  io("antenna_count", can.antenna_count)("protocols", can.protocols)(
      "power_table_mdbm", can.power_table_mdbm)("channels_hz", can.channels_hz)("modes", can.modes)(
      "has_clock", can.has_clock)("receive_backoffs_mdb", can.receive_backoffs_mdb)(
      "best_sensitivity_mdbm", can.best_sensitivity_mdbm)("hop_tables", can.hop_tables)(
      "inputs", can.inputs)("outputs", can.outputs)("can_survey", can.can_survey)(
      "max_filters", can.max_filters)("regulation", can.regulation)("country_code",
                                                                    can.country_code);
}

}  // namespace plugtest::evidence::json_fields

namespace plugtest::evidence {

std::string capabilities_to_json(const model::ReaderCapabilities& capabilities) {
  return json_fields::print_document("capabilities", capabilities);
}

Result<model::ReaderCapabilities> capabilities_from_json(std::string_view text) {
  return json_fields::parse_document<model::ReaderCapabilities>("capabilities", text);
}

}  // namespace plugtest::evidence
