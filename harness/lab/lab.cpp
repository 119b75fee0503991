#include "harness/lab/lab.h"

#include "harness/lab/field.h"
#include "harness/lab/gen2_air.h"
#include "harness/lab/lab_rig.h"
#include "harness/lab/level.h"
#include "harness/lab/reader_core.h"
#include "harness/lab/receiver.h"
#include "harness/lab/virtual_clock.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

std::int32_t object_loss_mdb(const model::LoadSpec& load) {
  return std::visit([](const auto& spec) { return to_mdb(spec.item.on_object_loss_db.value); },
                    load);
}

/// Whether positions and times stay within what the integer arithmetic of motion holds.
bool sensible(double value, double low, double high) {
  return std::isfinite(value) && value >= low && value <= high;
}

Result<void> check(const LabPlan& plan) {
  for (const model::TagType& type : plan.tag_types) {
    if (type.protocol != model::AirProtocol::type_c) {
      return fail(ErrorCode::configuration, "the lab models Type C only so far; " + type.id.str() +
                                                " is " +
                                                std::string(model::to_string(type.protocol)));
    }
    if (!type.faults.empty()) {
      return fail(ErrorCode::configuration,
                  "the lab knows no tag faults so far; " + type.id.str() + " has " +
                      std::string(model::info(type.faults.front().fault).name));
    }
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

class VirtualLab final : public Lab {
 public:
  VirtualLab(VirtualClock& clock, const LabPlan& plan, api::RadioCapabilities capabilities,
             std::vector<gen2::LinkProfile> modes)
      : plan_(plan),
        field_(plan_.scenario.lane, plan_.scenario.surroundings,
               object_loss_mdb(plan_.scenario.load)),
        air_(field_, plan_.tag_types, std::move(modes),
             Receiver(capabilities.sensitivity_mdbm,
                      to_mdb(plan_.reader.radio.capture_threshold_db.value),
                      model::derive_seed(plan_.seed, "receiver")),
             model::derive_seed(plan_.seed, "air")),
        radio_(clock, field_, air_, plan_.region, plan_.reader, std::move(capabilities),
               model::derive_seed(plan_.seed, "reader")),
        rig_(clock, field_, {&air_}, plan_.scenario, plan_.tag_types,
             model::derive_seed(plan_.seed, "rig")) {}

  api::VirtualRadio& radio() override { return radio_; }
  api::Rig& rig() override { return rig_; }

 private:
  LabPlan plan_;
  Field field_;
  Gen2Air air_;
  ReaderCore radio_;
  LabRig rig_;
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
  return std::make_unique<VirtualLab>(clock, plan, std::move(*capabilities), std::move(modes));
}

}  // namespace plugtest::lab
