#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace plugtest::scenarios {
namespace {

constexpr Range k_uhf_hz{400e6, 1000e6};
constexpr Range k_erp_dbm{-30, 40};

constexpr Range k_width_hz{1e3, 10e6};
// A stay must hold slots; those are not cut off.
constexpr Range k_dwell_s{0.1, 60};
constexpr Range k_period_s{0.1, 600};
constexpr Range k_off_s{0.001, 60};
constexpr std::int64_t k_most_channels = 1000;

std::int64_t hertz(double value) { return std::llround(value); }

std::string megahertz(std::int64_t hz) {
  return fmt::format("{} MHz", static_cast<double>(hz) / 1e6);
}

std::string kilohertz(std::int64_t hz) {
  return fmt::format("{} kHz", static_cast<double>(hz) / 1e3);
}

/// One channel, or all channels of a raster from the first to the last.
void read_channels(const Node& entry, model::RegionPlan& plan, Problems& problems) {
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

void read_listening(const Node& node, model::RegionPlan& plan, Problems& problems) {
  Fields fields(node, "listen_before_talk", problems);
  model::RegionPlan::ListenBeforeTalk rule;
  const bool good_threshold =
      fields.power("threshold", Need::required, {-130, 0}, rule.threshold_mdbm);
  double listen_s = 0;
  const bool good_listen = fields.quantity("listen", Need::required, k_time, {0.0001, 1}, listen_s);
  rule.listen = Nanos(std::llround(listen_s * 1e9));
  fields.finish();
  if (good_threshold && good_listen) plan.listen_before_talk = rule;
}

/// Rules that do not go together.
void check_times(Fields& fields, const model::RegionPlan& plan) {
  const auto forbid = [&](std::string_view key, bool wrong, const std::string& message) {
    const Node* value = fields.find(key);
    if (value != nullptr && wrong) fields.complain(*value, message);
  };
  const bool limited = plan.max_dwell > Nanos(0);
  const bool period = plan.dwell_period > Nanos(0);
  const bool off_time = plan.off_time > Nanos(0);
  forbid("dwell_period", period && !limited, "'dwell_period' needs a 'max_dwell' within it");
  forbid("dwell_period", period && plan.dwell_period < plan.max_dwell,
         "'dwell_period' is shorter than 'max_dwell'");
  forbid("off_time", off_time && period,
         "'off_time' ends a stay and 'dwell_period' limits the sum of stays: give one of them");
  forbid("off_time", off_time && !limited, "'off_time' needs a 'max_dwell' that it follows");
  // Else a reader with one usable channel left would never have to leave it.
  forbid("max_dwell", limited && !plan.hopping && !off_time && !period,
         "without hopping 'max_dwell' needs an 'off_time' after it or a 'dwell_period'");
}

void check_channels(Fields& fields, const model::RegionPlan& plan) {
  const Node* channels = fields.find("channels");
  if (channels == nullptr || plan.channels.empty()) return;
  const auto& all = plan.channels;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::int64_t apart = std::abs(all[i].centre_hz - all[j].centre_hz);
      if (apart > 0 && apart >= plan.channel_width_hz) continue;
      const std::string pair =
          "the channels at " + megahertz(all[j].centre_hz) + " and " + megahertz(all[i].centre_hz);
      fields.complain(
          *channels,
          apart == 0 ? "a channel at " + megahertz(all[i].centre_hz) + " is given twice"
                     : pair + " overlap: 'channel_width' is " + kilohertz(plan.channel_width_hz));
      return;
    }
  }
  const std::size_t least = model::least_channels(plan);
  if (all.size() >= least) return;
  const Node* rule = fields.find(plan.min_channels > 1 ? "min_channels" : "hopping");
  fields.complain(
      rule != nullptr ? *rule : *channels,
      fmt::format("hopping over at least {} channels, and the plan has {}", least, all.size()));
}

}  // namespace

model::RegionPlan read_region(const Node& content, Problems& problems) {
  model::RegionPlan plan;
  Fields fields(content, "the region", problems);
  fields.id("id", Need::required, plan.id);
  fields.text("title", Need::required, plan.title);
  fields.text("source", Need::required, plan.source);
  std::int32_t conducted = 0;
  if (fields.power("max_conducted", Need::optional, k_erp_dbm, conducted)) {
    plan.max_conducted_mdbm = conducted;
  }
  fields.flag("hopping", plan.hopping);
  double width = 0;
  if (fields.quantity("channel_width", Need::optional, k_frequency, k_width_hz, width)) {
    plan.channel_width_hz = hertz(width);
  }
  fields.integer("min_channels", Need::optional, 1, k_most_channels, plan.min_channels);
  const std::size_t before = problems.count();
  fields.duration("max_dwell", k_dwell_s, plan.max_dwell);
  fields.duration("dwell_period", k_period_s, plan.dwell_period);
  fields.duration("off_time", k_off_s, plan.off_time);
  if (problems.count() == before) check_times(fields, plan);
  if (const Node* rule = fields.map("listen_before_talk", Need::optional)) {
    read_listening(*rule, plan, problems);
  }
  const std::size_t before_channels = problems.count();
  if (const auto* entries = fields.list("channels", Need::required)) {
    for (const Node& entry : *entries) read_channels(entry, plan, problems);
  }
  if (problems.count() == before_channels) check_channels(fields, plan);
  fields.finish();
  return plan;
}

}  // namespace plugtest::scenarios
