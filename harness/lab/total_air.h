#pragma once

#include "harness/api/air_tap.h"
#include "harness/api/virtual_radio.h"
#include "harness/lab/air_interface.h"
#include "harness/lab/field.h"
#include "harness/lab/receiver.h"
#include "harness/lab/shared_air.h"
#include "harness/lab/total_listener.h"
#include "harness/lab/total_tags.h"
#include "harness/model/tag_type.h"
#include "protocols/identity/uii.h"
#include "protocols/total/profile.h"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace plugtest::lab {

/// Type D (TOTAL) in the lab's field: tags that talk by themselves after listening, and a reader
/// that keeps its carrier plain and takes down what comes. To read/write tags it may talk, too.
///
/// No other protocol of the lab talks unasked, so while this one has the floor nobody else sends.
class TotalAir final : public AirInterface {
 public:
  struct Parts {
    Field& field;
    SharedAir& shared;
    const std::vector<model::TagType>& tag_types;
    /// One per tag type, empty for types of another standard.
    std::vector<std::optional<total::Profile>> profiles;
    std::int32_t modulation_depth_percent = 90;  ///< of the reader's commands
    api::AirTap* tap = nullptr;
  };
  /// What `parts` refers to must outlive this object.
  TotalAir(Parts parts, const Receiver& receiver, std::uint64_t seed);

  model::AirProtocol protocol() const override { return model::AirProtocol::type_d; }
  void on_load(HostTime now) override;
  Nanos longest_step(const api::RadioInventory& inventory) const override;
  void begin_inventory(const api::RadioInventory& inventory) override;
  /// Mode, session, Selects and the like mean nothing here.
  void use_settings(const api::RadioInventory& /*here*/) override {}
  void carrier_on(HostTime now) override;
  void carrier_off(HostTime now) override;

  /// Listens until a tag has been identified, at most k_step; then access to it, if that is asked
  /// for.
  AirStep step(HostTime now) override;
  HostTime wind_up(HostTime now) override { return now; }
  void hear_modulation(HostTime begin, HostTime end) override;
  void talk(HostTime begin, HostTime end, std::vector<Emission>& emissions) override;

  static constexpr Nanos k_step = std::chrono::milliseconds(10);

 private:
  void follow_field(HostTime now);
  void access(const total::Profile& profile, Singulated& tag);

  Field& field_;
  SharedAir& shared_;
  TotalTags tags_;
  TotalListener listener_;
  std::vector<api::AccessRequest> access_;
  std::set<identity::Uii> accessed_;  ///< all of it has succeeded
};

}  // namespace plugtest::lab
