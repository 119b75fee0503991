#include "scenarios/region_library.h"

#include "scenarios/document.h"
#include "scenarios/parts.h"

namespace plugtest::scenarios {

Loaded<model::RegionPlan> load_region(const std::string& reference, const LoadOptions& options) {
  Problems problems;
  const Node name = text_node(reference, "REGION");
  model::RegionPlan plan;
  if (const auto content = Library(".", options).open(name, FileKind::region, problems)) {
    plan = read_region(*content, problems);
  }
  if (!problems.empty()) return tl::unexpected(problems.take());
  return plan;
}

}  // namespace plugtest::scenarios
