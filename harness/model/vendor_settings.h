#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace plugtest::model {

struct ScenarioPlan;

/// What a vendor sets its reader to where the settings policy of a scenario leaves that to it; what
/// is not stated here is as the scenario has it. Frozen with the event: they are part of the plan
/// that is kept with the evidence and hashed, so passes under other settings are never pooled with
/// these.
struct VendorSettings {
  std::optional<std::int32_t> power_mdbm{};  ///< conducted; bounded by the region plan like any
  std::optional<std::uint8_t> session{};     ///< Gen2 S0..S3
  std::optional<std::uint16_t> tag_population{};  ///< estimate given to the reader
  std::string link_profile{};                     ///< name in gen2::named_profiles(), or empty

  bool operator==(const VendorSettings&) const = default;
};

/// The scenario as a reader with these settings runs it: the same under the common policy, under
/// the vendor's with the reader's own settings in it.
ScenarioPlan with_settings_of(const VendorSettings& settings, ScenarioPlan scenario);

}  // namespace plugtest::model
