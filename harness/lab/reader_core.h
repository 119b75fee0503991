#pragma once

#include "harness/api/clock.h"
#include "harness/api/virtual_radio.h"
#include "harness/lab/air_interface.h"
#include "harness/lab/field.h"
#include "harness/lab/hopper.h"
#include "harness/lab/virtual_clock.h"
#include "harness/model/reader_record.h"
#include "harness/model/region_plan.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::lab {

/// The virtual reader's radio: its schedule of antennas, channels, dwells and air protocols, and
/// its clock. What happens within a dwell is the air interface's that has the floor. A reader of
/// several protocols gives each its share in turn, with the carrier on all the while; who is not
/// through when the antenna's dwell ends goes on from the start of its share at the next one.
///
/// It keeps to the region plan: power and number of channels are checked before an inventory
/// begins; a channel is left in time for what was begun on it to end; and where the plan wants it,
/// it listens before every carrier.
///
/// Several slots are played in one callback of the clock as long as nothing else is due; after
/// every tag read it returns to the loop, so that the bytes that tell of it travel at their time.
/// How far it gets in one go makes no difference to what happens when.
class ReaderCore final : public api::VirtualRadio {
 public:
  /// All references must outlive this object.
  /// `airs`: all protocols of the lab, those that the reader does not speak too; each once.
  ReaderCore(VirtualClock& clock, Field& field, std::vector<AirInterface*> airs,
             const model::RegionPlan& region, const model::VirtualReaderSpec& reader,
             api::RadioCapabilities capabilities, std::uint64_t seed);

  const api::RadioCapabilities& capabilities() const override { return capabilities_; }
  std::span<const model::PlantedFault> faults() const override { return reader_.faults; }
  Result<void> start(const api::RadioInventory& inventory, api::TagReadListener& listener) override;
  void stop() override;
  bool running() const override { return listener_ != nullptr; }
  ReaderTime reader_time(HostTime when) const override;
  api::SlotCounts slots() const override { return slots_; }
  api::ReaderPorts* ports() override { return &ports_; }
  std::optional<std::int32_t> level_mdbm(std::uint16_t antenna, std::int64_t frequency_hz,
                                         HostTime begin, HostTime end) const override;
  std::uint64_t endpoint_seed() const override;

 private:
  enum class Phase : std::uint8_t { choose_channel, listen, carrier_on, slot, tell, carrier_off };

  /// Goes on when due_ has come, by a timer.
  void wait();
  /// Goes on without a timer as far as nothing else is due.
  void go_on();
  /// Does what is due at due_, and sets phase_ and due_. True when the loop must have its turn.
  bool act();
  void next_floor();
  void choose_channel();
  /// What the antenna whose turn it is was told, where antennas differ.
  void use_antenna_settings();
  /// Listen before talk, which ends at due_.
  void listen();
  /// True when somebody was told of it, so that the loop must have its turn; also below.
  bool carrier_on();
  bool carrier_off();
  void play_slot();
  void tell();

  VirtualClock& clock_;
  Field& field_;
  std::vector<AirInterface*> airs_;

  /// The protocols of the inventory in the order in which they have the floor.
  struct Floor {
    AirInterface* air = nullptr;
    Nanos dwell{0};  ///< zero: until the antenna's dwell is over
  };
  Result<std::vector<Floor>> floors_of(const std::vector<model::AirProtocol>& protocols) const;
  /// What a channel must still allow before a reader goes there: a slot that begins late, and some
  /// slots before it. Error `refused` when the plan never allows so much.
  Result<Nanos> least_stay(const api::RadioInventory& inventory,
                           const std::vector<Floor>& floors) const;
  std::vector<Floor> floors_;
  std::size_t floor_ = 0;
  HostTime floor_end_{};
  const model::RegionPlan& region_;
  const model::VirtualReaderSpec& reader_;
  api::RadioCapabilities capabilities_;
  std::uint64_t seed_;
  Nanos clock_offset_;
  std::int64_t drift_ppm_ = 0;
  HostTime clock_zero_;
  Nanos antenna_dwell_;

  api::Timer timer_;
  api::TagReadListener* listener_ = nullptr;
  api::ReaderPorts ports_;
  api::SlotCounts slots_{};
  std::optional<std::uint16_t> told_channel_;
  api::RadioInventory inventory_;
  std::uint64_t inventories_ = 0;
  Hopper hopper_;
  Nanos least_stay_{0};
  Phase phase_ = Phase::choose_channel;
  HostTime due_{};
  HostTime quiet_until_{};   ///< the end of a slot that a stop cut off
  std::size_t antenna_ = 0;  ///< index into inventory_.antennas
  Hopper::Stay stay_;
  std::optional<HostTime> carrier_since_;
  HostTime dwell_end_{};
  HostTime slot_end_{};  ///< of the slot last played
  Singulated told_;
};

}  // namespace plugtest::lab
