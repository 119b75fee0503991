#pragma once

#include "harness/api/clock.h"
#include "harness/api/prompter.h"
#include "harness/api/rig.h"
#include "harness/api/runtime.h"
#include "harness/model/manifest.h"
#include "harness/model/scenario_plan.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace plugtest::api {
class EvidenceSink;
}

namespace plugtest::rigs {

/// A person who moves the mail and says when.
///
/// Questions, with their keys in an answers file: "load" (place the items), "pass-begin" (press
/// when the load starts to move), "pass-end" (press when it has left the read zone). Enter, "ok",
/// "y" or "yes" goes on; "abort" or "q" ends the run with `cancelled`; anything else is asked
/// again, three times at most. Loading may take as long as the scenario allows a pass. Before and
/// after a batch: "empty-field" (clear the lane), "reference" (lay the reference piece in its
/// middle); how long these are read is nobody's to say.
///
/// To every question "note TEXT" and "photo FILE" (or "file FILE") may be answered first, up to
/// twenty times: the text goes into the run's log, the file is copied into its folder, and the
/// question is asked again.
class OperatorRig final : public api::Rig {
 public:
  /// `enrolled` are the pieces in the hall. `runtime`, `prompter` and `evidence` (which may be
  /// null) outlive the rig.
  OperatorRig(api::Runtime& runtime, api::Prompter& prompter, model::Manifest enrolled,
              const model::ScenarioPlan& scenario, api::EvidenceSink* evidence = nullptr);
  ~OperatorRig() override;
  OperatorRig(const OperatorRig&) = delete;
  OperatorRig& operator=(const OperatorRig&) = delete;

  /// Errors: `timed_out`, `cancelled`, `not_found` (no usable answer).
  void load(const api::LoadRequest& request, api::Done<model::Manifest> done) override;

  /// `timeout` covers both answers. Errors as of load().
  void pass(Nanos timeout, api::Done<model::PassTimes> done) override;

  /// Asks the operator, "step", "antenna-off", "antenna-on", "link-cut" or "link-close". While a
  /// load moves, the question "pass-end" is taken back and asked again afterwards. Errors as of
  /// load().
  void act(const api::Handwork& what, Nanos timeout, api::Done<void> done) override;

  void abort() override;

 private:
  struct Question {
    std::string key;
    std::string text;
    HostTime deadline;
    int tries_left = 3;
    int remarks_left = 20;
  };
  using Answered = std::function<void(Result<void>)>;

  /// What is put to the operator while a load moves.
  struct Interruption {
    Question question;
    Answered answered;
  };

  void ask(Question question, Answered answered);
  void interrupt(Question end, const Answered& ended);
  bool take_remark(Question& question, const std::string& answer);
  void wait_out(Nanos timeout, api::Done<model::PassTimes> done);
  void judge(Question question, const Answered& answered, const Result<std::string>& answer);

  api::Clock& clock_;
  api::Prompter& prompter_;
  api::EvidenceSink* evidence_;
  model::Manifest enrolled_;
  std::string scenario_;
  Nanos load_time_;
  std::uint32_t pass_ = 0;
  bool moving_ = false;        ///< "pass-end" is open
  std::optional<Nanos> stay_;  ///< of a check
  api::Timer stay_over_;
  std::function<void()> cut_short_;  ///< ends the wait of a check with `cancelled`
  std::optional<Interruption> interruption_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace plugtest::rigs
