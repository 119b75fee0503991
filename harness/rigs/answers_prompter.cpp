#include "harness/rigs/answers_prompter.h"

#include "harness/api/clock.h"

#include <utility>

namespace plugtest::rigs {
namespace {

class AnswersPrompter final : public api::Prompter {
 public:
  AnswersPrompter(api::Clock& clock, Answers answers)
      : answers_(std::move(answers)), timer_(clock) {}

  void ask(const std::string& key, const std::string&, Nanos timeout,
           api::Done<std::string> done) override {
    const Answer* answer = next(key);
    if (answer == nullptr) {
      finish_after(
          Nanos(0), std::move(done),
          fail(ErrorCode::not_found, "the answers file has no (further) answer to '" + key + "'"));
    } else if (answer->after > timeout) {
      finish_after(timeout, std::move(done),
                   fail(ErrorCode::timed_out, "no answer to '" + key + "' in time"));
    } else {
      finish_after(answer->after, std::move(done), answer->text);
    }
  }

  void cancel() override {
    if (!pending_) return;
    finish_after(Nanos(0), std::exchange(pending_, nullptr),
                 fail(ErrorCode::cancelled, "the question was withdrawn"));
  }

 private:
  const Answer* next(const std::string& key) {
    const auto list = answers_.find(key);
    if (list == answers_.end()) return nullptr;
    const auto& answers = list->second.answers;
    if (list->second.every_time) return answers.empty() ? nullptr : &answers.front();
    std::size_t& used = used_[key];
    return used < answers.size() ? &answers[used++] : nullptr;
  }

  void finish_after(Nanos delay, api::Done<std::string> done, Result<std::string> result) {
    pending_ = std::move(done);
    timer_.set_after(delay, [this, result = std::move(result)] {
      // The next question may be asked from inside, so this one is over before.
      std::exchange(pending_, nullptr)(result);
    });
  }

  Answers answers_;
  std::map<std::string, std::size_t, std::less<>> used_;
  api::Done<std::string> pending_;
  api::Timer timer_;
};

}  // namespace

std::unique_ptr<api::Prompter> make_answers_prompter(api::Runtime& runtime, Answers answers) {
  return std::make_unique<AnswersPrompter>(runtime.clock, std::move(answers));
}

}  // namespace plugtest::rigs
