#pragma once

#include "harness/api/virtual_radio.h"
#include "harness/model/air.h"
#include "harness/model/time.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::lab {

/// A tag that the reader has identified on the air.
struct Singulated {
  identity::Uii uii;
  std::uint16_t pc_word = 0;
  std::uint16_t crc = 0;
  HostTime when;                          ///< end of the reply that told it
  std::int32_t level_mdbm = 0;            ///< of that reply, at the reader's port
  std::uint16_t phase_4096 = 0;           ///< of that reply, in 1/4096 turn
  std::int16_t doppler_sixteenth_hz = 0;  ///< of that reply; above 0: the tag comes nearer
  std::optional<std::uint16_t> xpc_w1{};
  std::optional<std::uint16_t> xpc_w2{};
  std::vector<api::AccessResult> access{};
  std::vector<api::TotalPage> pages{};
  std::optional<std::int32_t> link_rate_bps{};
};

/// One step of an air interface: from a command until the next one can begin.
struct AirStep {
  enum class Slot : std::uint8_t { none, empty, single, collision };
  HostTime end;
  std::optional<Singulated> tag;  ///< at most one; `tag->when` is not after `end`
  Slot slot = Slot::none;         ///< what the slot was, in a protocol that has slots
};

/// What a tag sends by itself, without being asked.
struct Emission {
  HostTime begin;
  HostTime end;
  std::int32_t level_mdbm = 0;  ///< at the reader's port
};

/// One air protocol with all its tags, in the lab's common field. The reader's radio says when its
/// carrier is on and lets one protocol at a time play, step by step (it *has the floor*); a reader
/// that knows several protocols shares its time among them. The tags of the others are in the same
/// field all the while: they hear the commands as modulation of the carrier, and those that talk
/// by themselves may talk into the gaps.
///
/// Who has the floor tells SharedAir of everything it does to the carrier; SharedAir tells the
/// others. Times never go back.
class AirInterface {
 public:
  virtual ~AirInterface() = default;

  virtual model::AirProtocol protocol() const = 0;

  /// The field holds another load (or none).
  virtual void on_load(HostTime now) = 0;

  /// A bound of what one step takes in such an inventory, with the winding up after it: a reader
  /// that has to be off the channel at some time begins no step later than so much before.
  virtual Nanos longest_step(const api::RadioInventory& inventory) const = 0;

  /// What the reader was told for the inventory that begins; checked by the caller.
  virtual void begin_inventory(const api::RadioInventory& inventory) = 0;

  /// The inventory goes on at an antenna that has settings of its own: `here`, of the same access.
  virtual void use_settings(const api::RadioInventory& here) = 0;

  /// The field's carrier has changed. Off: the tags lose their power. All protocols are told.
  virtual void carrier_on(HostTime now) = 0;
  virtual void carrier_off(HostTime now) = 0;

  /// Has the floor: plays the next slot, whose command begins at `now`. `now` is at least the last
  /// step's end.
  virtual AirStep step(HostTime now) = 0;

  /// Has the floor: ends what is open before the carrier or the floor goes (the last tag must hear
  /// that it was read). Returns when that is done.
  virtual HostTime wind_up(HostTime now) = 0;

  /// Has not the floor: the carrier is modulated by a command of another protocol.
  virtual void hear_modulation(HostTime begin, HostTime end) = 0;

  /// Has not the floor: the carrier is plain. Appends what the tags of this protocol send between
  /// `begin` and `end`; an emission that goes on is cut at `end` and continued the next time.
  virtual void talk(HostTime begin, HostTime end, std::vector<Emission>& emissions) = 0;
};

}  // namespace plugtest::lab
