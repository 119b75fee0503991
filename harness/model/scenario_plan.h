#pragma once

#include "harness/model/decision_rule.h"
#include "harness/model/ids.h"
#include "harness/model/lane.h"
#include "harness/model/sourced.h"
#include "harness/model/time.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace plugtest::model {

/// How the items of a load are made. Sizes in metres.
struct ItemSpec {
  Vec3 size_m{0.4, 0.3, 0.2};                    ///< along, across, up
  Sourced on_object_loss_db{0.9, "assumption"};  ///< applies once forward, twice on the way back
  std::string source = "assumption";             ///< of the size

  bool operator==(const ItemSpec&) const = default;
};

/// Items one behind the other on a belt, one tag each.
struct TrainLoad {
  std::uint32_t items = 10;
  ItemSpec item;
  double min_gap_m = 0.1;
  double max_gap_m = 0.2;
  std::string gap_source = "assumption";

  bool operator==(const TrainLoad&) const = default;
};

/// Tagged items in random position and orientation inside one sack.
struct SackLoad {
  std::uint32_t items = 50;
  ItemSpec item;
  Vec3 sack_m{0.5, 0.5, 0.9};
  Sourced sack_loss_db{1.0, "assumption"};       ///< damp textile or paper, each way
  Sourced loss_per_item_db{0.15, "assumption"};  ///< each item between tag and antenna
  std::string source = "assumption";             ///< of the sack's size

  bool operator==(const SackLoad&) const = default;
};

using LoadSpec = std::variant<TrainLoad, SackLoad>;

/// The load moves along x through the read zone at constant speed, from -run_in to +run_out around
/// the zone's middle (the first item's front at the begin, the last item's end at the end).
struct MotionSpec {
  double speed_mps = 1.0;
  std::string speed_source = "assumption";
  double run_in_m = 1.5;
  double run_out_m = 1.5;

  bool operator==(const MotionSpec&) const = default;
};

/// Radio surroundings.
struct SurroundingsSpec {
  Sourced rician_k_db{10, "assumption"};    ///< one way
  Sourced coherence_m{0.12, "assumption"};  ///< fading is redrawn after this much motion

  bool operator==(const SurroundingsSpec&) const = default;
};

enum class SettingsPolicy : std::uint8_t { common, vendor };

/// The settings every reader gets under the common policy.
struct CommonSettings {
  std::int32_t power_mdbm = 30'000;   ///< conducted; the nearest step below is taken
  std::uint8_t session = 1;           ///< Gen2 S0..S3
  std::uint16_t tag_population = 32;  ///< estimate given to the reader (LLRP TagPopulation)
  std::string link_profile;           ///< name in gen2::named_profiles(); empty = reader's default

  bool operator==(const CommonSettings&) const = default;
};

struct Budgets {
  Nanos step{std::chrono::seconds(10)};  ///< longest wait for one answer of a reader or an operator
  Nanos pass{std::chrono::seconds(60)};  ///< longest pass
  Nanos guard{std::chrono::seconds(2)};  ///< pause between passes; exceeds a reader's report delay

  bool operator==(const Budgets&) const = default;
};

/// Loads of one tag type each, or one load of all selected types mixed.
enum class Population : std::uint8_t { single, mixed };

/// A validated scenario, everything resolved. `plan_hash` covers all that decides a result.
struct ScenarioPlan {
  ScenarioId id;
  std::string title;
  std::string objective;
  std::vector<std::string> references;  ///< standard and clause, or source
  Lane lane;
  Population population = Population::single;
  LoadSpec load;
  MotionSpec motion;
  SurroundingsSpec surroundings;
  SettingsPolicy policy = SettingsPolicy::common;
  CommonSettings settings;
  PassCriterion pass_criterion;
  DecisionRule decision;
  Budgets budgets;
  std::string file;  ///< where it was read from, for messages; not hashed

  bool operator==(const ScenarioPlan&) const = default;
};

/// Items in one load.
std::uint32_t item_count(const LoadSpec& load);

}  // namespace plugtest::model
