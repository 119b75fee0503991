#include "harness/lab/field.h"

#include "harness/lab/level.h"
#include "harness/lab/rng.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>
#include <variant>

namespace plugtest::lab {

namespace {

/// Levels are computed once per this much motion: a sixteenth of the wavelength.
constexpr std::int64_t k_pose_cell_um = 20'000;

/// Softness of a chip's threshold (facts/air.md C.3).
constexpr double k_threshold_scale_db = 0.4;

/// How far its reader's carrier must stand above those of others for a tag to follow the modulation
/// (assumption).
constexpr std::int32_t k_tag_rejection_mdb = 10'000;

constexpr std::uint64_t k_turn = 4096;

constexpr std::int32_t k_silence_mdbm = -1'000'000;

std::int32_t object_loss_mdb(const model::LoadSpec& load) {
  return to_mdb(model::item_of(load).on_object_loss_db.value);
}

/// How deep the envelope of two carriers dips when one, `excess_mdb` above the other, is keyed off.
std::int32_t dip_percent(std::int32_t excess_mdb) {
  const double ratio = std::pow(10.0, excess_mdb / 20'000.0);
  return static_cast<std::int32_t>(std::lround(100 * ratio / (1 + ratio)));
}

/// Between the metal of a roll cage fading is its own.
model::SurroundingsSpec surroundings_of(const model::ScenarioPlan& scenario) {
  model::SurroundingsSpec surroundings = scenario.surroundings;
  if (const auto* cage = std::get_if<model::RollCageLoad>(&scenario.load)) {
    surroundings.rician_k_db = cage->rician_k_db;
  }
  return surroundings;
}

/// What a tumbling load turns about: the middle between its ends and its heights.
Vec3 centre_of(const Placement& placement) {
  if (placement.tags.empty()) return {};
  const auto [lowest, highest] = std::ranges::minmax_element(
      placement.tags, {}, [](const TagPose& tag) { return tag.position_m.z; });
  return {-placement.length_m / 2, 0, (lowest->position_m.z + highest->position_m.z) / 2};
}

}  // namespace

Field::Field(model::Lane lane, const model::SurroundingsSpec& surroundings,
             std::int32_t object_loss_mdb)
    : lane_(std::move(lane)),
      rician_k_(std::pow(10.0, surroundings.rician_k_db.value / 10)),
      coherence_um_(
          std::max<std::int64_t>(std::llround(surroundings.coherence_m.value * 1e6), 1000)),
      coherence_hz_(std::llround(surroundings.coherence_mhz.value * 1e6)),
      ground_reflection_(surroundings.ground_reflection.value),
      object_loss_mdb_(object_loss_mdb) {}

Field::Field(const model::ScenarioPlan& scenario, const model::RegionPlan& region,
             std::uint64_t seed)
    : Field(scenario.lane, surroundings_of(scenario), lab::object_loss_mdb(scenario.load)) {
  coupling_spec_ = scenario.coupling;
  couples_ = true;
  neighbours_ = Neighbours(scenario.surroundings.neighbours, region, seed);
}

void Field::place(Load load, const Motion& motion) {
  assert(load.tags.size() == load.placement.tags.size());
  load_ = std::move(load);
  motion_ = motion;
  links_.assign(load_.tags.size(), Link{});
  fades_.assign(load_.tags.size(), Fade{});
  geometries_.assign(load_.tags.size() * lane_.antennas.size(), Geometry{});
  coupling_ = couples_ ? Coupling(coupling_spec_, load_.placement.tags) : Coupling();
  turning_centre_m_ = centre_of(load_.placement);
  phase_offsets_4096_.clear();
  for (const LoadedTag& tag : load_.tags) {
    // The piece's own, wherever it lies: its antenna and chip make it.
    const std::uint64_t draw = hash_draw(identity::UiiHash{}(tag.piece.uii), 0);
    phase_offsets_4096_.push_back(static_cast<std::uint16_t>(draw % k_turn));
  }
  invalidate();
}

void Field::remove() { place(Load{}, Motion{}); }

void Field::begin_motion(HostTime when) {
  motion_.begin(when);
  invalidate();
}

void Field::set_carrier(std::optional<Carrier> carrier) {
  carrier_ = carrier;
  ++carriers_;
  if (carrier_ && !neighbours_.none()) {
    neighbours_.tune(lane_.antennas[carrier_->antenna], carrier_->frequency_hz);
  }
  fades_.assign(load_.tags.size(), Fade{});
  invalidate();
}

void Field::refresh(HostTime now) {
  const std::int64_t cell = motion_.moved_um(now) / k_pose_cell_um;
  valid_until_ = motion_.when_moved((cell + 1) * k_pose_cell_um).value_or(HostTime::max());
  if (!carrier_) {
    std::fill(links_.begin(), links_.end(), Link{});
    return;
  }
  if (!neighbours_.none()) valid_until_ = std::min(valid_until_, neighbours_.next_change(now));
  const LoadPose pose = pose_after(cell * k_pose_cell_um + k_pose_cell_um / 2);
  for (std::size_t tag = 0; tag < links_.size(); ++tag) {
    links_[tag] = link_of(tag, now, pose, cell);
  }
}

std::int16_t Field::doppler_sixteenth_hz(std::size_t tag, HostTime when) const {
  constexpr double k_light_mps = 299'792'458;
  constexpr double k_steps_per_hz = 16;
  const std::int64_t speed_um_per_s = motion_.speed_um_per_s(when);
  if (!carrier_ || speed_um_per_s == 0) return 0;
  // How much nearer a millimetre of motion brings it, whether the load only moves or turns too.
  constexpr std::int64_t k_half_um = 500;
  const auto distance_m = [&](std::int64_t moved_um) {
    return length(pose_after(moved_um).point_in_lane(load_.placement.tags[tag].position_m) -
                  lane_.antennas[carrier_->antenna].position_m);
  };
  const std::int64_t moved_um = motion_.moved_um(when);
  const double nearer_um =
      (distance_m(moved_um - k_half_um) - distance_m(moved_um + k_half_um)) * 1e6;
  const double closing_mps =
      static_cast<double>(speed_um_per_s) * 1e-6 * (nearer_um / static_cast<double>(2 * k_half_um));
  return static_cast<std::int16_t>(
      std::lround(2 * closing_mps / k_light_mps * static_cast<double>(carrier_->frequency_hz) *
                  k_steps_per_hz));
}

std::int32_t Field::noise_mdbm(HostTime now, std::int32_t blf_hz,
                               gen2::Modulation modulation) const {
  if (!carrier_) return k_silence_mdbm;
  std::int32_t noise = neighbours_.level_mdbm(now, blf_hz, modulation);
  if (leakage_mdb_) noise = power_sum_mdbm(noise, carrier_->conducted_mdbm + *leakage_mdb_);
  return noise;
}

LoadPose Field::pose_after(std::int64_t moved_um) const {
  const double front_m = static_cast<double>(motion_.front_after_um(moved_um)) * 1e-6;
  if (!motion_.turns()) return LoadPose(front_m);
  return {front_m, turning_centre_m_, motion_.turned_rad(moved_um)};
}

TagAntenna Field::tag_antenna(std::size_t tag, const LoadPose& pose) const {
  return {pose.direction_in_lane(load_.placement.tags[tag].dipole), load_.tags[tag].gain_mdb,
          object_loss_mdb_};
}

const Field::Geometry& Field::geometry_of(std::size_t tag, const LoadPose& pose,
                                          std::int64_t pose_cell) {
  Geometry& geometry = geometries_[tag * lane_.antennas.size() + carrier_->antenna];
  if (geometry.pose_cell == pose_cell) return geometry;
  const model::Antenna& antenna = lane_.antennas[carrier_->antenna];
  const Vec3 path_m = pose.point_in_lane(load_.placement.tags[tag].position_m) - antenna.position_m;
  geometry.pose_cell = pose_cell;
  geometry.distance_m = length(path_m);
  geometry.gain_mdb = antennas_gain_mdb(antenna, tag_antenna(tag, pose), unit(path_m)) -
                      load_loss_mdb(load_.placement, tag, pose.point_in_load(antenna.position_m));
  return geometry;
}

Link Field::link_of(std::size_t tag, HostTime now, const LoadPose& pose, std::int64_t pose_cell) {
  const model::Antenna& antenna = lane_.antennas[carrier_->antenna];
  const LoadedTag& loaded = load_.tags[tag];
  const Vec3 antenna_in_load_m = pose.point_in_load(antenna.position_m);
  const Geometry& geometry = geometry_of(tag, pose, pose_cell);
  std::int32_t gain_mdb = geometry.gain_mdb -
                          free_space_loss_mdb(geometry.distance_m, carrier_->frequency_hz) +
                          fade_of(tag, pose_cell * k_pose_cell_um);
  if (ground_reflection_ > 0) {
    gain_mdb +=
        floor_ray_mdb(antenna, carrier_->frequency_hz, tag_antenna(tag, pose),
                      pose.point_in_lane(load_.placement.tags[tag].position_m), ground_reflection_);
  }
  const std::uint64_t draw = hash_draw(hash_draw(hash_draw(load_.seed, tag), carriers_),
                                       static_cast<std::uint64_t>(pose_cell));
  Link link;
  link.forward_mdbm =
      carrier_->conducted_mdbm + gain_mdb - coupling_.loss_mdb(tag, antenna_in_load_m);
  link.backscatter_mdbm = link.forward_mdbm - loaded.backscatter_loss_mdb + gain_mdb;
  link.phase_4096 =
      reply_phase_4096(geometry.distance_m, carrier_->frequency_hz, phase_offsets_4096_[tag]);
  const std::int32_t threshold_mdbm =
      loaded.threshold_mdbm + logistic_mdb(k_threshold_scale_db, draw);
  link.powered = link.forward_mdbm >= threshold_mdbm;
  link.can_write = link.forward_mdbm >= threshold_mdbm + loaded.write_penalty_mdb;
  std::int32_t needed_mdbm = threshold_mdbm;
  if (!neighbours_.none()) {
    const std::int32_t others_mdbm = neighbours_at_mdbm(tag, now, pose);
    needed_mdbm = power_sum_mdbm(needed_mdbm, others_mdbm + k_tag_rejection_mdb);
    link.foreign_dip_percent = dip_percent(others_mdbm - link.forward_mdbm);
  }
  link.hearing_mdb = link.forward_mdbm - needed_mdbm;
  return link;
}

/// What the carriers of other readers bring to the chip, whatever their channels: a tag has no
/// filter. Without fading.
std::int32_t Field::neighbours_at_mdbm(std::size_t tag, HostTime now, const LoadPose& pose) const {
  const TagAntenna own = tag_antenna(tag, pose);
  const Vec3 position_m = pose.point_in_lane(load_.placement.tags[tag].position_m);
  std::int32_t sum = k_silence_mdbm;
  for (std::size_t i = 0; i < neighbours_.count(); ++i) {
    const std::int64_t carrier_hz = neighbours_.carrier_hz(i, now);
    if (carrier_hz == 0) continue;
    const model::Antenna& other = neighbours_.antenna(i);
    const std::int32_t level =
        neighbours_.eirp_mdbm(i) + port_to_chip_mdb(other, carrier_hz, own, position_m) -
        load_loss_mdb(load_.placement, tag, pose.point_in_load(other.position_m));
    sum = power_sum_mdbm(sum, level);
  }
  return sum;
}

std::uint64_t Field::carrier_key(std::uint64_t tag_key) const {
  auto cell = static_cast<std::uint64_t>(carrier_->frequency_hz);
  if (coherence_hz_ > 0) {
    // Where its cells begin differs from tag to tag, here too.
    const auto width = static_cast<std::uint64_t>(coherence_hz_);
    cell = (cell + hash_draw(tag_key, 0) % width) / width;
  }
  return hash_draw(hash_draw(load_.seed, carrier_->antenna), cell);
}

std::int32_t Field::fade_of(std::size_t tag, std::int64_t moved_um) {
  // Where its cells begin differs from tag to tag.
  const std::uint64_t tag_key = hash_draw(load_.seed, tag);
  const auto offset_um =
      static_cast<std::int64_t>(tag_key % static_cast<std::uint64_t>(coherence_um_));
  const std::int64_t cell = (moved_um + offset_um) / coherence_um_;
  Fade& fade = fades_[tag];
  if (fade.cell != cell) {
    fade.cell = cell;
    fade.gain_mdb = rician_fade_mdb(rician_k_, hash_draw(hash_draw(carrier_key(tag_key), tag_key),
                                                         static_cast<std::uint64_t>(cell)));
  }
  return fade.gain_mdb;
}

}  // namespace plugtest::lab
