#include "reports/wording.h"

#include <set>

#include <gtest/gtest.h>

namespace plugtest::reports {
namespace {

TEST(Wording, EveryVerdictLooksDifferentWithoutColour) {
  std::set<std::string_view> symbols;
  std::set<std::string_view> ascii;
  for (int i = 0; i <= static_cast<int>(model::Verdict::not_run); ++i) {
    const VerdictWording& words = wording(static_cast<model::Verdict>(i));
    EXPECT_EQ(words.verdict, static_cast<model::Verdict>(i));
    EXPECT_TRUE(symbols.insert(words.symbol).second) << words.word;
    EXPECT_TRUE(ascii.insert(words.ascii).second) << words.word;
    EXPECT_TRUE(words.explanation.ends_with('.')) << words.word;
  }
  EXPECT_EQ(symbols.size(), verdict_wordings().size());
}

TEST(Wording, EveryReasonAndAttributionIsExplained) {
  std::set<std::string_view> reasons;
  for (int i = 0; i <= static_cast<int>(model::Reason::harness_fault); ++i) {
    EXPECT_TRUE(reasons.insert(explain(static_cast<model::Reason>(i))).second) << i;
  }
  std::set<std::string_view> attributions;
  for (int i = 0; i <= static_cast<int>(model::Attribution::unknown); ++i) {
    EXPECT_TRUE(attributions.insert(explain(static_cast<model::Attribution>(i))).second) << i;
  }
}

TEST(Wording, IntervalIsWholePerCent) {
  model::CellResult cell;
  EXPECT_EQ(interval_text(cell), "");
  cell.interval = model::IntervalKind::early_stop;
  cell.low = 0.8147;
  EXPECT_EQ(interval_text(cell), "81–100 %");
}

TEST(Wording, RulesAreSentences) {
  EXPECT_NE(describe(model::DecisionRule(model::SequentialRule{})).find("accept level 95 %"),
            std::string::npos);
  EXPECT_EQ(describe(model::DecisionRule(model::FixedRule{})),
            "59 passes; the exact one-sided 95 % bound of the share of successful passes is held "
            "against 95 %.");
  EXPECT_EQ(describe(model::PassCriterion{0.9}),
            "A pass succeeds when at least 90 % of the items are identified.");
  EXPECT_EQ(required_share(model::FixedRule{.passes = 59, .requirement = 0.9}), 0.9);
}

}  // namespace
}  // namespace plugtest::reports
