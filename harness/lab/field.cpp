#include "harness/lab/field.h"

#include "harness/lab/level.h"
#include "harness/lab/rng.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace plugtest::lab {

namespace {

/// Levels are computed once per this much motion: a sixteenth of the wavelength.
constexpr std::int64_t k_pose_cell_um = 20'000;

/// Softness of a chip's threshold (facts/air.md C.3).
constexpr double k_threshold_scale_db = 0.4;

}  // namespace

Field::Field(model::Lane lane, const model::SurroundingsSpec& surroundings,
             std::int32_t object_loss_mdb)
    : lane_(std::move(lane)),
      rician_k_(std::pow(10.0, surroundings.rician_k_db.value / 10)),
      coherence_um_(
          std::max<std::int64_t>(std::llround(surroundings.coherence_m.value * 1e6), 1000)),
      object_loss_mdb_(object_loss_mdb) {}

void Field::place(Load load, const Motion& motion) {
  assert(load.tags.size() == load.placement.tags.size());
  load_ = std::move(load);
  motion_ = motion;
  links_.assign(load_.tags.size(), Link{});
  fades_.assign(load_.tags.size(), Fade{});
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
  const std::int64_t moved_um = cell * k_pose_cell_um + k_pose_cell_um / 2;
  const double front_m = static_cast<double>(motion_.start_um() + moved_um) * 1e-6;
  for (std::size_t tag = 0; tag < links_.size(); ++tag) links_[tag] = link_of(tag, front_m, cell);
}

Link Field::link_of(std::size_t tag, double front_m, std::int64_t pose_cell) {
  const model::Antenna& antenna = lane_.antennas[carrier_->antenna];
  const TagPose& pose = load_.placement.tags[tag];
  const LoadedTag& loaded = load_.tags[tag];
  const Vec3 front{front_m, 0, 0};
  const TagAntenna tag_antenna{pose.dipole, loaded.gain_mdb, object_loss_mdb_};
  const std::int32_t gain_mdb =
      port_to_chip_mdb(antenna, carrier_->frequency_hz, tag_antenna, pose.position_m + front) -
      load_loss_mdb(load_.placement, tag, antenna.position_m - front) +
      fade_of(tag, pose_cell * k_pose_cell_um);
  const std::uint64_t draw = hash_draw(hash_draw(hash_draw(load_.seed, tag), carriers_),
                                       static_cast<std::uint64_t>(pose_cell));
  Link link;
  link.forward_mdbm = carrier_->conducted_mdbm + gain_mdb;
  link.backscatter_mdbm = link.forward_mdbm - loaded.backscatter_loss_mdb + gain_mdb;
  link.powered =
      link.forward_mdbm >= loaded.threshold_mdbm + logistic_mdb(k_threshold_scale_db, draw);
  return link;
}

std::uint64_t Field::carrier_key() const {
  return hash_draw(hash_draw(load_.seed, carrier_->antenna),
                   static_cast<std::uint64_t>(carrier_->frequency_hz));
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
    fade.gain_mdb = rician_fade_mdb(
        rician_k_, hash_draw(hash_draw(carrier_key(), tag_key), static_cast<std::uint64_t>(cell)));
  }
  return fade.gain_mdb;
}

}  // namespace plugtest::lab
