#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/run.h"
#include "harness/session/bench.h"
#include "harness/session/rounds.h"

#include <stop_token>
#include <string>
#include <vector>

namespace plugtest::session {

/// A lane of a round as it is tried: the reader, and the run of its batch that radiates most.
struct TriedLane {
  model::ReaderId reader;
  model::ScenarioPlan scenario;               ///< its lane and settings, as the reader runs it
  std::vector<model::AirProtocol> protocols;  ///< of all loads of the batch

  /// Whether a check of one holds for the other: radio alone counts.
  bool sounds_like(const TriedLane& other) const;
};

/// The lanes of a round, by the ids of the lanes. `plans`: what the round was planned from.
std::vector<TriedLane> lanes_to_try(const model::EventPlan& event,
                                    const std::vector<model::RunPlan>& plans, const Round& round);

/// The reference pieces that stand for the loads of a lane: the first one of each of their
/// protocols.
std::vector<model::Piece> stand_ins(const model::BatchChecks& policy,
                                    const std::vector<model::AirProtocol>& protocols);

/// What came of trying whether lanes hear each other.
struct CrossCheck {
  bool agreed = false;
  std::string told;  ///< what was found, in a few sentences
};

/// What a check is made with; all outlive it.
struct CrossCheckParts {
  const model::EventPlan& event;
  const api::ReaderRegistry& registry;
  spdlog::logger& log;
  const MakePrompter& make_prompter;
};

/// Tries whether lanes are independent by radio: for each lane in turn the operator is asked
/// ("cross-read" in an answers file) to lay the reference piece in its middle and to leave all
/// others empty; then the readers of the others read, one after the other, so that none drowns
/// another, for as long as an empty field is read. They agree when none of them hears the piece.
/// What cannot be tried is not agreed: no answer, a reader that cannot be reached or set up, a
/// standard that two lanes share and no reference piece has. Ends within 2 seconds of a stop
/// request, not agreed.
CrossCheck check_lanes(const CrossCheckParts& parts, const std::vector<TriedLane>& lanes,
                       const std::stop_token& stop);

}  // namespace plugtest::session
