#include "harness/model/scenario_plan.h"

namespace plugtest::model {

namespace {

std::uint32_t count(const auto& load) { return load.items; }
std::uint32_t count(const RollCageLoad& load) { return load.sacks * load.sack.items; }

void set_count(auto& load, std::uint32_t items) { load.items = items; }
void set_count(RollCageLoad& load, std::uint32_t items) { load.sack.items = items; }

const ItemSpec& item(const auto& load) { return load.item; }
const ItemSpec& item(const RollCageLoad& load) { return load.sack.item; }

}  // namespace

std::uint32_t item_count(const LoadSpec& load) {
  return std::visit([](const auto& spec) { return count(spec); }, load);
}

LoadSpec with_items(LoadSpec load, std::uint32_t items) {
  std::visit([items](auto& spec) { set_count(spec, items); }, load);
  return load;
}

const ItemSpec& item_of(const LoadSpec& load) {
  return std::visit([](const auto& spec) -> const ItemSpec& { return item(spec); }, load);
}

std::string_view to_string(MotionKind kind) {
  switch (kind) {
    case MotionKind::conveyor:
      return "conveyor";
    case MotionKind::push:
      return "push";
    case MotionKind::tumble:
      return "tumble";
    case MotionKind::still:
      return "still";
    case MotionKind::sweep:
      return "sweep";
  }
  return "unknown";
}

std::string_view to_string(PrimaryMetric metric) {
  switch (metric) {
    case PrimaryMetric::complete_passes:
      return "complete-passes";
    case PrimaryMetric::item_rate:
      return "item-rate";
    case PrimaryMetric::order:
      return "order";
    case PrimaryMetric::time_to_all:
      return "time-to-all";
    case PrimaryMetric::highest_speed:
      return "highest-speed";
    case PrimaryMetric::margin:
      return "margin";
    case PrimaryMetric::population_limit:
      return "population-limit";
    case PrimaryMetric::stray_reads:
      return "stray-reads";
    case PrimaryMetric::operations:
      return "operations";
  }
  return "unknown";
}

std::string_view to_string(IdentifierKind kind) {
  switch (kind) {
    case IdentifierKind::sscc:
      return "sscc";
    case IdentifierKind::s10:
      return "s10";
    case IdentifierKind::s9:
      return "s9";
    case IdentifierKind::raw:
      return "raw";
  }
  return "unknown";
}

}  // namespace plugtest::model
