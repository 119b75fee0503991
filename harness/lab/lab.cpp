#include "harness/lab/lab.h"

#include "harness/lab/field.h"
#include "harness/lab/gen2_air.h"
#include "harness/lab/lab_rig.h"
#include "harness/lab/level.h"
#include "harness/lab/reader_capabilities.h"
#include "harness/lab/reader_core.h"
#include "harness/lab/receiver.h"
#include "harness/lab/shared_air.h"
#include "harness/lab/tag_faults.h"
#include "harness/lab/total_air.h"
#include "harness/lab/virtual_clock.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

/// Whether positions and times stay within what the integer arithmetic of motion holds.
bool sensible(double value, double low, double high) {
  return std::isfinite(value) && value >= low && value <= high;
}

Result<void> check(const LabPlan& plan) {
  for (const model::TagType& type : plan.tag_types) {
    if (auto sound = check_faults(type); !sound) return sound;
  }
  const model::ReaderRadioProfile& radio = plan.reader.radio;
  if (!radio.sensitivity_offset_db.empty() &&
      radio.sensitivity_offset_db.size() != radio.link_profiles.size()) {
    return fail(ErrorCode::configuration,
                "reader " + radio.id + " needs a sensitivity offset for each link profile or none");
  }
  if (plan.tag_types.empty()) return fail(ErrorCode::configuration, "the load has no tag type");
  const auto& antennas = plan.scenario.lane.antennas;
  if (antennas.empty()) {
    return fail(ErrorCode::configuration,
                "lane " + plan.scenario.lane.id.str() + " has no antenna");
  }
  for (const model::Antenna& antenna : antennas) {
    if (antenna.port == 0 || antenna.port > plan.reader.radio.antenna_count) {
      return fail(ErrorCode::configuration,
                  fmt::format("lane {} uses antenna port {}, and reader {} has ports 1 to {}",
                              plan.scenario.lane.id.str(), antenna.port, plan.reader.radio.id,
                              plan.reader.radio.antenna_count));
    }
    const model::Vec3& bore = antenna.boresight;
    if (!(bore.x * bore.x + bore.y * bore.y + bore.z * bore.z > 0) ||
        !sensible(antenna.beamwidth_deg.value, 1, 360)) {
      return fail(ErrorCode::configuration,
                  fmt::format("the antenna at port {} of lane {} needs a boresight and a beam "
                              "width of 1 to 360 degrees",
                              antenna.port, plan.scenario.lane.id.str()));
    }
  }
  const model::MotionSpec& motion = plan.scenario.motion;
  if (!sensible(motion.speed_mps, 0.001, 100) || !sensible(motion.run_in_m, 0, 1000) ||
      !sensible(motion.run_out_m, 0, 1000)) {
    return fail(ErrorCode::configuration,
                "the lab moves loads at 0.001 to 100 m/s over at most 1000 m before and after the "
                "read zone");
  }
  return {};
}

/// The typed numbers of a Type D tag type; empty for a Type C one. Error `configuration` with the
/// type's name.
Result<std::optional<total::Profile>> profile_of(const model::TagType& type) {
  if (type.protocol != model::AirProtocol::type_d) return std::optional<total::Profile>{};
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorCode::configuration, "tag type " + type.id.str() + ": " + why);
  };
  if (!type.air) return refuse("a Type D tag type needs an air profile");
  total::Profile profile = total::default_profile();
  for (const model::AirParameter& parameter : type.air->parameters) {
    auto set = total::set_parameter(profile, parameter.name, parameter.value);
    if (!set) return refuse("air profile " + type.air->id + ": " + set.error().message);
  }
  if (auto sound = total::validate(profile); !sound) {
    return refuse("air profile " + type.air->id + ": " + sound.error().message);
  }
  return std::optional(profile);
}

Result<std::vector<std::optional<total::Profile>>> profiles_of(const LabPlan& plan) {
  std::vector<std::optional<total::Profile>> profiles;
  for (const model::TagType& type : plan.tag_types) {
    auto profile = profile_of(type);
    if (!profile) return fail(profile.error());
    profiles.push_back(std::move(*profile));
  }
  return profiles;
}

/// Whether anything of Type D is in this lab: tags, or a reader that spends time on them.
bool has_type_d(const LabPlan& plan) {
  const auto type_d = [](const auto& one) { return one.protocol == model::AirProtocol::type_d; };
  return std::ranges::any_of(plan.tag_types, type_d) ||
         std::ranges::any_of(plan.reader.radio.protocols, type_d);
}

std::int32_t percent(double share) { return static_cast<std::int32_t>(std::lround(share * 100)); }

std::vector<std::int32_t> deafer_mdb(const model::ReaderRadioProfile& radio) {
  std::vector<std::int32_t> offsets;
  for (const model::Sourced& offset : radio.sensitivity_offset_db) {
    offsets.push_back(to_mdb(offset.value));
  }
  return offsets;
}

class VirtualLab final : public Lab {
 public:
  VirtualLab(VirtualClock& clock, const LabPlan& plan, api::RadioCapabilities capabilities,
             std::vector<gen2::LinkProfile> modes,
             std::vector<std::optional<total::Profile>> profiles)
      : plan_(plan),
        field_(plan_.scenario, plan_.region, model::derive_seed(plan_.seed, "neighbours")),
        type_c_({.field = field_,
                 .shared = shared_,
                 .tag_types = plan_.tag_types,
                 .modes = std::move(modes),
                 .deafer_mdb = deafer_mdb(plan_.reader.radio),
                 .habits = {plan_.reader.radio.q_strategy, plan_.reader.radio.target_strategy},
                 .tap = plan_.air_tap},
                receiver(capabilities, "receiver"), model::derive_seed(plan_.seed, "air")) {
    // 0 = not modelled.
    if (const double leakage_db = plan_.reader.radio.leakage_noise_db.value; leakage_db < 0) {
      field_.set_leakage_noise(to_mdb(leakage_db));
    }
    shared_.attach(type_c_);
    std::vector<AirInterface*> airs{&type_c_};
    if (has_type_d(plan_)) {
      type_d_.emplace(TotalAir::Parts{.field = field_,
                                      .shared = shared_,
                                      .tag_types = plan_.tag_types,
                                      .profiles = std::move(profiles),
                                      .modulation_depth_percent =
                                          percent(plan_.reader.radio.modulation_depth.value),
                                      .tap = plan_.air_tap},
                      receiver(capabilities, "type-d-receiver"),
                      model::derive_seed(plan_.seed, "type-d-air"));
      shared_.attach(*type_d_);
      airs.push_back(&*type_d_);
    }
    radio_.emplace(clock, field_, airs, plan_.region, plan_.reader, std::move(capabilities),
                   model::derive_seed(plan_.seed, "reader"));
    rig_.emplace(clock, field_, airs, plan_.scenario, plan_.tag_types,
                 model::derive_seed(plan_.seed, "rig"), radio_->ports());
  }

  api::VirtualRadio& radio() override { return *radio_; }
  api::Rig& rig() override { return *rig_; }

 private:
  Receiver receiver(const api::RadioCapabilities& capabilities, std::string_view purpose) const {
    return {capabilities.sensitivity_mdbm, to_mdb(plan_.reader.radio.capture_threshold_db.value),
            model::derive_seed(plan_.seed, purpose)};
  }

  LabPlan plan_;
  Field field_;
  SharedAir shared_;
  Gen2Air type_c_;
  std::optional<TotalAir> type_d_;
  std::optional<ReaderCore> radio_;
  std::optional<LabRig> rig_;
};

}  // namespace

Result<std::unique_ptr<Lab>> make_lab(VirtualClock& clock, const LabPlan& plan) {
  if (auto sound = check(plan); !sound) return fail(sound.error());
  auto capabilities = capabilities_of(plan.reader.radio, plan.region);
  if (!capabilities) return fail(capabilities.error());
  std::vector<gen2::LinkProfile> modes;
  for (const std::string& name : plan.reader.radio.link_profiles) {
    const auto link = gen2::find_profile(name);
    if (!link) return fail(link.error());
    modes.push_back(*link);
  }
  auto profiles = profiles_of(plan);
  if (!profiles) return fail(profiles.error());
  return std::make_unique<VirtualLab>(clock, plan, std::move(*capabilities), std::move(modes),
                                      std::move(*profiles));
}

}  // namespace plugtest::lab
