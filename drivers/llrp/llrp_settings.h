#pragma once

#include "drivers/llrp/antenna_config.h"
#include "drivers/llrp/call.h"
#include "drivers/llrp/llrp_session.h"
#include "harness/model/reader_settings.h"

namespace plugtest::drivers {

/// What the antennas of `asked` are set to, in our units. Where they differ, the common values are
/// those that deviate from what was asked, so that a comparison sees them.
model::AppliedSettings to_applied(const LlrpAntennas& now, const LlrpAntennas& asked,
                                  const model::ReaderSettings& settings, const LlrpPeer& peer);

/// configure(): reads the antennas' settings, changes what is asked, writes them, reads them back.
/// What differs from what was asked is told the listener as well.
void configure_reader(const SessionPtr& session, const CallPtr<model::AppliedSettings>& call,
                      const model::ReaderSettings& settings);

}  // namespace plugtest::drivers
