#include "tests/determinism/labs.h"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

namespace plugtest::test {

namespace {

using lab::LabPlan;

/// The one that is called `id`.
template <class T>
const T& named(const std::vector<T>& all, const std::string& id) {
  const auto found = std::ranges::find(all, id, [](const T& one) { return one.id.str(); });
  if (found == all.end()) throw std::invalid_argument("the event has no '" + id + "'");
  return *found;
}

/// What the session does with settings that leave the protocols open: those of the load.
std::vector<model::AirProtocol> protocols_of(const LabPlan& plan) {
  std::vector<model::AirProtocol> protocols = plan.scenario.settings.protocols;
  if (!protocols.empty()) return protocols;
  for (const model::TagType& type : plan.tag_types) {
    if (std::ranges::find(protocols, type.protocol) == protocols.end()) {
      protocols.push_back(type.protocol);
    }
  }
  return protocols;
}

api::RadioInventory inventory_of(const LabPlan& plan) {
  api::RadioInventory inventory;
  for (const model::Antenna& antenna : plan.scenario.lane.antennas) {
    inventory.antennas.push_back(antenna.port);
    inventory.power_mdbm.push_back(plan.scenario.settings.power_mdbm);
  }
  inventory.session = plan.scenario.settings.session;
  inventory.tag_population = plan.scenario.settings.tag_population;
  inventory.protocols = protocols_of(plan);
  return inventory;
}

/// Gathers cases: each for every seed.
class Cases {
 public:
  Cases(const model::EventPlan& event, const std::vector<std::uint64_t>& seeds)
      : event_(event), seeds_(seeds) {}

  LabPlan plan(const std::string& scenario, const std::string& reader,
               const std::vector<std::string>& types) const {
    LabPlan plan;
    plan.scenario = named(event_.scenarios, scenario);
    plan.region = event_.region;
    plan.reader = named(event_.readers, reader).virtual_reader.value();
    for (const std::string& type : types) plan.tag_types.push_back(named(event_.tag_types, type));
    return plan;
  }

  void add(const std::string& name, LabPlan plan,
           const std::function<void(api::RadioInventory&)>& settle = nullptr) {
    for (const std::uint64_t seed : seeds_) {
      plan.seed = seed;
      LabCase made{.name = name + "-" + std::to_string(seed),
                   .plan = plan,
                   .inventory = inventory_of(plan),
                   .passes = 2};
      if (settle) settle(made.inventory);
      cases.push_back(std::move(made));
    }
  }

  std::vector<LabCase> cases;

 private:
  const model::EventPlan& event_;
  const std::vector<std::uint64_t>& seeds_;
};

LabPlan with_neighbours(LabPlan plan) {
  model::NeighbourReader hopping{.id = "hopping", .position_m = {0.5, 4.2, 1}};
  hopping.boresight = {0.1, -1, 0};
  hopping.duty = {0.6, "test"};
  model::NeighbourReader fixed{.id = "fixed", .position_m = {-3, -2.5, 1.5}};
  fixed.fixed_channel_hz = plan.region.channels.at(plan.region.channels.size() / 2).centre_hz;
  fixed.modulation = model::ForwardModulation::dsb_ask;
  plan.scenario.surroundings.neighbours = {hopping, fixed};
  plan.scenario.surroundings.coherence_mhz = {1.5, "test"};
  plan.scenario.surroundings.ground_reflection = {0.35, "test"};
  return plan;
}

LabPlan with_tag_faults(LabPlan plan) {
  using model::TagFault;
  const std::vector<std::vector<model::PlantedTagFault>> faults = {
      {{TagFault::wrong_crc, 3}, {TagFault::narrow_blf, 500}},
      {{TagFault::late_reply, 4}},
      {{TagFault::wrong_pc_length, 1}, {TagFault::stuck_flag, 0}}};
  for (std::size_t i = 0; i < plan.tag_types.size(); ++i) {
    plan.tag_types[i].faults = faults[i % faults.size()];
    plan.tag_types[i].radio.blf_spread = {0.9, "test"};
  }
  return plan;
}

LabPlan with_other_habits(LabPlan plan) {
  model::ReaderRadioProfile& radio = plan.reader.radio;
  radio.q_strategy = model::QStrategy::adaptive;
  radio.target_strategy = model::TargetStrategy::alternate;
  radio.modulation = model::ForwardModulation::ssb_ask;
  radio.phase = model::PhaseReport::modulo_pi;
  radio.phase_steps = 512;
  radio.leakage_noise_db = {-70, "test"};
  radio.antenna_dwell_ms = {70, "test"};
  return plan;
}

/// Reads, writes and refusals, with every tag that is singulated.
void with_access(api::RadioInventory& inventory) {
  using Kind = api::AccessRequest::Kind;
  inventory.access = {{.kind = Kind::read, .bank = 1, .word_pointer = 1, .word_count = 4},
                      {.kind = Kind::write, .bank = 1, .word_pointer = 3, .data = {0xA5A5}},
                      {.kind = Kind::read, .bank = 3, .word_pointer = 0, .word_count = 2},
                      {.kind = Kind::kill, .password = 0x1234'5678}};
}

}  // namespace

std::vector<LabCase> lab_cases(const model::EventPlan& event,
                               const std::vector<std::uint64_t>& seeds) {
  Cases all(event, seeds);
  all.add("parcels", all.plan("conveyor-parcels", "fixed", {"c-2009-a"}));
  all.add("sack", all.plan("bulk-sack", "fixed", {"c-today-b"}));
  all.add("cage", all.plan("roll-cage", "fixed", {"c-2013-a", "c-today-a"}));
  all.add("letters", all.plan("letter-stack", "fixed", {"c-today-c"}));
  all.add("type-d-64", all.plan("conveyor-parcels", "dual", {"d-2009-ipx-64"}));
  all.add("type-d-reference", all.plan("letter-stack", "dual", {"d-total-reference"}));
  all.add("both-types", all.plan("bulk-sack", "dual", {"c-2009-b", "d-2009-ipx-256"}));
  all.add("neighbours", with_neighbours(all.plan("conveyor-parcels", "dual", {"c-2009-b"})));
  all.add("tag-faults", with_tag_faults(all.plan("letter-stack", "fixed",
                                                 {"c-2009-a", "c-2009-b", "c-today-a"})));
  all.add("other-habits", with_other_habits(all.plan("bulk-sack", "fixed", {"c-today-a"})),
          [](api::RadioInventory& inventory) { inventory.mode = 1; });
  all.add("access", all.plan("conveyor-parcels", "fixed", {"c-today-a"}), with_access);
  return all.cases;
}

}  // namespace plugtest::test
