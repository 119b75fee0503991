#include "harness/lab/neighbours.h"

#include "harness/lab/channel.h"
#include "harness/lab/level.h"
#include "harness/lab/rng.h"
#include "harness/lab/vec.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace plugtest::lab {

namespace {

constexpr std::int32_t k_silence_mdbm = -1'000'000;
constexpr std::int32_t k_eirp_over_erp_mdb = 2150;
constexpr std::int32_t k_dsb_mdb = 10'000;
constexpr std::int32_t k_further_mdb = 5'000;
constexpr std::int64_t k_furthest_channels = 10;
constexpr Nanos k_stay = std::chrono::milliseconds(400);
constexpr std::int64_t k_usual_width_hz = 200'000;

/// As the plan tells, else the least distance of two of its channels.
std::int64_t channel_width_hz(const model::RegionPlan& region) {
  if (region.channel_width_hz > 0) return region.channel_width_hz;
  std::int64_t width = 0;
  for (const auto& one : region.channels) {
    for (const auto& other : region.channels) {
      const std::int64_t apart = std::abs(one.centre_hz - other.centre_hz);
      if (apart > 0 && (width == 0 || apart < width)) width = apart;
    }
  }
  return width > 0 ? width : k_usual_width_hz;
}

/// The channels that allow the reader's power; all, when none does.
std::vector<std::int64_t> channels_of(const model::NeighbourReader& reader,
                                      const model::RegionPlan& region) {
  if (reader.fixed_channel_hz > 0) return {reader.fixed_channel_hz};
  std::vector<std::int64_t> all;
  std::vector<std::int64_t> allowed;
  for (const auto& channel : region.channels) {
    all.push_back(channel.centre_hz);
    if (channel.max_erp_mdbm >= to_mdb(reader.erp_dbm.value)) allowed.push_back(channel.centre_hz);
  }
  return allowed.empty() ? all : allowed;
}

/// A patch whose gain is in the ERP.
model::Antenna antenna_of(const model::NeighbourReader& neighbour) {
  model::Antenna antenna;
  antenna.position_m = neighbour.position_m;
  antenna.boresight = neighbour.boresight;
  antenna.gain_dbi.value = 0;
  antenna.cable_loss_db.value = 0;
  return antenna;
}

}  // namespace

std::int32_t neighbour_level_mdbm(const model::NeighbourReader& neighbour,
                                  const model::Antenna& own, std::int64_t frequency_hz) {
  const model::Antenna other = antenna_of(neighbour);
  const Vec3 path = neighbour.position_m - own.position_m;
  const Vec3 direction = unit(path);
  return to_mdb(neighbour.erp_dbm.value) + k_eirp_over_erp_mdb +
         antenna_gain_mdb(other, direction * -1.0) -
         free_space_loss_mdb(length(path), frequency_hz) + antenna_gain_mdb(own, direction) -
         to_mdb(own.cable_loss_db.value);
}

std::int64_t off_reply_hz(std::int64_t offset_hz, std::int32_t blf_hz,
                          gen2::Modulation modulation) {
  const std::int64_t from_subcarrier = std::abs(std::abs(offset_hz) - blf_hz);
  const auto half_width =
      static_cast<std::int64_t>(static_cast<unsigned>(blf_hz) / gen2::cycles_per_bit(modulation));
  return std::max<std::int64_t>(from_subcarrier - half_width, 0);
}

std::int32_t spectrum_mdb(const model::NeighbourReader& neighbour, std::int64_t off_hz,
                          std::int64_t channel_width_hz) {
  const std::int64_t channels =
      std::min((std::abs(off_hz) + channel_width_hz / 2) / channel_width_hz, k_furthest_channels);
  if (channels == 0) return 0;
  const std::int32_t wide =
      neighbour.modulation == model::ForwardModulation::dsb_ask ? k_dsb_mdb : 0;
  if (channels == 1) return to_mdb(neighbour.adjacent_db.value) + wide;
  return to_mdb(neighbour.alternate_db.value) + wide -
         static_cast<std::int32_t>(channels - 2) * k_further_mdb;
}

Neighbours::Neighbours(std::vector<model::NeighbourReader> readers, const model::RegionPlan& region,
                       std::uint64_t seed)
    : stay_ns_((region.max_dwell > Nanos(0) ? std::min(region.max_dwell, k_stay) : k_stay).count()),
      channel_width_hz_(channel_width_hz(region)) {
  for (model::NeighbourReader& spec : readers) {
    Reader reader;
    reader.seed = hash_draw(seed, readers_.size());
    reader.on_ns = std::llround(spec.duty.value * static_cast<double>(stay_ns_));
    reader.channels_hz = channels_of(spec, region);
    reader.antenna = antenna_of(spec);
    reader.spec = std::move(spec);
    readers_.push_back(std::move(reader));
  }
}

void Neighbours::tune(const model::Antenna& own, std::int64_t frequency_hz) {
  own_hz_ = frequency_hz;
  for (Reader& reader : readers_) {
    reader.level_mdbm = neighbour_level_mdbm(reader.spec, own, frequency_hz);
  }
}

Neighbours::Moment Neighbours::moment_of(const Reader& reader, HostTime now) const {
  const auto stay = static_cast<std::uint64_t>(stay_ns_);
  const std::uint64_t at =
      static_cast<std::uint64_t>(now.time_since_epoch().count()) + reader.seed % stay;
  return {at / stay, static_cast<std::int64_t>(at % stay)};
}

std::int32_t Neighbours::eirp_mdbm(std::size_t index) const {
  return to_mdb(readers_[index].spec.erp_dbm.value) + k_eirp_over_erp_mdb;
}

HostTime Neighbours::next_change(HostTime now) const {
  HostTime next = HostTime::max();
  for (const Reader& reader : readers_) {
    const std::int64_t at_ns = moment_of(reader, now).at_ns;
    const std::int64_t change_ns = at_ns < reader.on_ns ? reader.on_ns : stay_ns_;
    next = std::min(next, now + Nanos(change_ns - at_ns));
  }
  return next;
}

std::int64_t Neighbours::carrier_hz(std::size_t index, HostTime now) const {
  const Reader& reader = readers_[index];
  if (reader.channels_hz.empty()) return 0;
  const Moment moment = moment_of(reader, now);
  if (moment.at_ns >= reader.on_ns) return 0;
  return reader.channels_hz[hash_draw(reader.seed, moment.stay) % reader.channels_hz.size()];
}

std::int32_t Neighbours::loudest_mdbm(const model::Antenna& own, std::int64_t channel_hz,
                                      HostTime begin, HostTime end) const {
  // Between these moments nothing changes.
  std::vector<HostTime> changes{begin};
  for (const Reader& reader : readers_) {
    HostTime stay = begin - Nanos(moment_of(reader, begin).at_ns);
    for (; stay < end; stay += Nanos(stay_ns_)) {
      for (const HostTime change : {stay, stay + Nanos(reader.on_ns)}) {
        if (change > begin && change < end) changes.push_back(change);
      }
    }
  }
  std::int32_t loudest = k_silence_mdbm;
  for (const HostTime when : changes) {
    std::int32_t sum = k_silence_mdbm;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      const std::int64_t carrier = carrier_hz(i, when);
      if (carrier == 0) continue;
      const model::NeighbourReader& spec = readers_[i].spec;
      sum = power_sum_mdbm(sum, neighbour_level_mdbm(spec, own, channel_hz) +
                                    spectrum_mdb(spec, carrier - channel_hz, channel_width_hz_));
    }
    loudest = std::max(loudest, sum);
  }
  return loudest;
}

std::int32_t Neighbours::level_mdbm(HostTime now, std::int32_t blf_hz,
                                    gen2::Modulation modulation) const {
  std::int32_t sum = k_silence_mdbm;
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    const std::int64_t carrier = carrier_hz(i, now);
    if (carrier == 0) continue;
    const std::int64_t off = off_reply_hz(carrier - own_hz_, blf_hz, modulation);
    sum = power_sum_mdbm(
        sum, readers_[i].level_mdbm + spectrum_mdb(readers_[i].spec, off, channel_width_hz_));
  }
  return sum;
}

}  // namespace plugtest::lab
