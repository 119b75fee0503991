#pragma once

#include "harness/model/air.h"
#include "harness/model/decision_rule.h"
#include "harness/model/feature.h"
#include "harness/model/ids.h"
#include "harness/model/lane.h"
#include "harness/model/reader_radio.h"
#include "harness/model/sourced.h"
#include "harness/model/step.h"
#include "harness/model/sweep.h"
#include "harness/model/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plugtest::model {

/// How the items of a load are made. Sizes in metres.
struct ItemSpec {
  Vec3 size_m{0.4, 0.3, 0.2};                    ///< along, across, up
  Sourced on_object_loss_db{0.9, "assumption"};  ///< applies once forward, twice on the way back
  std::string source = "assumption";             ///< of the size
  /// Trains and stacks: every tag lies upwards on its item, the dipole so many degrees off the
  /// motion. Empty: as the kind of load draws it.
  std::optional<double> tag_angle_deg{};

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

/// A mesh roll cage with sacks in it, items in the sacks: tag in item in sack in cage.
struct RollCageLoad {
  std::uint32_t sacks = 4;
  SackLoad sack;  ///< each; `items` per sack
  Vec3 cage_m{0.8, 0.7, 1.7};
  Sourced mesh_loss_db{2, "assumption"};   ///< each way, through a side of wire mesh
  Sourced base_loss_db{25, "assumption"};  ///< each way, through the metal floor
  Sourced rician_k_db{1.5, "assumption"};  ///< between metal; replaces the surroundings' K
  std::string source = "assumption";       ///< of the cage's size

  bool operator==(const RollCageLoad&) const = default;
};

/// Items in a pile without a receptacle, flat one on the other: what a stack of letters or a tray
/// is. Tags couple with those next to them.
struct StackLoad {
  std::uint32_t items = 20;
  ItemSpec item;  ///< lying: `size_m.z` is its thickness
  std::string source = "assumption";

  bool operator==(const StackLoad&) const = default;
};

using LoadSpec = std::variant<TrainLoad, SackLoad, RollCageLoad, StackLoad>;

/// How tags near each other take power from each other (facts/air.md C.4):
/// loss = near_loss * exp(-distance / near_distance) + per_tag_loss * tags in front.
struct TagCoupling {
  Sourced near_loss_db{8, "assumption"};
  Sourced near_distance_m{0.007, "assumption"};
  Sourced per_tag_loss_db{0.5, "assumption"};

  bool operator==(const TagCoupling&) const = default;
};

/// How a load moves.
enum class MotionKind : std::uint8_t {
  conveyor,  ///< constant speed, always the same
  push,      ///< by hand: constant in a pass, another speed in every pass
  tumble,    ///< as conveyor, and the load turns over about the axis across the motion
  still,     ///< the load stands in the middle of the read zone
  sweep,     ///< the antenna is moved along the load and back, by hand
};

std::string_view to_string(MotionKind kind);  ///< "conveyor"

/// The load moves along x through the read zone, from -run_in to +run_out around the zone's middle
/// (the first item's front at the begin, the last item's end at the end). A hand-held antenna's
/// sweep is told as the load's motion against the antenna, one way for each stroke.
struct MotionSpec {
  double speed_mps = 1.0;
  std::string speed_source = "assumption";
  double run_in_m = 1.5;
  double run_out_m = 1.5;
  MotionKind kind = MotionKind::conveyor;
  Sourced speed_spread{0, "assumption"};   ///< push: +- this share of the speed, drawn per pass
  Sourced turns_per_m{0, "assumption"};    ///< tumble
  Nanos stay{std::chrono::seconds(10)};    ///< still: how long
  std::string stay_source = "assumption";  ///< of `stay`
  std::uint32_t strokes = 2;               ///< sweep: how often along the load

  bool operator==(const MotionSpec&) const = default;
};

/// Mail that moves through the next door at the same time, of the same kind and in as many items;
/// its pieces are elsewhere, and whoever reads them has read strays.
struct NextDoor {
  std::uint32_t items = 10;
  Sourced distance_m{3, "assumption"};  ///< across the motion, middle to middle

  bool operator==(const NextDoor&) const = default;
};

/// A reader of another lane whose carrier comes into this lane's receiver.
struct NeighbourReader {
  std::string id;
  Vec3 position_m;                    ///< of its antenna, in this lane's coordinates
  Vec3 boresight{1, 0, 0};            ///< where it points
  Sourced erp_dbm{33, "assumption"};  ///< at its boresight
  Sourced duty{1, "assumption"};      ///< share of time with carrier, 0 to 1
  std::int64_t fixed_channel_hz = 0;  ///< 0 = hops over the plan by itself
  ForwardModulation modulation = ForwardModulation::pr_ask;
  /// Its spectrum one and two channels away with PR-ASK or SSB-ASK, relative to its own channel.
  Sourced adjacent_db{-40, "assumption"};
  Sourced alternate_db{-60, "assumption"};

  bool operator==(const NeighbourReader&) const = default;
};

/// Radio surroundings.
struct SurroundingsSpec {
  Sourced rician_k_db{10, "assumption"};    ///< one way
  Sourced coherence_m{0.12, "assumption"};  ///< fading is redrawn after this much motion
  /// Channels nearer to each other than this fade alike; 0 = every channel fades by itself.
  Sourced coherence_mhz{0, "assumption"};
  /// Two-ray model: the share of the field that the floor (z = 0) reflects; 0 = free space.
  Sourced ground_reflection{0, "assumption"};
  std::vector<NeighbourReader> neighbours;

  bool operator==(const SurroundingsSpec&) const = default;
};

enum class SettingsPolicy : std::uint8_t { common, vendor };

/// The settings every reader gets under the common policy.
struct CommonSettings {
  std::int32_t power_mdbm = 30'000;    ///< conducted; the nearest step below is taken
  std::uint8_t session = 1;            ///< Gen2 S0..S3
  std::uint16_t tag_population = 32;   ///< estimate given to the reader (LLRP TagPopulation)
  std::string link_profile;            ///< name in gen2::named_profiles(); empty = reader's default
  std::vector<AirProtocol> protocols;  ///< to inventory; empty = those of the load's tag types
  std::int64_t channel_hz = 0;         ///< the only channel in use; 0 = as the reader does

  bool operator==(const CommonSettings&) const = default;
};

struct Budgets {
  Nanos step{std::chrono::seconds(10)};  ///< longest wait for one answer of a reader or an operator
  Nanos pass{std::chrono::seconds(60)};  ///< longest pass
  Nanos guard{std::chrono::seconds(2)};  ///< pause between passes; exceeds a reader's report delay
  Nanos run{0};  ///< longest run, by the clock of the rig; it ends after the pass. 0 = no limit

  bool operator==(const Budgets&) const = default;
};

/// Loads of one tag type each, or one load of all selected types mixed.
enum class Population : std::uint8_t { single, mixed };

/// What a scenario is about, beside its verdict: the figure that reports show first.
enum class PrimaryMetric : std::uint8_t {
  complete_passes,   ///< share of successful passes
  item_rate,         ///< share of items, over all passes
  order,             ///< probability that two neighbours are told in the right order
  time_to_all,       ///< times to 80, 90 and 100 % of the items
  highest_speed,     ///< of a sweep: up to which the requirement is met
  margin,            ///< of a sweep: how far the power may fall
  population_limit,  ///< of a sweep: up to how many items
  stray_reads,       ///< of mail that is elsewhere
  operations,        ///< share of tags that were operated on as intended
};

std::string_view to_string(PrimaryMetric metric);  ///< "complete-passes"

/// What identifiers the pieces of a lab carry.
enum class IdentifierKind : std::uint8_t {
  sscc,  ///< GS1 SSCC-96
  s10,   ///< UPU S10 item identifiers, with their check digits
  s9,    ///< UPU S9 receptacle identifiers, 176 bits
  raw,   ///< 96 random bits, all different
};

std::string_view to_string(IdentifierKind kind);  ///< "sscc"

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
  TagCoupling coupling;
  SettingsPolicy policy = SettingsPolicy::common;
  CommonSettings settings;
  PassCriterion pass_criterion;
  DecisionRule decision;
  Budgets budgets;
  std::vector<Step> steps{plain_script()};  ///< of every pass
  PrimaryMetric primary = PrimaryMetric::complete_passes;
  std::vector<std::string> limits;  ///< what the scenario does not show, for people
  std::vector<Feature> needs;       ///< a reader that lacks one has no run
  IdentifierKind identifiers = IdentifierKind::sscc;
  std::optional<double> type_d_share{};  ///< mixed loads of both standards; empty: type by type
  std::optional<NextDoor> next_door{};
  std::optional<SweepSetting> sweep{};  ///< of a point of a sweep
  std::string file;                     ///< where it was read from, for messages; not hashed

  bool operator==(const ScenarioPlan&) const = default;
};

/// Items in one load.
std::uint32_t item_count(const LoadSpec& load);

/// The same kind of load with so many items (for each sack of a roll cage).
LoadSpec with_items(LoadSpec load, std::uint32_t items);

/// What the items of a load are.
const ItemSpec& item_of(const LoadSpec& load);

}  // namespace plugtest::model
