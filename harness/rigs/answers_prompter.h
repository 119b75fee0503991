#pragma once

#include "harness/api/prompter.h"
#include "harness/api/runtime.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::rigs {

/// An answer, given some time after the question.
struct Answer {
  std::string text;
  Nanos after{0};

  bool operator==(const Answer&) const = default;
};

/// The answers to one question: given in turn, or one for every time it is asked.
struct AnswerList {
  std::vector<Answer> answers;
  bool every_time = false;

  bool operator==(const AnswerList&) const = default;
};

/// By key of the question, "load".
using Answers = std::map<std::string, AnswerList, std::less<>>;

/// Reads the answers of an operator who is not there: a YAML map from the key of a question to a
/// text, to {text: ..., after: 2 s}, or to a list of such, which are used up in turn.
///
///   load: ""                          # Enter, each time
///   pass-begin: {text: "", after: 500 ms}
///   pass-end: [{after: 4 s}, {after: 3 s}, abort]
///
/// Errors: `malformed`, `configuration`, with line and column.
Result<Answers> parse_answers(std::string_view text, const std::string& file);

/// The same from a file of up to 1 MiB. Errors also: `not_found`, `io`, `unsupported`.
Result<Answers> read_answers(const std::filesystem::path& file);

/// Answers from the list. An answer that comes later than the time-out gives `timed_out`, a
/// question without (further) answer `not_found`.
std::unique_ptr<api::Prompter> make_answers_prompter(api::Runtime& runtime, Answers answers);

}  // namespace plugtest::rigs
