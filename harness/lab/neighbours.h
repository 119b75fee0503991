#pragma once

#include "harness/model/lane.h"
#include "harness/model/region_plan.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/time.h"
#include "protocols/gen2/command.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plugtest::lab {

// The terms of interference by another reader, each in 1/1000 dB or hertz.

/// What a neighbour's carrier would bring to the port of `own` if it were in the band of the reply:
/// ERP + 2.15 dB, both antennas' patterns, free space, own cable. Both antennas are taken to be of
/// the same polarisation (assumption, the worst case); the neighbour's beam is a patch's.
std::int32_t neighbour_level_mdbm(const model::NeighbourReader& neighbour,
                                  const model::Antenna& own, std::int64_t frequency_hz);

/// How far a carrier `offset_hz` from the own one is off the band of a reply. A reply lies on both
/// sides of the carrier, its subcarrier `blf_hz` away, blf / M wide to either side: FM0 begins at
/// the carrier itself, Miller leaves a gap around it (dense-reader operation).
std::int64_t off_reply_hz(std::int64_t offset_hz, std::int32_t blf_hz, gen2::Modulation modulation);

/// A neighbour's spectrum `off_hz` from its carrier, relative to its own channel: its adjacent and
/// alternate figures one and two channels away, 5 dB less for each further one up to ten
/// (assumption). DSB-ASK takes about twice the band: 10 dB more outside of the channel, as the
/// multi-interrogator mask is above the dense-interrogator mask (assumption).
std::int32_t spectrum_mdb(const model::NeighbourReader& neighbour, std::int64_t off_hz,
                          std::int64_t channel_width_hz);

/// Readers of other lanes, as this lane's receiver hears them, and where and when they have a
/// carrier that tags hear too. That it powers tags is not modelled.
///
/// Time goes in stays of 400 ms or the region's longest stay, whatever is less. In each a neighbour
/// has carrier for its share of time, and then hops; where its stays begin, and which channel each
/// has, is drawn from the seed (assumption: it knows nothing of this lane).
class Neighbours {
 public:
  Neighbours() = default;
  Neighbours(std::vector<model::NeighbourReader> readers, const model::RegionPlan& region,
             std::uint64_t seed);

  bool none() const { return readers_.empty(); }
  std::size_t count() const { return readers_.size(); }

  /// Where reader `index` stands and looks, with the gain of an isotropic antenna at its best: what
  /// it radiates is eirp_mdbm().
  const model::Antenna& antenna(std::size_t index) const { return readers_[index].antenna; }
  std::int32_t eirp_mdbm(std::size_t index) const;
  /// When a carrier of theirs comes or goes, after `now`.
  HostTime next_change(HostTime now) const;

  /// The own carrier from now on.
  void tune(const model::Antenna& own, std::int64_t frequency_hz);

  /// The sum of what they bring into the band of a reply at `now`; -1'000'000 when nothing.
  std::int32_t level_mdbm(HostTime now, std::int32_t blf_hz, gen2::Modulation modulation) const;

  /// The highest sum of what they bring into the channel around `channel_hz` at any time from
  /// `begin` to `end`, at the port of `own`; -1'000'000 when nothing. Needs no tune().
  std::int32_t loudest_mdbm(const model::Antenna& own, std::int64_t channel_hz, HostTime begin,
                            HostTime end) const;

  /// The carrier of reader `index` at `now`; 0 = off.
  std::int64_t carrier_hz(std::size_t index, HostTime now) const;

 private:
  struct Reader {
    model::NeighbourReader spec;
    model::Antenna antenna;
    std::uint64_t seed = 0;
    std::int64_t on_ns = 0;  ///< of each stay
    std::vector<std::int64_t> channels_hz;
    std::int32_t level_mdbm = 0;
  };
  /// Where `now` is in the stays of a reader.
  struct Moment {
    std::uint64_t stay = 0;  ///< number
    std::int64_t at_ns = 0;  ///< since its begin
  };
  Moment moment_of(const Reader& reader, HostTime now) const;

  std::vector<Reader> readers_;
  std::int64_t stay_ns_ = 0;
  std::int64_t channel_width_hz_ = 0;
  std::int64_t own_hz_ = 0;
};

}  // namespace plugtest::lab
