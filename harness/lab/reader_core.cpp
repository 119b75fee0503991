#include "harness/lab/reader_core.h"

#include "harness/lab/inventory_checks.h"
#include "harness/lab/level.h"
#include "harness/lab/receiver.h"
#include "harness/lab/rng.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>
#include <fmt/format.h>

namespace plugtest::lab {

namespace {

/// Carrier off between two antennas, long enough that every tag is reset (Gen2 v1.2.0, 6.3.1.2.7).
constexpr Nanos k_off = std::chrono::milliseconds(1);

/// Carrier before the first command (Gen2 v1.2.0, 6.3.1.2.6).
constexpr Nanos k_settle = std::chrono::microseconds(1500);

/// A channel is not worth the change for less.
constexpr Nanos k_worth_while = std::chrono::milliseconds(20);

/// Readers' clocks are set by hand or by a coarse time protocol (assumption).
constexpr std::int64_t k_clock_offset_ms = 80;

constexpr std::int64_t k_ppm = 1'000'000;

std::int32_t rounded(std::int32_t value, std::int32_t step) {
  const std::int32_t half = value >= 0 ? step / 2 : -step / 2;
  return (value + half) / step * step;
}

/// The phase as the reader tells it: in its steps, and of half a turn where it cannot tell more.
std::optional<std::uint16_t> reported_phase(const model::ReaderRadioProfile& radio,
                                            std::uint16_t phase_4096) {
  constexpr std::uint32_t k_turn = 4096;
  if (radio.phase == model::PhaseReport::none || radio.phase_steps == 0) return std::nullopt;
  const std::uint32_t steps = radio.phase_steps;
  const std::uint32_t nearest = (phase_4096 * steps + k_turn / 2) / k_turn % steps;
  std::uint32_t phase = (nearest * k_turn + steps / 2) / steps;
  if (radio.phase == model::PhaseReport::modulo_pi) phase %= k_turn / 2;
  return static_cast<std::uint16_t>(phase);
}

/// Which ports have an antenna.
std::vector<bool> connected(const model::Lane& lane, std::uint16_t count) {
  std::vector<bool> ports(count, false);
  for (const model::Antenna& antenna : lane.antennas) {
    if (antenna.port != 0 && antenna.port <= count) ports[antenna.port - 1U] = true;
  }
  return ports;
}

/// `inventory` as it is at the antenna with this index.
api::RadioInventory at_antenna(const api::RadioInventory& inventory, std::size_t antenna) {
  api::RadioInventory here = inventory;
  if (inventory.each_antenna.empty()) return here;
  const api::RadioAntenna& settings = inventory.each_antenna[antenna];
  here.session = settings.session;
  here.tag_population = settings.tag_population;
  here.mode = settings.mode;
  here.selects = settings.selects;
  here.asked_for = settings.asked_for;
  here.target = settings.target;
  here.sensitivity_mdbm = settings.sensitivity_mdbm;
  here.channel = settings.channel;
  return here;
}

Nanos draw_offset(std::uint64_t seed) {
  RandomStream random = make_stream(seed, "reader-clock");
  const std::int64_t us = k_clock_offset_ms * 1000;
  return std::chrono::microseconds(
      boost::random::uniform_int_distribution<std::int64_t>(-us, us)(random));
}

}  // namespace

ReaderCore::ReaderCore(VirtualClock& clock, Field& field, std::vector<AirInterface*> airs,
                       const model::RegionPlan& region, const model::VirtualReaderSpec& reader,
                       api::RadioCapabilities capabilities, std::uint64_t seed)
    : clock_(clock),
      field_(field),
      airs_(std::move(airs)),
      region_(region),
      reader_(reader),
      capabilities_(std::move(capabilities)),
      seed_(seed),
      clock_offset_(draw_offset(seed)),
      clock_zero_(clock.now()),
      antenna_dwell_(std::max<std::int64_t>(std::llround(reader.radio.antenna_dwell_ms.value * 1e6),
                                            1'000'000)),
      timer_(clock),
      ports_(capabilities_.gpi_count, capabilities_.gpo_count,
             connected(field.lane(), capabilities_.antenna_count)),
      hopper_(region) {
  if (const auto drift = model::find(reader.faults, model::ReaderFault::clock_drift)) {
    drift_ppm_ = drift->parameter;
  }
}

Result<void> ReaderCore::start(const api::RadioInventory& inventory,
                               api::TagReadListener& listener) {
  if (auto fits = check_inventory(inventory, capabilities_); !fits) return fits;
  for (std::size_t antenna = 0; antenna < inventory.antennas.size(); ++antenna) {
    const std::size_t mode = at_antenna(inventory, antenna).mode;
    if (auto fits = check_bandwidth(capabilities_.modes[mode], region_); !fits) return fits;
  }
  auto usable = usable_channels(inventory, field_.lane(), region_);
  if (!usable) return fail(usable.error());
  if (auto fits = check_fixed_channels(inventory, *usable, region_); !fits) return fits;
  auto floors = floors_of(inventory.protocols);
  if (!floors) return fail(floors.error());
  const auto least = least_stay(inventory, *floors);
  if (!least) return fail(least.error());
  stop();
  inventory_ = inventory;
  floors_ = std::move(*floors);
  least_stay_ = *least;
  if (model::find(reader_.faults, model::ReaderFault::ignores_session)) {
    inventory_.session = 0;
    for (api::RadioAntenna& settings : inventory_.each_antenna) settings.session = 0;
  }
  slots_ = {};
  told_channel_.reset();
  for (const Floor& floor : floors_) floor.air->begin_inventory(inventory_);
  floor_ = 0;
  hopper_.begin(std::move(*usable), model::derive_seed(seed_, "hops", inventories_++));
  listener_ = &listener;
  antenna_ = 0;
  phase_ = Phase::choose_channel;
  // Not before the end of a slot that the last stop cut off: its tags' time has come that far.
  due_ = std::max(clock_.now(), quiet_until_);
  wait();
  return {};
}

void ReaderCore::stop() {
  timer_.cancel();
  if (!running()) return;
  listener_ = nullptr;
  quiet_until_ =
      std::max({quiet_until_, slot_end_, phase_ == Phase::carrier_off ? due_ : slot_end_});
  field_.set_carrier(std::nullopt);
  for (AirInterface* air : airs_) air->carrier_off(clock_.now());
  if (carrier_since_) hopper_.used(*carrier_since_, std::max(clock_.now(), quiet_until_));
  carrier_since_.reset();
}

Result<std::vector<ReaderCore::Floor>> ReaderCore::floors_of(
    const std::vector<model::AirProtocol>& protocols) const {
  std::vector<Floor> floors;
  for (const auto& share : reader_.radio.protocols) {
    if (std::ranges::find(protocols, share.protocol) == protocols.end()) continue;
    const auto air = std::ranges::find(airs_, share.protocol, &AirInterface::protocol);
    assert(air != airs_.end());
    floors.push_back({*air, share.dwell});
  }
  if (floors.size() != protocols.size() || floors.empty()) {
    std::string spoken;
    for (const auto& share : reader_.radio.protocols) {
      spoken += (spoken.empty() ? "" : ", ") + std::string(model::to_string(share.protocol));
    }
    return fail(ErrorCode::configuration,
                "an inventory needs air protocols that the reader speaks, each once: " + spoken);
  }
  // Alone, a protocol has the antenna's whole dwell.
  if (floors.size() == 1) floors.front().dwell = Nanos{0};
  return floors;
}

Result<Nanos> ReaderCore::least_stay(const api::RadioInventory& inventory,
                                     const std::vector<Floor>& floors) const {
  Nanos longest{0};
  for (const Floor& floor : floors) {
    for (std::size_t antenna = 0; antenna < inventory.antennas.size(); ++antenna) {
      longest = std::max(longest, floor.air->longest_step(at_antenna(inventory, antenna)));
      if (inventory.each_antenna.empty()) break;
    }
  }
  const Nanos least = k_settle + longest + k_worth_while;
  if (region_.max_dwell == Nanos(0) || least <= region_.max_dwell) return least;
  return fail(ErrorCode::refused,
              fmt::format("reading one tag with what is to be done to it may take {} ms, too long "
                          "for {}, which allows {} ms on a channel ({})",
                          longest / std::chrono::milliseconds(1), region_.id,
                          region_.max_dwell / std::chrono::milliseconds(1), region_.source));
}

void ReaderCore::next_floor() {
  floor_ = (floor_ + 1) % floors_.size();
  floor_end_ = floors_[floor_].dwell > Nanos{0} ? due_ + floors_[floor_].dwell : dwell_end_;
}

ReaderTime ReaderCore::reader_time(HostTime when) const {
  const Nanos elapsed = when - clock_zero_;
  // Whole milliseconds apart, so that the product stays within 64 bits.
  const Nanos drift(elapsed.count() / k_ppm * drift_ppm_ +
                    elapsed.count() % k_ppm * drift_ppm_ / k_ppm);
  return ReaderTime(when.time_since_epoch() + clock_offset_ + drift);
}

std::optional<std::int32_t> ReaderCore::level_mdbm(std::uint16_t antenna, std::int64_t frequency_hz,
                                                   HostTime begin, HostTime end) const {
  const auto index = lane_antenna(field_.lane(), antenna);
  if (!index) return std::nullopt;
  return power_sum_mdbm(Receiver::noise_mdbm(capabilities_.sensitivity_mdbm),
                        field_.loudest_mdbm(*index, frequency_hz, begin, end));
}

std::uint64_t ReaderCore::endpoint_seed() const { return model::derive_seed(seed_, "endpoint"); }

void ReaderCore::wait() {
  timer_.set(due_, [this] {
    if (act()) {
      if (running() && !timer_.pending()) wait();
    } else {
      go_on();
    }
  });
}

void ReaderCore::go_on() {
  while (true) {
    // Whoever asked for the same moment earlier has the right of way, in one go or in many.
    const std::optional<HostTime> next = clock_.next();
    if ((next && *next <= due_) || due_ > clock_.horizon()) return wait();
    clock_.advance_to(due_);
    if (!act()) continue;
    if (running() && !timer_.pending()) wait();
    return;
  }
}

bool ReaderCore::act() {
  switch (phase_) {
    case Phase::choose_channel:
      choose_channel();
      return false;
    case Phase::listen:
      listen();
      return false;
    case Phase::carrier_on:
      return carrier_on();
    case Phase::slot:
      play_slot();
      return false;
    case Phase::tell:
      phase_ = Phase::slot;
      due_ = slot_end_;
      tell();
      return true;
    case Phase::carrier_off:
      return carrier_off();
  }
  return false;
}

void ReaderCore::choose_channel() {
  std::uint16_t only = inventory_.channel;
  if (!inventory_.each_antenna.empty()) only = inventory_.each_antenna[antenna_].channel;
  stay_ = hopper_.next(due_, least_stay_,
                       only == 0 ? std::nullopt : std::optional<std::uint16_t>(only - 1));
  due_ = stay_.begin;
  phase_ = Phase::carrier_on;
  if (!region_.listen_before_talk) return;
  due_ += region_.listen_before_talk->listen;
  phase_ = Phase::listen;
}

void ReaderCore::listen() {
  const auto antenna = lane_antenna(field_.lane(), inventory_.antennas[antenna_]);
  assert(antenna);
  const auto& rule = *region_.listen_before_talk;
  const std::int32_t loudest = field_.loudest_mdbm(
      *antenna, region_.channels[stay_.channel].centre_hz, due_ - rule.listen, due_);
  phase_ = loudest > rule.threshold_mdbm ? Phase::choose_channel : Phase::carrier_on;
  if (phase_ == Phase::choose_channel) hopper_.pass_over();
}

void ReaderCore::use_antenna_settings() {
  if (inventory_.each_antenna.empty()) return;
  const api::RadioInventory here = at_antenna(inventory_, antenna_);
  for (const Floor& floor : floors_) floor.air->use_settings(here);
}

bool ReaderCore::carrier_on() {
  use_antenna_settings();
  const auto antenna = lane_antenna(field_.lane(), inventory_.antennas[antenna_]);
  assert(antenna);
  field_.set_carrier(Carrier{*antenna, inventory_.power_mdbm[antenna_],
                             region_.channels[stay_.channel].centre_hz});
  for (AirInterface* air : airs_) air->carrier_on(due_);
  carrier_since_ = due_;
  dwell_end_ = due_ + antenna_dwell_;
  if (stay_.latest_end != HostTime::max()) {
    dwell_end_ = std::min(dwell_end_, stay_.latest_end - (least_stay_ - k_worth_while));
  }
  due_ += k_settle;
  floor_end_ = floors_[floor_].dwell > Nanos{0} ? due_ + floors_[floor_].dwell : dwell_end_;
  phase_ = Phase::slot;
  if (told_channel_ == stay_.channel) return false;
  told_channel_ = stay_.channel;
  listener_->on_channel(static_cast<std::uint16_t>(stay_.channel + 1));
  return true;
}

bool ReaderCore::carrier_off() {
  field_.set_carrier(std::nullopt);
  for (AirInterface* air : airs_) air->carrier_off(due_);
  hopper_.used(*carrier_since_, due_);
  carrier_since_.reset();
  antenna_ = (antenna_ + 1) % inventory_.antennas.size();
  due_ += k_off;
  phase_ = Phase::choose_channel;
  if (antenna_ != 0) return false;
  listener_->on_cycle();
  return true;
}

void ReaderCore::play_slot() {
  if (due_ >= dwell_end_) {
    due_ = floors_[floor_].air->wind_up(due_);
    phase_ = Phase::carrier_off;
    return;
  }
  if (floors_.size() > 1 && due_ >= floor_end_) {
    due_ = floors_[floor_].air->wind_up(due_);
    next_floor();
    return;
  }
  AirStep step = floors_[floor_].air->step(due_);
  slot_end_ = step.end;
  if (step.slot == AirStep::Slot::empty) ++slots_.empty;
  if (step.slot == AirStep::Slot::collision) ++slots_.collided;
  due_ = step.end;
  if (!step.tag) return;
  told_ = std::move(*step.tag);
  due_ = told_.when;
  phase_ = Phase::tell;
}

void ReaderCore::tell() {
  api::TagRead read;
  read.uii = told_.uii;
  read.pc_word = told_.pc_word;
  read.crc = told_.crc;
  read.when = told_.when;
  read.antenna = inventory_.antennas[antenna_];
  read.protocol = floors_[floor_].air->protocol();
  read.rssi_mdbm = rounded(told_.level_mdbm, to_mdb(reader_.radio.rssi_step_db.value));
  read.phase_4096 = reported_phase(reader_.radio, told_.phase_4096);
  if (read.phase_4096) read.doppler_sixteenth_hz = told_.doppler_sixteenth_hz;
  read.xpc_w1 = told_.xpc_w1;
  read.xpc_w2 = told_.xpc_w2;
  read.access = std::move(told_.access);
  read.pages = std::move(told_.pages);
  read.link_rate_bps = told_.link_rate_bps;
  read.channel = static_cast<std::uint16_t>(stay_.channel + 1);
  listener_->on_tag_read(read);
}

}  // namespace plugtest::lab
