#pragma once

#include "harness/model/attribution_override.h"
#include "harness/model/ids.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/verdict.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::model {

/// What a cell of the matrix stands for. A cell pools only runs with the same plan hash.
struct CellKey {
  ReaderId reader;
  TagTypeId tag_type;
  ScenarioId scenario;
  std::string region;
  SettingsPolicy policy = SettingsPolicy::common;
  Population population = Population::single;
  bool official = false;
  std::string plan_hash;

  auto operator<=>(const CellKey&) const = default;
};

/// How the interval of a cell is to be read.
enum class IntervalKind : std::uint8_t {
  none,        ///< no pass counted
  exact,       ///< Clopper-Pearson 95 %, fixed number of passes
  early_stop,  ///< Clopper-Pearson 95 %, descriptive only: the number of passes depended on data
};

/// One cell as published: k successful of n passes, interval of the share, verdict, why, whose.
struct CellResult {
  CellKey key;
  Verdict verdict = Verdict::not_run;
  std::uint32_t k = 0;
  std::uint32_t n = 0;
  double low = 0;  ///< of the share of successful passes
  double high = 1;
  IntervalKind interval = IntervalKind::none;
  std::uint64_t identified = 0;  ///< items, over all passes that count
  std::uint64_t expected = 0;
  std::uint32_t disturbed = 0;
  std::vector<Reason> reasons;
  Attribution attribution = Attribution::none;
  std::optional<AttributionOverride> overridden{};  ///< the organizer's, beside `attribution`
  std::uint32_t attempts = 0;                       ///< all there were, void ones included
  std::uint32_t counted_attempt = 0;                ///< the one that the verdict rests on; 0 = none
  std::string detail;                               ///< one sentence for people
  std::vector<RunId> runs;                          ///< every attempt, first first
  std::vector<std::string> evidence;                ///< folders, in the order of runs

  bool operator==(const CellResult&) const = default;
};

std::string_view to_string(IntervalKind kind);
std::string_view to_string(SettingsPolicy policy);
std::string_view to_string(Population population);

}  // namespace plugtest::model
