#pragma once

#include "harness/api/clock.h"
#include "harness/api/prompter.h"
#include "harness/api/runtime.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"

#include <functional>
#include <memory>
#include <string>

namespace plugtest::api {
class EvidenceSink;
}

namespace plugtest::rigs {

/// What is put to an operator.
struct Question {
  std::string key;  ///< in an answers file
  std::string text;
  HostTime deadline;
  int tries_left = 3;
  int remarks_left = 20;
};

/// Asks an operator one question at a time, until there is a usable answer: Enter, "ok", "y" or
/// "yes" goes on; "abort" or "q" ends it with `cancelled`; anything else is asked again, three
/// times at most.
///
/// To every question "note TEXT" and "photo FILE" (or "file FILE") may be answered first, up to
/// twenty times: the text goes into the run's log, the file is copied into its folder, and the
/// question is asked again.
class Dialogue {
 public:
  using Answered = std::function<void(Result<void>)>;

  /// `runtime`, `prompter` and `evidence` (which may be null) outlive the dialogue. `lane` stands
  /// before every question where it is not empty.
  Dialogue(api::Runtime& runtime, api::Prompter& prompter, api::EvidenceSink* evidence,
           std::string lane = {});
  ~Dialogue();  ///< takes back what is still asked; nobody is told
  Dialogue(const Dialogue&) = delete;
  Dialogue& operator=(const Dialogue&) = delete;

  /// Errors: `timed_out`, `cancelled`, `not_found` (no usable answer).
  void ask(Question question, Answered answered);

  /// Takes the question back: it ends with `cancelled`.
  void cancel();

 private:
  void judge(Question question, const Answered& answered, const Result<std::string>& answer);
  bool take_remark(Question& question, const std::string& answer);

  api::Clock& clock_;
  api::Prompter& prompter_;
  api::EvidenceSink* evidence_;
  std::string lane_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace plugtest::rigs
