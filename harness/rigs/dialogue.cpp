#include "harness/rigs/dialogue.h"

#include "harness/api/evidence_sink.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace plugtest::rigs {
namespace {

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

}  // namespace

Dialogue::Dialogue(api::Runtime& runtime, api::Prompter& prompter, api::EvidenceSink* evidence,
                   std::string lane)
    : clock_(runtime.clock), prompter_(prompter), evidence_(evidence), lane_(std::move(lane)) {}

Dialogue::~Dialogue() {
  *alive_ = false;
  prompter_.cancel();
}

void Dialogue::cancel() { prompter_.cancel(); }

void Dialogue::ask(Question question, Answered answered) {
  const Nanos left = std::max(question.deadline - clock_.now(), Nanos(0));
  const std::string key = question.key;
  const std::string text = lane_.empty() ? question.text : "[" + lane_ + "] " + question.text;
  prompter_.ask(key, text, left,
                [this, alive = alive_, question = std::move(question),
                 answered = std::move(answered)](const Result<std::string>& answer) {
                  if (*alive) judge(question, answered, answer);
                });
}

/// Keeps what an operator adds to the run's evidence; the question is to be asked again then.
bool Dialogue::take_remark(Question& question, const std::string& answer) {
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

void Dialogue::judge(Question question, const Answered& answered,
                     const Result<std::string>& answer) {
  if (!answer) {
    answered(fail(answer.error()));
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
