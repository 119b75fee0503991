#include "harness/model/vendor_settings.h"

#include "harness/model/scenario_plan.h"

namespace plugtest::model {

ScenarioPlan with_settings_of(const VendorSettings& settings, ScenarioPlan scenario) {
  if (scenario.policy == SettingsPolicy::common) return scenario;
  CommonSettings& used = scenario.settings;
  used.power_mdbm = settings.power_mdbm.value_or(used.power_mdbm);
  used.session = settings.session.value_or(used.session);
  used.tag_population = settings.tag_population.value_or(used.tag_population);
  if (!settings.link_profile.empty()) used.link_profile = settings.link_profile;
  return scenario;
}

}  // namespace plugtest::model
