#pragma once

#include "harness/lab/channel.h"
#include "harness/lab/coupling.h"
#include "harness/lab/load_pose.h"
#include "harness/lab/motion.h"
#include "harness/lab/neighbours.h"
#include "harness/lab/world.h"
#include "harness/model/lane.h"
#include "harness/model/manifest.h"
#include "harness/model/region_plan.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/tag_type.h"
#include "harness/model/time.h"
#include "protocols/gen2/command.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::lab {

/// One tag of the load, as radio and air interfaces see it.
struct LoadedTag {
  model::Piece piece;
  std::size_t type = 0;  ///< index into the lab's tag types
  std::int32_t gain_mdb = 2150;
  std::int32_t threshold_mdbm = -18'000;  ///< of this very piece
  std::int32_t write_penalty_mdb = 4000;  ///< that much more power is needed to write
  std::int32_t backscatter_loss_mdb = 6000;
};

/// What one pass presents.
struct Load {
  Placement placement;
  std::vector<LoadedTag> tags;  ///< one per place
  std::uint64_t seed = 0;       ///< of this pass: fading
};

/// A carrier on the air: one antenna, one power, one channel.
struct Carrier {
  std::size_t antenna = 0;  ///< index into the lane's antennas
  std::int32_t conducted_mdbm = 0;
  std::int64_t frequency_hz = 0;
};

/// How one tag stands to the carrier.
struct Link {
  std::int32_t forward_mdbm = 0;      ///< at the chip
  std::int32_t backscatter_mdbm = 0;  ///< of the tag's reply at the reader's port
  std::uint16_t phase_4096 = 0;       ///< of that reply against the carrier, in 1/4096 turn
  bool powered = false;
  bool can_write = false;  ///< strong enough for the tag's memory to be written
  /// How far the carrier stands above what the tag needs to understand its modulation: its own
  /// threshold, and the carriers of other readers.
  std::int32_t hearing_mdb = 100'000;
  /// Of the envelope at the chip, what comes from other readers, which modulate it: its dips when
  /// they key their carriers, in percent.
  std::int32_t foreign_dip_percent = 0;
};

/// The field between a lane's antennas and the tags of the load: knows where the load is and what
/// every tag gets from the carrier. Knows nothing of air protocols; every air interface of the
/// lab works in the same field.
///
/// Levels are computed once for every centimetre or two of motion, not for every command: within
/// that distance only the fading changes, and that is drawn per coherence cell anyway.
class Field {
 public:
  /// All that the scenario says of the surroundings, with coupling between tags and with the
  /// readers of other lanes, which keep to `region`.
  Field(const model::ScenarioPlan& scenario, const model::RegionPlan& region, std::uint64_t seed);
  /// No other readers, and tags that do not couple.
  Field(model::Lane lane, const model::SurroundingsSpec& surroundings,
        std::int32_t object_loss_mdb);

  const model::Lane& lane() const { return lane_; }

  /// Puts a load at the start of its way, in place of any other.
  void place(Load load, const Motion& motion);
  /// Takes the load away.
  void remove();
  /// The load begins to move.
  void begin_motion(HostTime when);

  const Load& load() const { return load_; }
  const Motion& motion() const { return motion_; }

  /// Switches the carrier; nothing = off. Links are valid after the next refresh().
  void set_carrier(std::optional<Carrier> carrier);

  const std::optional<Carrier>& carrier() const { return carrier_; }

  /// Whether links() no longer describe `now`.
  bool stale(HostTime now) const { return now >= valid_until_; }
  /// Brings links() up to `now`. Time must not go back while a load moves.
  void refresh(HostTime now);
  /// One per tag of the load.
  std::span<const Link> links() const { return links_; }

  /// How far the carrier's frequency comes back shifted from a tag of the load at `when`, in 1/16
  /// Hz: twice the Doppler shift of its motion to the antenna in use.
  std::int16_t doppler_sixteenth_hz(std::size_t tag, HostTime when) const;

  /// Noise of the own carrier in the own receiver, relative to the conducted power.
  void set_leakage_noise(std::int32_t leakage_mdb) { leakage_mdb_ = leakage_mdb; }

  /// The most that readers of other lanes bring at any time from `begin` to `end` into the channel
  /// around `channel_hz`, at the port of `antenna` (an index); for listening before talk.
  std::int32_t loudest_mdbm(std::size_t antenna, std::int64_t channel_hz, HostTime begin,
                            HostTime end) const {
    return neighbours_.loudest_mdbm(lane_.antennas[antenna], channel_hz, begin, end);
  }

  /// Whether there is ever noise from outside of the receiver.
  bool noisy() const { return leakage_mdb_ || !neighbours_.none(); }

  /// Noise at the port of the antenna in use at `now`, within the band of a reply of this
  /// backscatter frequency: what readers of other lanes bring (neighbours.h), and the own carrier's
  /// leakage. For Receiver::set_noise. Type D: the data rate, as FM0. Far below anything
  /// (-1'000'000) without a carrier.
  std::int32_t noise_mdbm(HostTime now, std::int32_t blf_hz,
                          gen2::Modulation modulation = gen2::Modulation::fm0) const;

 private:
  struct Fade {
    std::int64_t cell = -1;
    std::int32_t gain_mdb = 0;
  };
  void invalidate() { valid_until_ = HostTime::min(); }
  /// How a tag lies to an antenna: what a change of the channel leaves as it is.
  struct Geometry {
    std::int64_t pose_cell = -1;
    std::int32_t gain_mdb = 0;  ///< antennas, cable, object and what is in between
    double distance_m = 0;
  };
  LoadPose pose_after(std::int64_t moved_um) const;
  Link link_of(std::size_t tag, HostTime now, const LoadPose& pose, std::int64_t pose_cell);
  const Geometry& geometry_of(std::size_t tag, const LoadPose& pose, std::int64_t pose_cell);
  TagAntenna tag_antenna(std::size_t tag, const LoadPose& pose) const;
  std::int32_t neighbours_at_mdbm(std::size_t tag, HostTime now, const LoadPose& pose) const;
  std::int32_t fade_of(std::size_t tag, std::int64_t moved_um);
  std::uint64_t carrier_key(std::uint64_t tag_key) const;

  model::Lane lane_;
  double rician_k_;
  std::int64_t coherence_um_;
  std::int64_t coherence_hz_;  ///< 0 = every frequency fades by itself
  double ground_reflection_;
  std::int32_t object_loss_mdb_;
  model::TagCoupling coupling_spec_;
  bool couples_ = false;
  Neighbours neighbours_;
  std::optional<std::int32_t> leakage_mdb_;
  Load load_;
  Coupling coupling_;
  Vec3 turning_centre_m_;
  std::vector<std::uint16_t> phase_offsets_4096_;  ///< one per tag, its own
  Motion motion_;
  std::optional<Carrier> carrier_;
  std::uint64_t carriers_ = 0;  ///< how many so far: thresholds are drawn anew with each
  HostTime valid_until_ = HostTime::min();
  std::vector<Link> links_;
  std::vector<Fade> fades_;
  std::vector<Geometry> geometries_;  ///< one per tag and antenna
};

}  // namespace plugtest::lab
