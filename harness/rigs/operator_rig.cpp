#include "harness/rigs/operator_rig.h"

#include "harness/api/clock.h"
#include "harness/api/evidence_sink.h"
#include "harness/rigs/pass_manifest.h"

#include <algorithm>
#include <utility>

namespace plugtest::rigs {
namespace {

constexpr const char* k_pass_end = "pass-end";

enum class Answer : std::uint8_t { go_on, abort, unclear };

Answer meaning(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.pop_back();
  if (text.empty() || text == "ok" || text == "y" || text == "yes") return Answer::go_on;
  if (text == "abort" || text == "q") return Answer::abort;
  return Answer::unclear;
}

struct Remark {
  bool is_file = false;
  std::string text;
};

/// What is behind "note ", "photo " or "file ", up to a length that a log can bear.
std::optional<Remark> remark_of(const std::string& answer) {
  constexpr std::size_t k_longest = 2000;
  for (const char* word : {"note ", "photo ", "file "}) {
    if (!answer.starts_with(word)) continue;
    std::string text = answer.substr(std::string_view(word).size(), k_longest);
    while (text.ends_with(' ') || text.ends_with('\r')) text.pop_back();
    if (text.empty()) return std::nullopt;
    return Remark{*word != 'n', std::move(text)};
  }
  return std::nullopt;
}

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
                         const model::ScenarioPlan& scenario, api::EvidenceSink* evidence)
    : clock_(runtime.clock),
      prompter_(prompter),
      evidence_(evidence),
      enrolled_(std::move(enrolled)),
      scenario_(scenario.id.str()),
      load_time_(scenario.budgets.pass),
      stay_over_(runtime.clock) {}

OperatorRig::~OperatorRig() {
  *alive_ = false;
  prompter_.cancel();
}

void OperatorRig::load(const api::LoadRequest& request, api::Done<model::Manifest> done) {
  pass_ = request.pass + 1;
  const bool mail = request.kind == model::PassKind::load;
  stay_ = mail ? std::nullopt : std::optional(request.stay);
  Wording asked =
      mail ? Wording{"load", "Pass " + std::to_string(pass_) + " of " + scenario_ +
                                 ": place the load anew, " + std::to_string(request.pieces.size()) +
                                 " items, first to last " + names(request.pieces) +
                                 "; press Enter when it is ready."}
           : wording_of_check(request, scenario_);
  ask({std::move(asked.key), std::move(asked.text), clock_.now() + load_time_},
      [manifest = pass_manifest(enrolled_, request), done = std::move(done)](Result<void> ok) {
        if (ok) {
          done(manifest);
        } else {
          done(fail(ok.error()));
        }
      });
}

/// A check is read for a fixed time; nothing moves.
void OperatorRig::wait_out(Nanos timeout, api::Done<model::PassTimes> done) {
  const HostTime begin = clock_.now();
  cut_short_ = [done] { done(fail(ErrorCode::cancelled, "the check was aborted")); };
  stay_over_.set(begin + std::min(*stay_, timeout), [this, begin, done = std::move(done)] {
    cut_short_ = nullptr;
    done(model::PassTimes{begin, clock_.now()});
  });
}

void OperatorRig::pass(Nanos timeout, api::Done<model::PassTimes> done) {
  if (stay_) return wait_out(timeout, std::move(done));
  const HostTime deadline = clock_.now() + timeout;
  const std::string which = "Pass " + std::to_string(pass_) + ": ";
  Question end{k_pass_end, which + "press Enter when the load has left the read zone.", deadline};
  ask({"pass-begin", which + "the reader is on; press Enter when the load starts to move.",
       deadline},
      [this, end = std::move(end), done = std::move(done)](Result<void> began) {
        if (!began) {
          done(fail(began.error()));
          return;
        }
        moving_ = true;
        ask(end, [this, begin = clock_.now(), done](Result<void> ended) {
          moving_ = false;
          if (ended) {
            done(model::PassTimes{begin, clock_.now()});
          } else {
            done(fail(ended.error()));
          }
        });
      });
}

void OperatorRig::act(const api::Handwork& what, Nanos timeout, api::Done<void> done) {
  const Wording asked = std::visit([](const auto& one) { return wording(one); }, what);
  Question question{asked.key, "Pass " + std::to_string(pass_) + ": " + asked.text,
                    clock_.now() + timeout};
  if (!moving_) {
    ask(std::move(question), std::move(done));
    return;
  }
  interruption_ = Interruption{std::move(question), std::move(done)};
  prompter_.cancel();  // judge() goes on with the interruption
}

/// Asks what came between, then again whether the load has left.
void OperatorRig::interrupt(Question end, const Answered& ended) {
  Interruption now = *std::exchange(interruption_, std::nullopt);
  ask(std::move(now.question),
      [this, end = std::move(end), ended, answered = std::move(now.answered)](Result<void> ok) {
        const bool good = ok.has_value();
        const Error error = good ? Error{} : ok.error();
        if (good) ask(end, ended);
        answered(std::move(ok));
        if (!good) ended(fail(error));
      });
}

void OperatorRig::abort() {
  interruption_.reset();
  prompter_.cancel();
  if (cut_short_) stay_over_.set_after(Nanos(0), std::exchange(cut_short_, nullptr));
}

void OperatorRig::ask(Question question, Answered answered) {
  const Nanos left = std::max(question.deadline - clock_.now(), Nanos(0));
  const std::string key = question.key;
  const std::string text = question.text;
  prompter_.ask(key, text, left,
                [this, alive = alive_, question = std::move(question),
                 answered = std::move(answered)](Result<std::string> answer) {
                  if (*alive) judge(question, answered, answer);
                });
}

/// Keeps what an operator adds to the run's evidence; the question is to be asked again then.
bool OperatorRig::take_remark(Question& question, const std::string& answer) {
  const auto remark = remark_of(answer);
  if (!remark || question.remarks_left == 0) return false;
  --question.remarks_left;
  constexpr const char* k_goes_on = "; press Enter to go on, or add more.";
  if (evidence_ == nullptr) {
    question.text = std::string("Nothing is kept here") + k_goes_on;
  } else if (remark->is_file) {
    const auto kept = evidence_->attach(clock_.now(), remark->text);
    question.text =
        (kept ? "Kept as " + *kept : "Not kept: " + to_string(kept.error())) + k_goes_on;
  } else {
    evidence_->on_note(clock_.now(), "operator: " + remark->text);
    question.text = std::string("Noted") + k_goes_on;
  }
  return true;
}

void OperatorRig::judge(Question question, const Answered& answered,
                        const Result<std::string>& answer) {
  if (!answer) {
    if (interruption_ && question.key == k_pass_end) {
      interrupt(std::move(question), answered);
    } else {
      answered(fail(answer.error()));
    }
    return;
  }
  if (take_remark(question, *answer)) {
    ask(std::move(question), answered);
    return;
  }
  switch (meaning(*answer)) {
    case Answer::go_on:
      answered({});
      return;
    case Answer::abort:
      answered(fail(ErrorCode::cancelled, "the operator aborted the run"));
      return;
    case Answer::unclear:
      break;
  }
  if (--question.tries_left == 0) {
    answered(fail(ErrorCode::not_found, "no usable answer to '" + question.key +
                                            "' in three tries, the last was '" + *answer +
                                            "'; expected Enter or 'abort'"));
    return;
  }
  question.text = "'" + *answer + "' is no answer: press Enter to go on, or type 'abort'.";
  ask(std::move(question), answered);
}

}  // namespace plugtest::rigs
