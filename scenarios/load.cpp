#include "scenarios/scenario_parts.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <variant>

#include <fmt/format.h>

namespace plugtest::scenarios {
namespace {

constexpr Range k_item_size_m{0, 3, true};
constexpr std::uint64_t k_most_items = 10'000;

void read_item(Fields& load, model::ItemSpec& item) {
  const Node* node = load.map("item", Need::required);
  if (node == nullptr) return;
  Fields fields(*node, "item", load.problems());
  fields.lengths("size", Need::required, k_item_size_m, item.size_m, item.source);
  fields.quantity("on_object_loss", Need::optional, k_ratio, {0, 40}, item.on_object_loss_db);
  double angle_deg = 0;
  if (fields.quantity("tag_angle", Need::optional, k_angle, {0, 180}, angle_deg)) {
    item.tag_angle_deg = angle_deg;
  }
  fields.finish();
}

model::TrainLoad read_train(const Node& node, Problems& problems) {
  model::TrainLoad train;
  Fields fields(node, "train", problems);
  fields.integer("items", Need::required, 1, k_most_items, train.items);
  read_item(fields, train.item);
  if (const Node* gap = fields.map("gap", Need::required)) {
    Fields limits(*gap, "gap", problems);
    constexpr Range k_gap_m{0, 100};
    const bool good_min =
        limits.quantity("min", Need::required, k_length, k_gap_m, train.min_gap_m);
    const bool good_max =
        limits.quantity("max", Need::required, k_length, k_gap_m, train.max_gap_m);
    limits.text("source", Need::optional, train.gap_source);
    limits.finish();
    if (good_min && good_max && train.min_gap_m > train.max_gap_m) {
      limits.complain(*gap, "'min' of gap is above its 'max'");
    }
  }
  fields.finish();
  return train;
}

std::array<double, 3> sorted_sides(const model::Vec3& size) {
  std::array<double, 3> sides{size.x, size.y, size.z};
  std::ranges::sort(sides);
  return sides;
}

double volume(const model::Vec3& size) { return size.x * size.y * size.z; }

std::string litres(const model::Vec3& size) { return fmt::format("{:.3g} l", volume(size) * 1000); }

/// Whether each item fits by its sides, and all together by their volume.
bool fits(const model::SackLoad& sack) {
  const auto item = sorted_sides(sack.item.size_m);
  const auto room = sorted_sides(sack.sack_m);
  for (std::size_t i = 0; i < item.size(); ++i) {
    if (item[i] > room[i]) return false;
  }
  return volume(sack.item.size_m) * sack.items <= volume(sack.sack_m);
}

/// Sacks are soft: only their volume counts.
bool fits(const model::RollCageLoad& cage) {
  return volume(cage.sack.sack_m) * cage.sacks <= volume(cage.cage_m);
}

std::optional<std::string> misfit_of(const model::SackLoad& sack) {
  if (fits(sack)) return std::nullopt;
  return std::to_string(sack.items) + " items of " + litres(sack.item.size_m) +
         " each do not fit into a sack of " + litres(sack.sack_m);
}
std::optional<std::string> misfit_of(const model::RollCageLoad& cage) {
  if (fits(cage)) return std::nullopt;
  return std::to_string(cage.sacks) + " sacks of " + litres(cage.sack.sack_m) +
         " each do not fit into a cage of " + litres(cage.cage_m);
}

model::SackLoad read_sack(const Node& node, Problems& problems) {
  model::SackLoad sack;
  Fields fields(node, "sack", problems);
  const std::size_t before = problems.count();
  fields.integer("items", Need::required, 1, k_most_items, sack.items);
  read_item(fields, sack.item);
  fields.lengths("size", Need::required, {0, 10, true}, sack.sack_m, sack.source);
  fields.quantity("loss", Need::optional, k_ratio, {0, 60}, sack.sack_loss_db);
  fields.quantity("loss_per_item", Need::optional, k_ratio, {0, 20}, sack.loss_per_item_db);
  fields.finish();
  if (problems.count() == before) {
    if (const auto wrong = misfit_of(sack)) fields.complain(node, *wrong);
  }
  return sack;
}

model::RollCageLoad read_roll_cage(const Node& node, Problems& problems) {
  model::RollCageLoad cage;
  Fields fields(node, "roll_cage", problems);
  const std::size_t before = problems.count();
  fields.integer("sacks", Need::required, 1, 100, cage.sacks);
  if (const Node* sack = fields.map("sack", Need::required)) {
    cage.sack = read_sack(*sack, problems);
  }
  fields.lengths("size", Need::required, {0, 10, true}, cage.cage_m, cage.source);
  fields.quantity("mesh_loss", Need::optional, k_ratio, {0, 60}, cage.mesh_loss_db);
  fields.quantity("base_loss", Need::optional, k_ratio, {0, 60}, cage.base_loss_db);
  fields.quantity("rician_k", Need::optional, k_ratio, {-20, 40}, cage.rician_k_db);
  fields.finish();
  if (problems.count() != before) return cage;
  if (const std::uint64_t items = std::uint64_t{cage.sacks} * cage.sack.items;
      items > k_most_items) {
    fields.complain(node, std::to_string(items) +
                              " items in all sacks together, expected at most " +
                              std::to_string(k_most_items));
  }
  if (const auto wrong = misfit_of(cage)) fields.complain(node, *wrong);
  return cage;
}

model::StackLoad read_stack(const Node& node, Problems& problems) {
  model::StackLoad stack;
  Fields fields(node, "stack", problems);
  fields.integer("items", Need::required, 1, k_most_items, stack.items);
  read_item(fields, stack.item);
  fields.text("source", Need::optional, stack.source);
  fields.finish();
  return stack;
}

double length_of(const model::TrainLoad& train) {
  return train.items * train.item.size_m.x + (train.items - 1) * train.max_gap_m;
}
double length_of(const model::SackLoad& sack) { return sack.sack_m.x; }
double length_of(const model::RollCageLoad& cage) { return cage.cage_m.x; }
double length_of(const model::StackLoad& stack) { return stack.item.size_m.x; }

}  // namespace

void read_load(Fields& scenario, model::LoadSpec& load) {
  const Node* node = scenario.map("load", Need::required);
  if (node == nullptr) return;
  Fields fields(*node, "load", scenario.problems());
  const Node* train = fields.map("train", Need::optional);
  const Node* sack = fields.map("sack", Need::optional);
  const Node* cage = fields.map("roll_cage", Need::optional);
  const Node* stack = fields.map("stack", Need::optional);
  fields.finish();
  const std::array all{train, sack, cage, stack};
  if (std::ranges::count(all, nullptr) + 1 != std::ssize(all)) {
    fields.complain(*node, "the load is to be one of 'train', 'sack', 'roll_cage' and 'stack'");
    return;
  }
  if (train != nullptr) load = read_train(*train, scenario.problems());
  if (sack != nullptr) load = read_sack(*sack, scenario.problems());
  if (cage != nullptr) load = read_roll_cage(*cage, scenario.problems());
  if (stack != nullptr) load = read_stack(*stack, scenario.problems());
}

std::optional<std::string> load_misfit(const model::LoadSpec& load) {
  if (const auto* sack = std::get_if<model::SackLoad>(&load)) return misfit_of(*sack);
  const auto* cage = std::get_if<model::RollCageLoad>(&load);
  if (cage == nullptr) return std::nullopt;
  if (const auto wrong = misfit_of(cage->sack)) return wrong;
  return misfit_of(*cage);
}

double longest_m(const model::LoadSpec& load) {
  return std::visit([](const auto& one) { return length_of(one); }, load);
}

}  // namespace plugtest::scenarios
