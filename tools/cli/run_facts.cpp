#include "tools/cli/run_facts.h"

#include "harness/model/lane.h"

namespace plugtest::cli {

store::RunFacts run_facts(const model::ScenarioPlan& scenario,
                          const std::vector<model::PassRecord>& passes) {
  store::RunFacts facts;
  facts.passes = passes;
  for (const model::Antenna& antenna : scenario.lane.antennas) {
    const std::int32_t conducted = scenario.settings.power_mdbm;
    facts.power.push_back({antenna.port, conducted, model::erp_mdbm(antenna, conducted)});
  }
  return facts;
}

}  // namespace plugtest::cli
