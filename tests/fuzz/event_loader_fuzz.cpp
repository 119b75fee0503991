// Any bytes as an event file, and as a manifest in CSV: the loader ends, with a plan or with errors
// that name the file, and a plan that it accepts holds what a session relies on.

#include "scenarios/loader.h"
#include "scenarios/parts.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_errors(const std::vector<plugtest::Error>& errors) {
  require(!errors.empty());
  for (const plugtest::Error& error : errors) {
    require(!error.message.empty() && !error.where.file.empty());
  }
}

void check_plan(const plugtest::model::EventPlan& plan) {
  require(!plan.id.empty() && !plan.readers.empty() && !plan.tag_types.empty());
  require(!plan.scenarios.empty() && !plan.region.channels.empty());
  for (const auto& scenario : plan.scenarios) {
    require(!scenario.id.empty() && !scenario.lane.antennas.empty());
    require(scenario.motion.speed_mps > 0 && item_count(scenario.load) > 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plugtest::scenarios;
  const std::string text(data, data + size);
  // A folder that does not exist: references lead nowhere, so that runs are equal on all machines.
  LoadOptions options;
  options.schemes = {"exec", "llrp", "llrp+replay"};
  options.families = {"llrp"};
  options.link_profiles = {"m4-320"};
  const auto plan = load_event_text(text, "no-such-folder/event.yaml", options);
  if (plan) {
    check_plan(*plan);
  } else {
    check_errors(plan.error());
  }
  Problems problems;
  const auto list = parse_manifest_csv(text, "no-such-folder/pieces.csv", problems);
  if (list) {
    read_manifest(*list, nullptr, problems);
  } else {
    require(!problems.empty());
  }
  return 0;
}
