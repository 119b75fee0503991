#include "harness/model/scenario_plan.h"

namespace plugtest::model {

std::uint32_t item_count(const LoadSpec& load) {
  return std::visit([](const auto& spec) { return spec.items; }, load);
}

}  // namespace plugtest::model
