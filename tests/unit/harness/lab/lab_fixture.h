#pragma once

#include "harness/lab/lab.h"
#include "harness/lab/virtual_clock.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/tag_type.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace plugtest::lab::test {

inline model::Antenna antenna(std::uint16_t port, model::Vec3 position, model::Vec3 boresight) {
  model::Antenna one;
  one.port = port;
  one.position_m = position;
  one.boresight = boresight;
  return one;
}

/// Four antennas around the belt: two above, looking down at a slant, and one at each side.
inline model::Lane four_antenna_lane() {
  model::Lane lane;
  lane.id = model::LaneId("lane-1");
  lane.antennas = {antenna(1, {-0.3, 0, 1.2}, {0.35, 0, -1}),
                   antenna(2, {0.3, 0, 1.2}, {-0.35, 0, -1}), antenna(3, {0, -0.9, 0.4}, {0, 1, 0}),
                   antenna(4, {0, 0.9, 0.4}, {0, -1, 0})};
  return lane;
}

/// The frequency plan of the first postal plugtest: facts/air.md C.1, rule (2007)205.
inline model::RegionPlan china_2007() {
  model::RegionPlan plan;
  plan.id = "china-2007";
  plan.source = "(2007)205";
  plan.hopping = true;
  plan.max_dwell = std::chrono::seconds(2);
  for (int m = 0; m < 20; ++m) {
    const std::int64_t centre = 920'125'000 + 250'000LL * m;
    const bool inner = centre > 920'500'000 && centre < 924'500'000;
    plan.channels.push_back({centre, inner ? 33'010 : 20'000});
  }
  return plan;
}

inline model::TagType tag_type(const std::string& id, double sensitivity_dbm = -20) {
  model::TagType type;
  type.id = model::TagTypeId(id);
  type.radio.read_sensitivity_dbm = {sensitivity_dbm, "assumption"};
  return type;
}

/// Type D as the reference profile has it, with other values where `parameters` says so.
inline model::TagType type_d(const std::string& id,
                             std::vector<model::AirParameter> parameters = {}) {
  model::TagType type = tag_type(id);
  type.protocol = model::AirProtocol::type_d;
  type.air = model::AirProfile{.id = "reference",
                               .title = "reference",
                               .source = "facts/air.md B.3",
                               .parameters = std::move(parameters)};
  return type;
}

inline model::AirParameter parameter(const std::string& name, std::int64_t value) {
  return {name, std::to_string(value), "test", model::Confidence::model};
}

inline model::VirtualReaderSpec fixed_reader() {
  model::VirtualReaderSpec reader;
  reader.family = "llrp";
  reader.radio.id = "fixed-4port";
  reader.radio.model_name = "Fixed 4";
  reader.radio.firmware = "1.0";
  reader.radio.link_profiles = {"m4-320"};
  return reader;
}

/// Trains of ten parcels at 1 m/s.
inline LabPlan conveyor_plan(std::uint64_t seed = 1) {
  LabPlan plan;
  plan.scenario.id = model::ScenarioId("conveyor");
  plan.scenario.lane = four_antenna_lane();
  plan.scenario.load = model::TrainLoad{};
  plan.region = china_2007();
  plan.reader = fixed_reader();
  plan.tag_types = {tag_type("type-1")};
  plan.seed = seed;
  return plan;
}

/// Fifty tagged small packets in a sack through a portal at walking speed.
inline LabPlan sack_plan(std::uint64_t seed = 1) {
  LabPlan plan = conveyor_plan(seed);
  plan.scenario.id = model::ScenarioId("sack");
  model::SackLoad sack;
  sack.item.size_m = {0.23, 0.16, 0.03};
  plan.scenario.load = sack;
  plan.scenario.lane.antennas = {
      antenna(1, {0, -0.9, 0.5}, {0, 1, 0}), antenna(2, {0, 0.9, 0.5}, {0, -1, 0}),
      antenna(3, {-0.5, -0.8, 1.3}, {0.5, 1, -0.9}), antenna(4, {0.5, 0.8, 1.3}, {-0.5, -1, -0.9})};
  plan.scenario.settings.tag_population = 64;
  return plan;
}

class Collector final : public api::TagReadListener {
 public:
  void on_tag_read(const api::TagRead& read) override { reads.push_back(read); }
  std::vector<api::TagRead> reads;
};

/// A lab with its clock, driven to the end of each call.
class LabBench {
 public:
  explicit LabBench(const LabPlan& plan) : plan_(plan), clock_(default_epoch()) {
    auto made = make_lab(clock_, plan_);
    if (!made) throw std::runtime_error(made.error().message);
    lab_ = std::move(*made);
    LabPieces pieces = make_scenario_pieces(plan_.tag_types, plan_.scenario, plan_.seed);
    pieces_ = std::move(pieces.load);
    next_door_ = std::move(pieces.next_door);
  }

  /// Every event on its own: no actor may do several steps in one callback.
  void set_single_steps(bool on) { single_steps_ = on; }

  /// What the reader does with every tag from now on.
  void set_access(std::vector<api::AccessRequest> access) { access_ = std::move(access); }
  void set_type_d_access(std::vector<api::AccessRequest> access) {
    type_d_access_ = std::move(access);
  }

  api::RadioInventory inventory() const {
    api::RadioInventory inventory;
    for (const model::Antenna& one : plan_.scenario.lane.antennas) {
      inventory.antennas.push_back(one.port);
      inventory.power_mdbm.push_back(plan_.scenario.settings.power_mdbm);
    }
    inventory.session = plan_.scenario.settings.session;
    inventory.tag_population = plan_.scenario.settings.tag_population;
    if (!plan_.scenario.settings.protocols.empty()) {
      inventory.protocols = plan_.scenario.settings.protocols;
    }
    inventory.access = access_;
    inventory.type_d_access = type_d_access_;
    return inventory;
  }

  void run_until(const std::function<bool()>& done) {
    while (!done()) {
      if (single_steps_) clock_.set_limit(clock_.next().value_or(clock_.now()));
      if (!clock_.advance()) throw std::runtime_error("nothing left to happen");
    }
  }

  /// Load, inventory, pass, stop. Returns what was read.
  std::vector<api::TagRead> pass(std::uint32_t index) {
    Collector collector;
    bool done = false;
    lab_->rig().load({index, pieces_, next_door_}, [&](const Result<model::Manifest>& manifest) {
      if (!manifest) throw std::runtime_error(manifest.error().message);
      manifest_ = *manifest;
      done = true;
    });
    run_until([&] { return done; });
    if (auto started = lab_->radio().start(inventory(), collector); !started) {
      throw std::runtime_error(started.error().message);
    }
    done = false;
    lab_->rig().pass(std::chrono::seconds(60), [&](const Result<model::PassTimes>& times) {
      if (!times) throw std::runtime_error(times.error().message);
      times_ = *times;
      done = true;
    });
    run_until([&] { return done; });
    lab_->radio().stop();
    wait(std::chrono::seconds(2));
    return collector.reads;
  }

  void wait(Nanos span) {
    bool done = false;
    clock_.call_at(clock_.now() + span, [&] { done = true; });
    run_until([&] { return done; });
  }

  Lab& lab() { return *lab_; }
  VirtualClock& clock() { return clock_; }
  const std::vector<model::Piece>& pieces() const { return pieces_; }
  const model::Manifest& manifest() const { return manifest_; }
  const model::PassTimes& times() const { return times_; }

 private:
  LabPlan plan_;
  VirtualClock clock_;
  std::unique_ptr<Lab> lab_;
  std::vector<model::Piece> pieces_;
  std::vector<model::Piece> next_door_;
  model::Manifest manifest_;
  model::PassTimes times_;
  std::vector<api::AccessRequest> access_;
  std::vector<api::AccessRequest> type_d_access_;
  bool single_steps_ = false;
};

inline std::size_t distinct(const std::vector<api::TagRead>& reads) {
  std::set<identity::Uii> seen;
  for (const api::TagRead& read : reads) seen.insert(read.uii);
  return seen.size();
}

}  // namespace plugtest::lab::test
