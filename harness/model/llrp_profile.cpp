#include "harness/model/llrp_profile.h"

#include <array>

namespace plugtest::model {

namespace {

constexpr std::array<LlrpQuirkInfo, 8> k_quirks{{
    {LlrpQuirk::aispec_event_type_1, "aispec-event-type-1",
     "AISpecEvent.EventType is 1, which no version defines"},
    {LlrpQuirk::spec_index_0, "spec-index-0",
     "SpecIndex is 0 in reports and events; it should count from 1"},
    {LlrpQuirk::empty_reports, "empty-reports",
     "an RO_ACCESS_REPORT at the end of every ROSpec, also when all tags have been reported"},
    {LlrpQuirk::access_spec_id_0, "access-spec-id-0",
     "AccessSpecID 0 in reports of tags that no AccessSpec concerned"},
    {LlrpQuirk::stop_disabled_refused, "stop-disabled-refused",
     "STOP_ROSPEC on a disabled ROSpec is an M_FieldError"},
    {LlrpQuirk::ignores_state_aware, "ignores-state-aware",
     "announces state-aware singulation, and does as it likes"},
    {LlrpQuirk::keeps_dead_connection, "keeps-dead-connection",
     "no second client before the first one has closed, however silent it is"},
    {LlrpQuirk::forgets_on_close, "forgets-on-close",
     "ROSpecs, AccessSpecs and settings go with the connection"},
}};

}  // namespace

std::span<const LlrpQuirkInfo> llrp_quirk_catalogue() { return k_quirks; }

std::string_view to_string(LlrpExtension extension) {
  switch (extension) {
    case LlrpExtension::none:
      return "none";
    case LlrpExtension::impinj:
      return "impinj";
  }
  return "none";
}

}  // namespace plugtest::model
