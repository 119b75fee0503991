#pragma once

#include "harness/api/air_tap.h"
#include "harness/lab/air_interface.h"
#include "harness/lab/field.h"
#include "harness/lab/gen2_habits.h"
#include "harness/lab/gen2_log.h"
#include "harness/lab/gen2_round.h"
#include "harness/lab/receiver.h"
#include "harness/lab/shared_air.h"
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
  struct Parts {
    Field& field;
    SharedAir& shared;
    const std::vector<model::TagType>& tag_types;
    std::vector<gen2::LinkProfile> modes;  ///< of the reader, in mode order
    /// How much deafer than its receiver the reader is in each mode; none = all alike.
    std::vector<std::int32_t> deafer_mdb{};
    Gen2Habits habits{};
    api::AirTap* tap = nullptr;
  };
  /// What `parts` refers to must outlive this object.
  Gen2Air(Parts parts, const Receiver& receiver, std::uint64_t seed);

  void on_load(HostTime now) override;
  Nanos longest_step(const api::RadioInventory& inventory) const override;
  void begin_inventory(const api::RadioInventory& inventory) override { use_settings(inventory); }
  void use_settings(const api::RadioInventory& here) override;
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

  /// Passes on what a round does to the air, when somebody else is there to hear it.
  class Others final : public Bystanders {
   public:
    Others(SharedAir& air, const Gen2Air& self) : air_(air), self_(self) {}
    void hear_command(gen2::Time begin, gen2::Time end) override;
    std::int32_t talk_into(gen2::Time begin, gen2::Time end) override;

   private:
    SharedAir& air_;
    const Gen2Air& self_;
  };

  gen2::Tag* tag_for(const LoadedTag& loaded);
  bool answers(std::uint32_t tag, const Link& link) const;
  void choose_timing(const gen2::LinkProfile& link);
  void follow_field(HostTime now);
  void finish_booting(gen2::Time now);
  /// Does with the tag just read what the inventory asks for; the answer is when that is over.
  gen2::Time carry_out_access(const Gen2Scene& scene, Singulated& tag);
  /// Times given to tags never go back, even when a slot is cut off by a stop.
  gen2::Time monotonic(HostTime now);

  Parts parts_;
  Field& field_;
  const std::vector<model::TagType>& tag_types_;
  Others others_;
  std::optional<Gen2Log> log_;
  Receiver receiver_;
  std::int32_t best_sensitivity_mdbm_;
  std::uint64_t seed_;
  std::map<identity::Uii, std::unique_ptr<gen2::Tag>> known_;
  SlottedTags tags_;
  std::int32_t blf_hz_ = 0;  ///< of the inventory
  gen2::Modulation modulation_ = gen2::Modulation::fm0;
  std::vector<bool> of_type_c_;  ///< by number in the load
  std::vector<bool> in_field_;   ///< powered by the field, booting or not
  std::vector<Booting> booting_;
  std::vector<ReplyTiming> timing_;  ///< by number in the load; empty when all are exact
  std::vector<api::AccessRequest> access_;
  api::TagAccess* access_by_tag_ = nullptr;
  std::optional<gen2::LinkProfile> link_;  ///< of the inventory
  std::optional<Gen2Round> round_;
  SlotResult slot_;
  gen2::Time last_{};
};

}  // namespace plugtest::lab
