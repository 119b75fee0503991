#pragma once

#include "harness/api/clock.h"
#include "harness/api/prompter.h"
#include "harness/api/rig.h"
#include "harness/api/runtime.h"
#include "harness/model/manifest.h"
#include "harness/model/scenario_plan.h"
#include "harness/rigs/dialogue.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace plugtest::api {
class EvidenceSink;
}

namespace plugtest::rigs {

class OperatorTurns;

/// A person who moves the mail and says when.
///
/// Questions (see Dialogue), with their keys in an answers file: "load" (place the items),
/// "pass-begin" (press when the load starts to move), "pass-end" (press when it has left the read
/// zone). Loading may take as long as the scenario allows a pass. Before and after a batch:
/// "empty-field" (clear the lane), "reference" (lay the reference piece in its middle); how long
/// these are read is nobody's to say.
///
/// Where several lanes share the operator, the rig waits for its turn before it asks: one turn is
/// the placing of a load, a pass from its begin to its end, the check with the reference piece, or
/// a piece of handwork. Times run from the begin of the turn, and every question names its lane.
class OperatorRig final : public api::Rig {
 public:
  /// `enrolled` are the pieces in the hall. `runtime`, `prompter`, `evidence` and `turns` outlive
  /// the rig; the last two may be null: nothing is kept, nobody else is asked.
  OperatorRig(api::Runtime& runtime, api::Prompter& prompter, model::Manifest enrolled,
              const model::ScenarioPlan& scenario, api::EvidenceSink* evidence = nullptr,
              OperatorTurns* turns = nullptr);
  ~OperatorRig() override;
  OperatorRig(const OperatorRig&) = delete;
  OperatorRig& operator=(const OperatorRig&) = delete;

  /// Errors: `timed_out`, `cancelled`, `not_found` (no usable answer).
  void load(const api::LoadRequest& request, api::Done<model::Manifest> done) override;

  /// `timeout` covers both answers. Errors as of load().
  void pass(Nanos timeout, api::Done<model::PassTimes> done) override;

  /// Asks the operator, "step", "antenna-off", "antenna-on", "link-cut" or "link-close". In a pass
  /// that is done once the load moves: the question "pass-end" is taken back and asked again
  /// afterwards. Errors as of load().
  void act(const api::Handwork& what, Nanos timeout, api::Done<void> done) override;

  void abort() override;

 private:
  /// What is put to the operator while a load moves.
  struct Interruption {
    std::string key;
    std::string text;
    Nanos timeout;
    api::Done<void> done;
  };

  void in_turn(std::function<void()> begin, std::function<void(const Error&)> give_up);
  void end_turn();
  void wait_out(Nanos timeout, api::Done<model::PassTimes> done);
  void ask_begin(HostTime deadline);
  void ask_end(HostTime deadline);
  void interrupt(HostTime deadline);
  void end_pass(Result<model::PassTimes> result);
  std::string in_pass(const std::string& text) const;

  boost::asio::io_context& io_;
  api::Clock& clock_;
  Dialogue dialogue_;
  OperatorTurns* turns_;
  std::optional<std::uint64_t> turn_;  ///< had, or waited for
  std::uint64_t asked_ = 0;            ///< for a turn
  model::Manifest enrolled_;
  std::string scenario_;
  Nanos load_time_;
  std::uint32_t pass_ = 0;
  std::optional<Nanos> stay_;           ///< of a check
  api::Done<model::PassTimes> passed_;  ///< of the pass under way
  HostTime begin_;
  bool moving_ = false;     ///< it has begun
  bool giving_up_ = false;  ///< aborted: nothing more is asked
  std::optional<Interruption> interruption_;
  api::Timer stay_over_;
  std::function<void()> cut_short_;  ///< ends a wait, of a check or for a turn, with `cancelled`
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace plugtest::rigs
