#pragma once

#include "harness/api/air_tap.h"
#include "harness/lab/air_interface.h"
#include "harness/lab/field.h"
#include "harness/lab/receiver.h"
#include "harness/model/tag_type.h"
#include "protocols/identity/uii.h"
#include "protocols/total/profile.h"
#include "protocols/total/tag.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <vector>

namespace plugtest::lab {

/// Type D (TOTAL) in the lab's field: tags that talk by themselves after listening, and a reader
/// that keeps its carrier plain and takes down what comes.
///
/// Tags are kept from load to load. Cost goes with the tags that talk, not with those that cannot:
/// a queue holds when each will begin, and while a reader keeps talking, its modulation is noted
/// once and given to the tags only when they could have finished listening to it (their hold-off is
/// drawn anew with that; what they would have drawn in between nobody could have heard).
///
/// No other protocol of the lab talks unasked, so while this one has the floor it is alone.
class TotalAir final : public AirInterface {
 public:
  /// `profiles`: one per tag type, empty for types of another standard. All references must outlive
  /// this object; `tap` may be null.
  TotalAir(Field& field, const std::vector<model::TagType>& tag_types,
           std::vector<std::optional<total::Profile>> profiles, const Receiver& receiver,
           api::AirTap* tap, std::uint64_t seed);

  model::AirProtocol protocol() const override { return model::AirProtocol::type_d; }
  void on_load(HostTime now) override;
  Nanos longest_step(const api::RadioInventory& /*inventory*/) const override { return k_step; }
  void begin_inventory(const api::RadioInventory& /*inventory*/) override {}
  void carrier_on(HostTime now) override;
  void carrier_off(HostTime now) override;

  /// Listens until a tag has been identified, at most k_step.
  AirStep step(HostTime now) override;
  HostTime wind_up(HostTime now) override { return now; }
  void hear_modulation(HostTime begin, HostTime end) override;
  void talk(HostTime begin, HostTime end, std::vector<Emission>& emissions) override;

  static constexpr Nanos k_step = std::chrono::milliseconds(10);

 private:
  struct Overlap {
    total::Time begin;
    total::Time end;
    std::int32_t level_mdbm;
  };
  /// A transmission under way.
  struct OnAir {
    std::uint32_t tag = 0;
    total::Time begin{};
    total::Time end{};
    std::int32_t level_mdbm = 0;
    std::uint16_t phase_4096 = 0;
    std::vector<Overlap> others;
  };
  struct Start {
    total::Time when;
    std::uint32_t tag;
    bool operator>(const Start& other) const {
      return when != other.when ? when > other.when : tag > other.tag;
    }
  };
  struct Modulation {
    total::Time begin;
    total::Time end;
  };

  total::Tag* tag_for(const LoadedTag& loaded);
  void follow_field(total::Time now);
  void schedule(std::uint32_t tag);
  bool notices(std::uint32_t tag) const;
  bool muted(std::uint32_t tag) const;
  void deliver_modulation();
  std::optional<total::Time> next_start();
  void start_next();
  OnAir take_ended(std::size_t index);
  std::optional<std::size_t> first_to_end() const;
  /// Plays on with a plain carrier; what ends is heard by nobody.
  void advance(total::Time until);
  std::optional<Singulated> receive(const OnAir& message);
  void trace(const OnAir& message, const bits::BitString& bits, std::string meaning,
             model::AirReception reception) const;

  Field& field_;
  const std::vector<model::TagType>& tag_types_;
  std::vector<std::optional<total::Profile>> profiles_;
  Receiver receiver_;
  api::AirTap* tap_;
  std::uint64_t seed_;
  std::map<identity::Uii, std::unique_ptr<total::Tag>> known_;
  std::vector<total::Tag*> tags_;  ///< by number in the load; null for another standard
  std::vector<total::Time> powered_at_;
  std::priority_queue<Start, std::vector<Start>, std::greater<>> starts_;
  std::vector<OnAir> on_air_;
  std::optional<Modulation> modulation_;  ///< not yet told to the tags
  total::Time quiet_{};                   ///< after modulation no tag can talk for so long
  total::Time now_{};
};

}  // namespace plugtest::lab
