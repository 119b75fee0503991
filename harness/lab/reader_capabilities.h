#pragma once

#include "harness/api/virtual_radio.h"
#include "harness/model/reader_record.h"
#include "harness/model/region_plan.h"

namespace plugtest::lab {

/// What the reader can do, for its endpoint: power table, modes, channels. Error `configuration`
/// for a link profile that does not exist or a power range that is none.
Result<api::RadioCapabilities> capabilities_of(const model::ReaderRadioProfile& radio,
                                               const model::RegionPlan& region);

}  // namespace plugtest::lab
