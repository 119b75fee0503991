#pragma once

#include "harness/api/virtual_radio.h"
#include "harness/model/time.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <optional>

namespace plugtest::lab {

/// A tag that the reader has identified on the air.
struct Singulated {
  identity::Uii uii;
  std::uint16_t pc_word = 0;
  std::uint16_t crc = 0;
  HostTime when;                ///< end of the reply that told it
  std::int32_t level_mdbm = 0;  ///< of that reply, at the reader's port
};

/// One step of an air interface: from a command until the next one can begin.
struct AirStep {
  HostTime end;
  std::optional<Singulated> tag;  ///< at most one; `tag->when` is not after `end`
};

/// One air protocol with all its tags, in the lab's common field. The reader's radio says when its
/// carrier is on and lets the protocol play step by step; a reader that knows several protocols
/// shares its time among several of these.
class AirInterface {
 public:
  virtual ~AirInterface() = default;

  /// The field holds another load (or none).
  virtual void on_load(HostTime now) = 0;

  /// What the reader was told for the inventory that begins; checked by the caller.
  virtual void begin_inventory(const api::RadioInventory& inventory) = 0;

  /// The field's carrier has changed. Off: the tags lose their power.
  virtual void carrier_on(HostTime now) = 0;
  virtual void carrier_off(HostTime now) = 0;

  /// Plays the next slot, whose command begins at `now`. `now` is at least the last step's end.
  virtual AirStep step(HostTime now) = 0;

  /// Ends what is open before the carrier goes (the last tag must hear that it was read). Returns
  /// when that is done.
  virtual HostTime wind_up(HostTime now) = 0;
};

}  // namespace plugtest::lab
