#pragma once

#include "harness/model/reader_settings.h"

#include <string>
#include <vector>

namespace plugtest::model {

/// Where a reader has other settings than were asked for, a sentence each: of those that not every
/// reader has (per antenna, filters, target, channels, duty cycle). A power below what was asked by
/// less than `power_step_mdb` is none: tables of power are coarse. What cannot be read back is not
/// compared.
std::vector<std::string> uncommon_differences(const ReaderSettings& asked,
                                              const AppliedSettings& applied,
                                              std::int32_t power_step_mdb = 1000);

}  // namespace plugtest::model
