#pragma once

#include "harness/model/time.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace plugtest::model {

/// Wald's sequential test on the share of successful passes: accept when the data favour p >=
/// `accept_level` (p0), reject when they favour p <= `reject_level` (p1).
struct SequentialRule {
  double accept_level = 0.95;     ///< p0
  double reject_level = 0.80;     ///< p1
  double false_reject = 0.05;     ///< alpha: chance to fail a reader at p0
  double false_accept = 0.05;     ///< beta: chance to pass a reader at p1
  std::uint32_t max_passes = 60;  ///< reaching it is inconclusive

  bool operator==(const SequentialRule&) const = default;
};

/// n passes; pass when the exact one-sided lower bound of the share reaches `requirement`, fail
/// when the upper bound stays below it, else inconclusive.
struct FixedRule {
  std::uint32_t passes = 59;
  double requirement = 0.95;
  double confidence = 0.95;

  bool operator==(const FixedRule&) const = default;
};

using DecisionRule = std::variant<SequentialRule, FixedRule>;

/// How many passes the rule needs before it can accept when every single one succeeds: a plan that
/// allows fewer can prove nothing. The largest number there is for levels that no number of passes
/// satisfies (a share outside 0 to 1, a reject level that is not below the accept level).
/// 18 for 0.95 / 0.80 / 5 % / 5 %; 59 for a fixed 0.95 at 95 % confidence.
std::uint32_t clean_passes_needed(const SequentialRule& rule);
std::uint32_t clean_passes_needed(const FixedRule& rule);
std::uint32_t clean_passes_needed(const DecisionRule& rule);

/// What makes a piece count as identified.
enum class PassBasis : std::uint8_t {
  reads,       ///< it was reported, and every step about it held
  operations,  ///< every step about it held, and there was one
};

std::string_view to_string(PassBasis basis);  ///< "operations"

/// When to stop reading a population that does not move (ISO/IEC 18046-1:2011, clause 6.4.2). Times
/// run from the inventory command.
struct StaticStopRule {
  std::uint32_t percent = 80;                   ///< of the population
  std::uint32_t factor = 5;                     ///< stop at this many times the time to `percent`
  Nanos abort_after{std::chrono::seconds(10)};  ///< give up when `percent` is not reached by then

  bool operator==(const StaticStopRule&) const = default;
};

/// When a pass succeeds for a tag type: identified / expected >= item_rate, every check and
/// verification of the whole pass held, and the limits below are kept. 1 is the complete pass.
struct PassCriterion {
  double item_rate = 1.0;
  PassBasis basis = PassBasis::reads;
  std::optional<std::uint32_t> most_strays{};  ///< of known pieces of elsewhere; empty = any number
  /// Of one piece in the pass: a flag that keeps its state lets a tag answer once in a while, and a
  /// report is told once. Empty = any number.
  std::optional<std::uint32_t> most_reads_per_item{};
  /// Of a load that stands still: when its reading is over. What is read later does not count.
  std::optional<StaticStopRule> static_stop{};

  bool operator==(const PassCriterion&) const = default;
};

}  // namespace plugtest::model
