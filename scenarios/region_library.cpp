#include "scenarios/region_library.h"

#include "scenarios/document.h"
#include "scenarios/parts.h"

#include <memory>

namespace plugtest::scenarios {

Loaded<model::RegionPlan> load_region(const std::string& reference, const LoadOptions& options) {
  Problems problems;
  Node name;
  name.kind = Node::Kind::text;
  name.text = reference;
  name.place.file = std::make_shared<const std::string>("REGION");
  model::RegionPlan plan;
  if (const auto content = Library(".", options).open(name, FileKind::region, problems)) {
    plan = read_region(*content, problems);
  }
  if (!problems.empty()) return tl::unexpected(problems.take());
  return plan;
}

}  // namespace plugtest::scenarios
