#include "tools/cli/expectations.h"

#include "protocols/bits/wildcard.h"

#include <ostream>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

const model::Expectation* expectation_for(const model::EventPlan& event,
                                          const model::CellKey& key) {
  const model::Expectation* found = nullptr;
  for (const model::Expectation& candidate : event.expectations) {
    if (bits::wildcard_match(candidate.reader, key.reader.str()) &&
        bits::wildcard_match(candidate.tag_type, key.tag_type.str()) &&
        model::fits_scenario(candidate.scenario, key.scenario.str())) {
      found = &candidate;
    }
  }
  return found;
}

}  // namespace

bool report_expectations(const model::EventPlan& event, std::span<const model::CellResult> cells,
                         std::ostream& out) {
  std::size_t met = 0;
  for (const model::CellResult& cell : cells) {
    const model::Expectation* expected = expectation_for(event, cell.key);
    if (expected != nullptr && expected->verdict == cell.verdict) {
      ++met;
      continue;
    }
    out << fmt::format("not as expected: {} x {} in {}: {} ({}/{}), expected {}\n",
                       cell.key.reader.str(), cell.key.tag_type.str(), cell.key.scenario.str(),
                       model::to_string(cell.verdict), cell.k, cell.n,
                       expected == nullptr ? "nothing" : model::to_string(expected->verdict));
  }
  if (met == cells.size()) {
    out << fmt::format("all {} verdicts are as this event expects\n", met);
  }
  return met == cells.size();
}

}  // namespace plugtest::cli
