#include "harness/model/scenario_plan.h"

namespace plugtest::model {

namespace {

std::uint32_t count(const auto& load) { return load.items; }
std::uint32_t count(const RollCageLoad& load) { return load.sacks * load.sack.items; }

const ItemSpec& item(const auto& load) { return load.item; }
const ItemSpec& item(const RollCageLoad& load) { return load.sack.item; }

}  // namespace

std::uint32_t item_count(const LoadSpec& load) {
  return std::visit([](const auto& spec) { return count(spec); }, load);
}

const ItemSpec& item_of(const LoadSpec& load) {
  return std::visit([](const auto& spec) -> const ItemSpec& { return item(spec); }, load);
}

}  // namespace plugtest::model
