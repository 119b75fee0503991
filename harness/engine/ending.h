#pragma once

#include "harness/model/reader_record.h"
#include "harness/model/reader_settings.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/verdict.h"
#include "harness/score/cell.h"
#include "protocols/bits/error.h"

#include <exception>
#include <optional>
#include <span>
#include <string>

namespace plugtest::engine {

/// The reason in a result for an error that a reader's call ended with (DESIGN 5, peers' faults).
model::Reason reason_of_reader(ErrorCode code);

/// The reason in a result for an error of the rig: a late operator, or our own lab.
model::Reason reason_of_rig(ErrorCode code);

/// An exception out of a run is always our own fault.
score::RunEnding ending_from(const std::exception_ptr& thrown);

/// One sentence when the reader on the wire is not the one that is registered. Empty fields of the
/// record are not compared; letter case is not.
std::optional<std::string> identity_difference(const model::ReaderRecord& registered,
                                               const model::ReaderIdentity& told);

/// One sentence when a load moved at another speed (1/1000 m/s) than the scenario states, by more
/// than a tenth (assumption: what a belt's drive and the eyes' places leave open) and the spread of
/// a push.
std::optional<std::string> speed_difference(const model::MotionSpec& motion, std::int32_t mmps);

/// The settings of a scenario's policy. `load`: the air protocols of the load, which count where
/// the scenario names none.
model::ReaderSettings settings_for(const model::ScenarioPlan& scenario,
                                   std::span<const model::AirProtocol> load);

/// One sentence when what the reader reads back is not what it was asked for. Power may be lower
/// by less than one decibel (the nearest step of the reader's table); what the protocol does not
/// read back is not compared.
std::optional<std::string> settings_difference(const model::ReaderSettings& asked,
                                               const model::AppliedSettings& applied);

/// One sentence about what the reader made of a hint that binds it to nothing: the tag population
/// is an estimate, from which a reader chooses as it likes (LLRP 1.0.1, 15.2.1.2.1.3).
std::optional<std::string> settings_remark(const model::ReaderSettings& asked,
                                           const model::AppliedSettings& applied);

}  // namespace plugtest::engine
