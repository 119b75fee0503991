#pragma once

#include "harness/model/cell.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/verdict.h"

#include <span>
#include <string>
#include <string_view>

namespace plugtest::reports {

/// How a verdict is shown to people. Meaning never rests on colour: each has its symbol and word.
struct VerdictWording {
  model::Verdict verdict;
  std::string_view symbol;       ///< UTF-8
  std::string_view ascii;        ///< for terminals without UTF-8
  std::string_view word;         ///< "pass with remark"
  std::string_view explanation;  ///< one sentence for the legend
};

/// Every verdict, in the order in which legends list them.
std::span<const VerdictWording> verdict_wordings();
const VerdictWording& wording(model::Verdict verdict);

/// What a reason means, as part of a sentence: "the decision rule accepted".
std::string_view explain(model::Reason reason);

/// Who is meant by an attribution: "the tag type".
std::string_view explain(model::Attribution attribution);

/// The interval of a cell in whole per cent, "81–100 %"; empty when no pass counted.
std::string interval_text(const model::CellResult& cell);

/// The decision rule of a scenario as one sentence.
std::string describe(const model::DecisionRule& rule);

/// When a pass succeeds, as one sentence.
std::string describe(const model::PassCriterion& criterion);

/// The level on the share of successful passes that the cell is judged against: the accept level
/// p0, or the requirement.
double required_share(const model::DecisionRule& rule);

}  // namespace plugtest::reports
