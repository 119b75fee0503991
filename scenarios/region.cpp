#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <cmath>

namespace plugtest::scenarios {
namespace {

constexpr Range k_uhf_hz{400e6, 1000e6};
constexpr Range k_erp_dbm{-30, 40};

std::int64_t hertz(double value) { return std::llround(value); }

/// One channel, or all channels of a raster from the first to the last.
void read_channels(const Node& entry, model::RegionPlan& plan, Problems& problems) {
  constexpr std::int64_t k_most_channels = 1000;
  Fields fields(entry, "the channels", problems);
  double centre = 0;
  double first = 0;
  double last = 0;
  double step = 0;
  model::RegionPlan::Channel channel;
  const bool single = entry.find("centre") != nullptr;
  const Need raster = single ? Need::optional : Need::required;
  const bool good_centre = fields.quantity("centre", Need::optional, k_frequency, k_uhf_hz, centre);
  bool good_raster = fields.quantity("first", raster, k_frequency, k_uhf_hz, first);
  good_raster = fields.quantity("last", raster, k_frequency, k_uhf_hz, last) && good_raster;
  good_raster = fields.quantity("step", raster, k_frequency, {1e3, 10e6}, step) && good_raster;
  const bool good_erp = fields.power("max_erp", Need::required, k_erp_dbm, channel.max_erp_mdbm);
  fields.finish();
  if (!good_erp) return;
  if (single) {
    if (good_raster) fields.complain(entry, "give either 'centre' or 'first', 'last' and 'step'");
    channel.centre_hz = hertz(centre);
    if (good_centre) plan.channels.push_back(channel);
    return;
  }
  if (!good_raster) return;
  const std::int64_t span = hertz(last) - hertz(first);
  if (span < 0 || span % hertz(step) != 0 || span / hertz(step) >= k_most_channels) {
    fields.complain(entry, "'last' is to be a whole number of steps, at most 999, above 'first'");
    return;
  }
  for (std::int64_t at = hertz(first); at <= hertz(last); at += hertz(step)) {
    channel.centre_hz = at;
    plan.channels.push_back(channel);
  }
}

}  // namespace

model::RegionPlan read_region(const Node& content, Problems& problems) {
  model::RegionPlan plan;
  Fields fields(content, "the region", problems);
  fields.id("id", Need::required, plan.id);
  fields.text("title", Need::required, plan.title);
  fields.text("source", Need::required, plan.source);
  fields.flag("hopping", plan.hopping);
  fields.duration("max_dwell", {0.001, 60}, plan.max_dwell);
  if (const auto* entries = fields.list("channels", Need::required)) {
    for (const Node& entry : *entries) read_channels(entry, plan, problems);
  }
  fields.finish();
  return plan;
}

}  // namespace plugtest::scenarios
