#include "reports/results_reading.h"

#include "reports/results_json.h"
#include "tests/unit/reports/sample.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using nlohmann::json;

TEST(ReadResults, GivesBackWhatWasWritten) {
  const testing::Sample sample = testing::make_sample();
  const auto read = read_results(results_json(sample.report()));
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(read->event_id, sample.event.id);
  ASSERT_EQ(read->cells.size(), sample.cells.size());
  for (std::size_t i = 0; i < sample.cells.size(); ++i) {
    EXPECT_EQ(read->cells[i].key, sample.cells[i].key);
    EXPECT_EQ(read->cells[i].verdict, sample.cells[i].verdict);
    EXPECT_EQ(read->cells[i].k, sample.cells[i].k);
    EXPECT_EQ(read->cells[i].n, sample.cells[i].n);
    EXPECT_EQ(read->cells[i].reasons, sample.cells[i].reasons);
    EXPECT_EQ(read->cells[i].attribution, sample.cells[i].attribution);
  }
}

std::string error_after(const std::function<void(json&)>& change) {
  json root = json::parse(results_json(testing::make_sample().report()));
  change(root);
  const auto read = read_results(root.dump());
  return read ? "" : to_string(read.error());
}

TEST(ReadResults, NamesWhatDoesNotFit) {
  EXPECT_EQ(error_after([](json& root) { root["schema"] = "plugtest-results/9"; }),
            "the schema is 'plugtest-results/9', expected plugtest-results/1");
  EXPECT_EQ(error_after([](json& root) { root["cells"][2].erase("k"); }),
            "cells[2]: 'k' is not a whole number from 0 to 4294967295");
  EXPECT_EQ(error_after([](json& root) { root["cells"][0]["k"] = 1000; }),
            "cells[0]: 'k' is not at most n");
  EXPECT_EQ(error_after([](json& root) { root["cells"][1]["verdict"] = "splendid"; }),
            "cells[1]: 'verdict' is not a name that this version knows");
  EXPECT_EQ(error_after([](json& root) { root["cells"][1]["reasons"] = {1}; }),
            "cells[1]: 'reasons' is not names that this version knows");
  EXPECT_EQ(error_after([](json& root) { root["cells"] = "none"; }),
            "results: 'cells' is not a list");
  EXPECT_EQ(error_after([](json& root) { root["cells"][0] = 7; }),
            "cells[0]: 'reader' is not a text");
  EXPECT_EQ(to_string(read_results("{ half").error()), "this is no JSON object");
}

}  // namespace
}  // namespace plugtest::reports
