#pragma once

#include "drivers/replay/replay_family.h"
#include "harness/api/registry.h"

#include <memory>

namespace plugtest::drivers {

/// The reader of a recording, "llrp+replay:PATH": a recorded dialogue goes through the translator
/// of the live driver, which `make_family` lends. A recording is one pass: start() delivers all of
/// it, drain() ends when all has been delivered, and there is no second start(). Observations keep
/// the recorded ROSpecIDs and reader times; `received` is the time of the replay, and no clock
/// offset is known. configure() changes nothing and reads nothing back. A recording that breaks off
/// or is no LLRP ends with on_link_down(). Errors of connect(): `configuration` when there is no
/// such file.
Result<std::unique_ptr<api::Reader>> make_replay_reader(api::Runtime& runtime,
                                                        const api::ReaderUri& uri,
                                                        const api::ReaderOptions& options,
                                                        MakeReplayFamily make_family);

}  // namespace plugtest::drivers
