#pragma once

#include "harness/model/time.h"

#include <cstdint>
#include <optional>
#include <span>

namespace plugtest::score {

/// When to stop reading a population that does not move (ISO/IEC 18046-1:2011, clause 6.4.2).
struct StaticStopRule {
  std::uint32_t percent = 80;                   ///< of the population
  std::uint32_t factor = 5;                     ///< stop at this many times the time to `percent`
  Nanos abort_after{std::chrono::seconds(10)};  ///< give up when `percent` is not reached by then
};

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

  enum class State : std::uint8_t {
    reading,
    complete,  ///< 100 % identified
    stopped,   ///< 80 % or more, and five times that time is over
    aborted,   ///< not even 80 % in time
  };
  State state(Nanos now) const;

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
