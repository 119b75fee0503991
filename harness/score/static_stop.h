#pragma once

#include "harness/model/decision_rule.h"
#include "harness/model/run.h"
#include "harness/model/time.h"

#include <cstdint>
#include <optional>
#include <span>

namespace plugtest::score {

using model::StaticStopRule;

/// Follows the identification of a static population and says when it is over. Times run from the
/// inventory command.
class StaticStop {
 public:
  explicit StaticStop(std::uint32_t population, const StaticStopRule& rule = {});

  /// Another tag of the population was identified, `at` or later than all before. What comes after
  /// the deadline does not count.
  void identified(Nanos at);

  /// When to stop if nobody else is identified: at once when all are (the time of the last), at
  /// `factor` times t80 when 80 % are, else at `abort_after`.
  Nanos deadline() const;

  /// How the reading had ended by `now`; `unended` while it goes on.
  model::StaticEnd end(Nanos now) const;

  std::uint32_t count() const { return count_; }               ///< identified in time
  std::optional<Nanos> last() const { return last_; }          ///< when the last of them was
  std::optional<Nanos> t_percent() const { return reached_; }  ///< time to `percent`, "t80"

 private:
  std::uint32_t population_;
  StaticStopRule rule_;
  std::uint32_t count_ = 0;
  std::optional<Nanos> last_;
  std::optional<Nanos> reached_;
};

/// What a recorded identification of a static population gives, with the same rule: `first_reads`
/// are the times at which tags were first read, ascending.
StaticStop replay_static(std::uint32_t population, std::span<const Nanos> first_reads,
                         const StaticStopRule& rule = {});

}  // namespace plugtest::score
