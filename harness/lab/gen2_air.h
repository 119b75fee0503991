#pragma once

#include "harness/lab/air_interface.h"
#include "harness/lab/field.h"
#include "harness/lab/gen2_round.h"
#include "harness/lab/receiver.h"
#include "harness/lab/slotted_tags.h"
#include "harness/model/tag_type.h"
#include "protocols/gen2/link_profile.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace plugtest::lab {

/// Type C (Gen2) in the lab's field: the tags of the load, and the rounds that a reader plays with
/// them. Tags are kept from load to load, with their flags.
class Gen2Air final : public AirInterface {
 public:
  /// `modes`: the reader's link profiles, in mode order. `field` and `tag_types` must outlive this
  /// object.
  Gen2Air(Field& field, const std::vector<model::TagType>& tag_types,
          std::vector<gen2::LinkProfile> modes, const Receiver& receiver, std::uint64_t seed);

  void on_load(HostTime now) override;
  void begin_inventory(const api::RadioInventory& inventory) override;
  void carrier_on(HostTime now) override;
  void carrier_off(HostTime now) override;
  AirStep step(HostTime now) override;
  HostTime wind_up(HostTime now) override;
  model::AirProtocol protocol() const override { return model::AirProtocol::type_c; }

  /// Type C tags answer commands of their own protocol only, and never talk unasked.
  void hear_modulation(HostTime /*begin*/, HostTime /*end*/) override {}
  void talk(HostTime /*begin*/, HostTime /*end*/, std::vector<Emission>& /*emissions*/) override {}

 private:
  struct Booting {
    gen2::Time ready_at;
    std::uint32_t tag;
  };

  gen2::Tag* tag_for(const LoadedTag& loaded);
  void follow_field(HostTime now);
  void finish_booting(gen2::Time now);
  /// Times given to tags never go back, even when a slot is cut off by a stop.
  gen2::Time monotonic(HostTime now);

  Field& field_;
  const std::vector<model::TagType>& tag_types_;
  std::vector<gen2::LinkProfile> modes_;
  Receiver receiver_;
  std::uint64_t seed_;
  std::map<identity::Uii, std::unique_ptr<gen2::Tag>> known_;
  SlottedTags tags_;
  std::vector<bool> in_field_;  ///< powered by the field, booting or not
  std::vector<Booting> booting_;
  std::optional<Gen2Round> round_;
  SlotResult slot_;
  gen2::Time last_{};
};

}  // namespace plugtest::lab
