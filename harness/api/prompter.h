#pragma once

#include "harness/api/done.h"

#include <string>

namespace plugtest::api {

/// Asks the operator: a terminal, or a file of answers for unattended use.
class Prompter {
 public:
  virtual ~Prompter() = default;

  /// Shows `text` and waits for a line. `key` names the question in an answers file (for example
  /// "load" or "pass-begin"). Errors: `timed_out`, `cancelled`, `not_found` (no answer in the
  /// file).
  virtual void ask(const std::string& key, const std::string& text, Nanos timeout,
                   Done<std::string> done) = 0;
  virtual void cancel() = 0;
};

}  // namespace plugtest::api
