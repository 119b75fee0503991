#include "harness/session/run_order.h"

#include "harness/session/selection.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace plugtest::session {
namespace {

model::EventPlan event(std::uint64_t seed = 7) {
  model::EventPlan event;
  event.id = "e";
  event.seed = seed;
  for (const char* id : {"alpha", "beta", "gamma", "delta"}) {
    event.readers.emplace_back().id = model::ReaderId(id);
  }
  for (const char* id : {"c1", "c2", "c3"}) {
    event.tag_types.emplace_back().id = model::TagTypeId(id);
  }
  for (const char* id : {"belt", "sack", "gate"}) {
    event.scenarios.emplace_back().id = model::ScenarioId(id);
  }
  event.scenarios[1].population = model::Population::mixed;
  return event;
}

std::vector<model::RunPlan> ordered(const model::EventPlan& event, std::uint32_t attempt = 1) {
  return in_run_order(event, plan_runs(event, attempt));
}

/// "belt alpha c1", ...
std::vector<std::string> names(const std::vector<model::RunPlan>& runs) {
  std::vector<std::string> texts;
  for (const model::RunPlan& run : runs) {
    texts.push_back(run.scenario.str() + " " + run.reader.str() + " " + run.tag_types[0].str());
  }
  return texts;
}

std::set<std::string> ids(const std::vector<model::RunPlan>& runs) {
  std::set<std::string> all;
  for (const model::RunPlan& run : runs) all.insert(run.id.str());
  return all;
}

TEST(RunOrder, HasEveryRunOnceScenarioAfterScenarioAndReaderAfterReader) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const model::EventPlan plan = event(seed);
    const std::vector<model::RunPlan> runs = ordered(plan);
    const std::vector<model::RunPlan> planned = plan_runs(plan);
    ASSERT_EQ(runs.size(), planned.size());
    EXPECT_EQ(ids(runs), ids(planned));
    std::set<std::string> begun;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      EXPECT_EQ(runs[i].scenario, planned[i].scenario) << "scenarios as the event has them";
      const std::string now = runs[i].scenario.str() + "/" + runs[i].reader.str();
      const bool goes_on =
          i > 0 && runs[i - 1].scenario == runs[i].scenario && runs[i - 1].reader == runs[i].reader;
      EXPECT_TRUE(goes_on || begun.insert(now).second) << "the runs of a reader stay together";
    }
  }
}

TEST(RunOrder, IsThatOfTheSeedOnAnyMachine) {
  // Kept, so that a change of the draws shows: a session that was begun goes on in its order.
  const auto part = select(event(), {{}, {}, {"belt"}});
  ASSERT_TRUE(part);
  EXPECT_EQ(names(ordered(*part)),
            (std::vector<std::string>{"belt beta c3", "belt beta c2", "belt beta c1",
                                      "belt gamma c2", "belt gamma c3", "belt gamma c1",
                                      "belt delta c1", "belt delta c2", "belt delta c3",
                                      "belt alpha c1", "belt alpha c2", "belt alpha c3"}));
}

TEST(RunOrder, EveryReaderAndEveryTagTypeComesFirstAboutEquallyOften) {
  constexpr int k_seeds = 400;
  std::map<std::string, int> first_readers;
  std::map<std::string, int> first_types;
  for (std::uint64_t seed = 0; seed < k_seeds; ++seed) {
    const model::RunPlan first = ordered(event(seed)).front();
    ++first_readers[first.reader.str()];
    ++first_types[first.tag_types[0].str()];
  }
  // Binomial: five standard deviations around a quarter and a third.
  for (const char* reader : {"alpha", "beta", "gamma", "delta"}) {
    EXPECT_NEAR(first_readers[reader], 100, 44) << reader;
  }
  for (const char* type : {"c1", "c2", "c3"}) EXPECT_NEAR(first_types[type], 133, 48) << type;
}

TEST(RunOrder, DiffersFromScenarioToScenarioAndFromAttemptToAttempt) {
  int scenarios_differ = 0;
  int attempts_differ = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto readers = [&](std::uint32_t attempt, const char* scenario) {
      std::vector<std::string> order;
      for (const model::RunPlan& run : ordered(event(seed), attempt)) {
        if (run.scenario.str() == scenario) order.push_back(run.reader.str());
      }
      return order;
    };
    scenarios_differ += readers(1, "belt") == readers(1, "gate") ? 0 : 1;
    attempts_differ += readers(1, "belt") == readers(2, "belt") ? 0 : 1;
  }
  EXPECT_GT(scenarios_differ, 10);
  EXPECT_GT(attempts_differ, 10);
}

TEST(RunOrder, APartKeepsTheOrderOfTheWhole) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto part = select(event(seed), {{"alpha", "gamma"}, {"c1", "c3"}, {}});
    ASSERT_TRUE(part);
    std::vector<std::string> expected;
    for (const std::string& name : names(ordered(event(seed)))) {
      const bool mixed = name.starts_with("sack");
      const bool reader =
          name.find("alpha") != std::string::npos || name.find("gamma") != std::string::npos;
      if (reader && (mixed || !name.ends_with("c2"))) expected.push_back(name);
    }
    EXPECT_EQ(names(ordered(*part)), expected);
  }
}

}  // namespace
}  // namespace plugtest::session
