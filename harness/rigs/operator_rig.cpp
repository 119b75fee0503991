#include "harness/rigs/operator_rig.h"

#include "harness/rigs/operator_turns.h"
#include "harness/rigs/pass_manifest.h"

#include <algorithm>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace plugtest::rigs {
namespace {

/// "A1, A2, A3" or, for many, "A1, A2 ... A50".
std::string names(std::span<const model::Piece> pieces) {
  constexpr std::size_t k_listed = 12;
  std::string text;
  const std::size_t listed = pieces.size() > k_listed ? 2 : pieces.size();
  for (std::size_t i = 0; i < listed; ++i) text += (i == 0 ? "" : ", ") + pieces[i].id.str();
  if (listed < pieces.size()) text += " ... " + pieces.back().id.str();
  return text;
}

struct Wording {
  std::string key;
  std::string text;
};

Wording wording(const model::AskOperator& prompt) {
  return {"step", prompt.text + "; press Enter when it is done."};
}
Wording wording(const model::AntennaCable& cable) {
  const std::string which = "the cable of antenna " + std::to_string(cable.port);
  return cable.connected ? Wording{"antenna-on", "connect " + which + " again; press Enter."}
                         : Wording{"antenna-off", "take off " + which + "; press Enter."};
}
Wording wording(const api::LinkState& link) {
  return link.up ? Wording{"link-close", "put the reader's data cable back; press Enter."}
                 : Wording{"link-cut", "take off the reader's data cable; press Enter."};
}

Wording wording_of_check(const api::LoadRequest& request, const std::string& scenario) {
  if (request.kind == model::PassKind::reference) {
    return {"reference", "Check of the lane of " + scenario + ": lay the reference piece " +
                             names(request.pieces) +
                             " in its middle, nothing else; press Enter when it is there."};
  }
  return {"empty-field", "Check of the lane of " + scenario +
                             ": clear it, no tagged item within reach of the antennas; press "
                             "Enter when it is empty."};
}

}  // namespace

OperatorRig::OperatorRig(api::Runtime& runtime, api::Prompter& prompter, model::Manifest enrolled,
                         const model::ScenarioPlan& scenario, api::EvidenceSink* evidence,
                         OperatorTurns* turns)
    : io_(runtime.io),
      clock_(runtime.clock),
      dialogue_(runtime, prompter, evidence, turns == nullptr ? "" : scenario.lane.id.str()),
      turns_(turns),
      enrolled_(std::move(enrolled)),
      scenario_(scenario.id.str()),
      load_time_(scenario.budgets.pass),
      stay_over_(runtime.clock) {}

OperatorRig::~OperatorRig() {
  *alive_ = false;
  end_turn();
}

// --- turns --------------------------------------------------------------------------------------

void OperatorRig::in_turn(std::function<void()> begin, std::function<void(const Error&)> give_up) {
  giving_up_ = false;
  end_turn();  // of a check that was never read
  if (turns_ == nullptr) return begin();
  cut_short_ = [give_up = std::move(give_up)] {
    give_up({ErrorCode::cancelled, "aborted before the operator had time for the lane", {}});
  };
  // The number tells a turn that comes at the last moment from the one after it.
  const auto my_turn = [this, asked = ++asked_, begin = std::move(begin)] {
    if (asked != asked_ || !cut_short_) return;
    cut_short_ = nullptr;
    begin();
  };
  turn_ = turns_->wait([&io = io_, alive = alive_, my_turn] {
    boost::asio::post(io, [alive, my_turn] {
      if (*alive) my_turn();
    });
  });
}

void OperatorRig::end_turn() {
  if (turns_ != nullptr && turn_) turns_->end(*std::exchange(turn_, std::nullopt));
}

// --- a load, and checks of the lane -------------------------------------------------------------

void OperatorRig::load(const api::LoadRequest& request, api::Done<model::Manifest> done) {
  pass_ = request.pass + 1;
  const bool mail = request.kind == model::PassKind::load;
  // The piece lies in one lane at a time: nobody else is asked for it until it was read here.
  const bool keeps_turn = request.kind == model::PassKind::reference;
  stay_ = mail ? std::nullopt : std::optional(request.stay);
  Wording asked =
      mail ? Wording{"load", "Pass " + std::to_string(pass_) + " of " + scenario_ +
                                 ": place the load anew, " + std::to_string(request.pieces.size()) +
                                 " items, first to last " + names(request.pieces) +
                                 "; press Enter when it is ready."}
           : wording_of_check(request, scenario_);
  auto placed = [this, keeps_turn, manifest = pass_manifest(enrolled_, request),
                 done](Result<void> ok) {
    if (!ok || !keeps_turn) end_turn();
    if (ok) {
      done(manifest);
    } else {
      done(fail(ok.error()));
    }
  };
  in_turn(
      [this, asked = std::move(asked), placed = std::move(placed)] {
        dialogue_.ask({asked.key, asked.text, clock_.now() + load_time_}, placed);
      },
      [done = std::move(done)](const Error& why) { done(fail(why)); });
}

/// A check is read for a fixed time; nothing moves.
void OperatorRig::wait_out(Nanos timeout, api::Done<model::PassTimes> done) {
  const HostTime begin = clock_.now();
  cut_short_ = [done] { done(fail(ErrorCode::cancelled, "the check was aborted")); };
  stay_over_.set(begin + std::min(*stay_, timeout), [this, begin, done = std::move(done)] {
    cut_short_ = nullptr;
    end_turn();
    done(model::PassTimes{begin, clock_.now()});
  });
}

// --- a load that moves --------------------------------------------------------------------------

void OperatorRig::pass(Nanos timeout, api::Done<model::PassTimes> done) {
  if (stay_) return wait_out(timeout, std::move(done));
  passed_ = std::move(done);
  in_turn([this, timeout] { ask_begin(clock_.now() + timeout); },
          [this](const Error& why) { end_pass(fail(why)); });
}

void OperatorRig::ask_begin(HostTime deadline) {
  dialogue_.ask({"pass-begin",
                 in_pass("the reader is on; press Enter when the load starts to move."), deadline},
                [this, deadline](Result<void> began) {
                  if (!began) return end_pass(fail(began.error()));
                  begin_ = clock_.now();
                  moving_ = true;
                  ask_end(deadline);
                });
}

void OperatorRig::ask_end(HostTime deadline) {
  if (interruption_ && !giving_up_) return interrupt(deadline);
  dialogue_.ask(
      {"pass-end", in_pass("press Enter when the load has left the read zone."), deadline},
      [this, deadline](Result<void> ended) {
        if (interruption_ && !giving_up_) return interrupt(deadline);
        if (!ended) return end_pass(fail(ended.error()));
        end_pass(model::PassTimes{begin_, clock_.now()});
      });
}

/// Asks what came between, then again whether the load has left.
void OperatorRig::interrupt(HostTime deadline) {
  Interruption now = *std::exchange(interruption_, std::nullopt);
  dialogue_.ask({std::move(now.key), std::move(now.text), clock_.now() + now.timeout},
                [this, deadline, answered = std::move(now.done)](Result<void> ok) {
                  const bool good = ok.has_value();
                  const Error error = good ? Error{} : ok.error();
                  if (good) ask_end(deadline);
                  answered(std::move(ok));
                  if (!good) end_pass(fail(error));
                });
}

void OperatorRig::end_pass(Result<model::PassTimes> result) {
  moving_ = false;
  end_turn();
  const auto open = std::exchange(interruption_, std::nullopt);
  const auto done = std::exchange(passed_, nullptr);
  if (open) open->done(fail(ErrorCode::cancelled, "the pass was over before"));
  done(std::move(result));
}

void OperatorRig::act(const api::Handwork& what, Nanos timeout, api::Done<void> done) {
  const Wording asked = std::visit([](const auto& one) { return wording(one); }, what);
  if (passed_) {
    interruption_ = Interruption{asked.key, in_pass(asked.text), timeout, std::move(done)};
    if (moving_) dialogue_.cancel();  // the end is asked for again afterwards
    return;
  }
  in_turn(
      [this, asked, timeout, done] {
        dialogue_.ask({asked.key, in_pass(asked.text), clock_.now() + timeout},
                      [this, done](Result<void> ok) {
                        end_turn();
                        done(std::move(ok));
                      });
      },
      [done](const Error& why) { done(fail(why)); });
}

std::string OperatorRig::in_pass(const std::string& text) const {
  return "Pass " + std::to_string(pass_) + ": " + text;
}

void OperatorRig::abort() {
  giving_up_ = true;
  dialogue_.cancel();
  if (!cut_short_) return;
  end_turn();
  stay_over_.set_after(Nanos(0), std::exchange(cut_short_, nullptr));
}

}  // namespace plugtest::rigs
