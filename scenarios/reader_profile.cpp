#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <algorithm>

namespace plugtest::scenarios {
namespace {

void read_power(const Node& node, model::ReaderRadioProfile& profile, Problems& problems) {
  Fields fields(node, "power", problems);
  constexpr Range k_conducted_dbm{-20, 40};
  fields.quantity("min", Need::required, k_power, k_conducted_dbm, profile.min_power_dbm);
  fields.quantity("max", Need::required, k_power, k_conducted_dbm, profile.max_power_dbm);
  fields.quantity("step", Need::required, k_ratio, {0.05, 10}, profile.power_step_db);
  fields.finish();
  if (profile.min_power_dbm.value > profile.max_power_dbm.value) {
    fields.complain(node, "'min' of power is above its 'max'");
  }
}

void check_link_profiles(Fields& fields, const LoadOptions& options,
                         const model::ReaderRadioProfile& profile) {
  const Node* list = fields.find("link_profiles");
  if (list == nullptr || options.link_profiles.empty()) return;
  for (std::size_t i = 0; i < profile.link_profiles.size(); ++i) {
    const std::string& name = profile.link_profiles[i];
    if (std::ranges::find(options.link_profiles, name) == options.link_profiles.end()) {
      fields.complain(list->items[i],
                      "unknown link profile " + unknown_name(name, options.link_profiles));
    }
  }
}

}  // namespace

model::ReaderRadioProfile read_reader_profile(const Node& content, const LoadOptions& options,
                                              Problems& problems) {
  model::ReaderRadioProfile profile;
  Fields fields(content, "the reader", problems);
  fields.id("id", Need::required, profile.id);
  fields.text("model_name", Need::required, profile.model_name);
  fields.text("firmware", Need::required, profile.firmware);
  fields.integer("antenna_count", Need::required, 1, 32, profile.antenna_count);
  if (const Node* power = fields.map("power", Need::required)) {
    read_power(*power, profile, problems);
  }
  fields.quantity("sensitivity", Need::required, k_power, {-120, 0}, profile.sensitivity_dbm);
  fields.quantity("capture_threshold", Need::optional, k_ratio, {0, 40},
                  profile.capture_threshold_db);
  fields.list("link_profiles", Need::required);
  if (fields.texts("link_profiles", profile.link_profiles)) {
    check_link_profiles(fields, options, profile);
  }
  if (fields.quantity("antenna_dwell", Need::optional, k_time, {0.001, 10},
                      profile.antenna_dwell_ms)) {
    profile.antenna_dwell_ms.value *= 1000;  // the quantity is in seconds
  }
  fields.integer("report_buffer", Need::optional, 1, 1'000'000, profile.report_buffer_tags);
  fields.finish();
  return profile;
}

}  // namespace plugtest::scenarios
