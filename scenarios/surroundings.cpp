#include "scenarios/scenario_parts.h"

#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace plugtest::scenarios {
namespace {

using model::ForwardModulation;

constexpr std::array<std::pair<std::string_view, ForwardModulation>, 3> k_modulations{
    {{"dsb-ask", ForwardModulation::dsb_ask},
     {"ssb-ask", ForwardModulation::ssb_ask},
     {"pr-ask", ForwardModulation::pr_ask}}};

model::NeighbourReader read_neighbour(const Node& node, Problems& problems) {
  model::NeighbourReader neighbour;
  Fields fields(node, "the neighbour", problems);
  std::string source;
  fields.id("id", Need::required, neighbour.id);
  fields.lengths("position", Need::required, {-200, 200}, neighbour.position_m, source);
  fields.direction("boresight", Need::required, neighbour.boresight);
  fields.quantity("erp", Need::optional, k_power, {-20, 40}, neighbour.erp_dbm);
  fields.quantity("duty", Need::optional, k_share, {0, 1}, neighbour.duty);
  double channel_hz = 0;
  if (fields.quantity("channel", Need::optional, k_frequency, {800e6, 1000e6}, channel_hz)) {
    neighbour.fixed_channel_hz = std::llround(channel_hz);
  }
  fields.choice<ForwardModulation>("modulation", Need::optional, k_modulations,
                                   neighbour.modulation);
  fields.quantity("adjacent", Need::optional, k_ratio, {-120, 0}, neighbour.adjacent_db);
  fields.quantity("alternate", Need::optional, k_ratio, {-120, 0}, neighbour.alternate_db);
  fields.finish();
  return neighbour;
}

}  // namespace

void read_surroundings(Fields& scenario, model::SurroundingsSpec& surroundings) {
  const Node* node = scenario.map("surroundings", Need::optional);
  if (node == nullptr) return;
  Fields fields(*node, "surroundings", scenario.problems());
  fields.quantity("rician_k", Need::optional, k_ratio, {-20, 40}, surroundings.rician_k_db);
  fields.quantity("coherence", Need::optional, k_length, {0, 10, true}, surroundings.coherence_m);
  model::Sourced& coherence = surroundings.coherence_mhz;
  if (fields.quantity("coherence_frequency", Need::optional, k_frequency, {0, 1e9}, coherence)) {
    coherence.value /= 1e6;
  }
  fields.quantity("ground_reflection", Need::optional, k_share, {0, 1},
                  surroundings.ground_reflection);
  if (const auto* neighbours = fields.list("neighbours", Need::optional)) {
    surroundings.neighbours.clear();
    for (const Node& one : *neighbours) {
      model::NeighbourReader neighbour = read_neighbour(one, scenario.problems());
      for (const auto& other : surroundings.neighbours) {
        if (!neighbour.id.empty() && other.id == neighbour.id) {
          fields.complain(one, "a second neighbour '" + neighbour.id + "'");
        }
      }
      surroundings.neighbours.push_back(std::move(neighbour));
    }
  }
  fields.finish();
}

void read_coupling(Fields& scenario, model::TagCoupling& coupling) {
  const Node* node = scenario.map("coupling", Need::optional);
  if (node == nullptr) return;
  Fields fields(*node, "coupling", scenario.problems());
  fields.quantity("near_loss", Need::optional, k_ratio, {0, 40}, coupling.near_loss_db);
  fields.quantity("near_distance", Need::optional, k_length, {0, 1, true},
                  coupling.near_distance_m);
  fields.quantity("per_tag_loss", Need::optional, k_ratio, {0, 20}, coupling.per_tag_loss_db);
  fields.finish();
}

}  // namespace plugtest::scenarios
