#pragma once

#include "drivers/llrp/call.h"
#include "drivers/llrp/llrp_session.h"
#include "harness/model/tag_access.h"

#include <optional>

namespace plugtest::drivers {

/// access(): an AccessSpec for what is to be done and a ROSpec that meets the tags; over when the
/// first tag was reported on which it was carried out, or at the end of the search. Both are taken
/// away again; what the reader holds back until then still counts.
void access_tag(const SessionPtr& session, const CallPtr<std::optional<model::AccessedTag>>& call,
                const model::AccessOrder& order);

}  // namespace plugtest::drivers
