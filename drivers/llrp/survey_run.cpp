#include "drivers/llrp/survey_run.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::make;
using llrp::ParamType;

constexpr int k_samples = 5;
constexpr std::int64_t k_hz_per_khz = 1000;

/// The channels' raster, or what regulations commonly have when there is but one.
std::uint32_t width_khz(const std::vector<std::int64_t>& channels_hz) {
  std::int64_t width = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 1; i < channels_hz.size(); ++i) {
    width = std::min(width, channels_hz[i] - channels_hz[i - 1]);
  }
  constexpr std::int64_t k_usual_hz = 200'000;
  if (width <= 0 || width == std::numeric_limits<std::int64_t>::max()) width = k_usual_hz;
  return static_cast<std::uint32_t>(width / k_hz_per_khz);
}

std::int8_t to_dbm(std::int64_t mdbm) {
  constexpr std::int64_t k_mdb_per_db = 1000;
  return static_cast<std::int8_t>(
      std::clamp<std::int64_t>(mdbm / k_mdb_per_db, std::numeric_limits<std::int8_t>::min(),
                               std::numeric_limits<std::int8_t>::max()));
}

}  // namespace

Verdict SurveyRun::start(const SurveySpec& spec,
                         std::function<void(std::vector<llrp::Element>)> on_levels,
                         std::function<void()> on_over) {
  const HostTime now = clock_.now();
  if (!radio_.level_mdbm(spec.antenna, spec.channels_hz.front(), now, now)) {
    return device_error("the radio cannot listen at antenna " + std::to_string(spec.antenna));
  }
  spec_ = spec;
  on_levels_ = std::move(on_levels);
  on_over_ = std::move(on_over);
  levels_.clear();
  passes_ = 0;
  timer_.set_after(k_listen, [this] { listen(); });
  return {};
}

llrp::Element SurveyRun::entry(std::int64_t frequency_hz) const {
  const HostTime begin = clock_.now() - k_listen;
  constexpr Nanos k_step = k_listen / k_samples;
  std::int64_t sum = 0;
  std::int64_t peak = std::numeric_limits<std::int64_t>::min();
  for (int i = 0; i < k_samples; ++i) {
    const auto level =
        radio_.level_mdbm(spec_.antenna, frequency_hz, begin + i * k_step, begin + (i + 1) * k_step)
            .value_or(0);
    sum += level;
    peak = std::max<std::int64_t>(peak, level);
  }
  return make(ParamType::frequency_rssi_level_entry)
      .set("Frequency", static_cast<std::uint32_t>(frequency_hz / k_hz_per_khz))
      .set("Bandwidth", width_khz(spec_.channels_hz))
      .set("AverageRSSI", to_dbm(sum / k_samples))
      .set("PeakRSSI", to_dbm(peak))
      .add(stamp_.element());
}

void SurveyRun::listen() {
  levels_.push_back(entry(spec_.channels_hz[levels_.size()]));
  const bool whole = levels_.size() == spec_.channels_hz.size();
  const bool last = whole && ++passes_ == spec_.iterations;
  if (!last) timer_.set_after(k_listen, [this] { listen(); });
  if (whole) on_levels_(std::exchange(levels_, {}));
  if (last) on_over_();
}

}  // namespace plugtest::drivers
