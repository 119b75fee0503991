#include "reports/regions.h"

#include "reports/assets.h"
#include "reports/text.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <mustache.hpp>

namespace plugtest::reports {
namespace {

using kainjow::mustache::data;
using model::RegionPlan;

constexpr double k_dipole_dbi = 2.15;

std::string megahertz(std::int64_t hz) {
  return fmt::format("{:.7g}", static_cast<double>(hz) / 1e6);
}

std::string replaced(std::string text, std::string_view name, std::string_view value) {
  const std::string place = fmt::format("{{{}}}", name);
  if (const std::size_t at = text.find(place); at != std::string::npos) {
    text.replace(at, place.size(), value);
  }
  return text;
}

std::string seconds(Nanos span) { return fmt::format("{:g} s", to_seconds(span)); }

/// Channels next to each other with the same step and power, in ascending order.
struct Block {
  std::int64_t first_hz = 0;
  std::int64_t last_hz = 0;
  std::int64_t step_hz = 0;
  std::size_t count = 0;
  std::int32_t max_erp_mdbm = 0;
};

std::vector<RegionPlan::Channel> ascending(const RegionPlan& plan) {
  auto channels = plan.channels;
  std::ranges::sort(channels, {}, &RegionPlan::Channel::centre_hz);
  return channels;
}

std::vector<Block> blocks_of(const RegionPlan& plan) {
  std::vector<Block> blocks;
  for (const RegionPlan::Channel& channel : ascending(plan)) {
    if (!blocks.empty()) {
      Block& last = blocks.back();
      const std::int64_t step = channel.centre_hz - last.last_hz;
      if (last.max_erp_mdbm == channel.max_erp_mdbm && (last.count == 1 || last.step_hz == step)) {
        last.step_hz = step;
        last.last_hz = channel.centre_hz;
        ++last.count;
        continue;
      }
    }
    blocks.push_back({channel.centre_hz, channel.centre_hz, 0, 1, channel.max_erp_mdbm});
  }
  return blocks;
}

class Words {
 public:
  explicit Words(Language language) : language_(language) {}

  std::string operator()(std::string_view key) const { return text_of(language_, key); }

  std::string title(const RegionPlan& plan) const {
    return clean(text_of(language_, "region." + plan.id + ".title", plan.title));
  }
  std::string source(const RegionPlan& plan) const {
    return clean(text_of(language_, "region." + plan.id + ".source", plan.source));
  }
  std::string dates(const RegionPlan& plan) const {
    return text_of(language_, "region." + plan.id + ".dates",
                   text_of(language_, "regions.no_date"));
  }

  std::string power(std::int32_t erp_mdbm) const {
    const double dbm = erp_mdbm / 1000.0;
    return fmt::format("{:.3g} W ERP ({:.4g} dBm ERP, {:.4g} dBm EIRP)",
                       std::pow(10, dbm / 10) / 1000, dbm, dbm + k_dipole_dbi);
  }

  std::string block(const Block& block) const {
    if (block.count == 1) {
      return fmt::format("{} MHz: {}", megahertz(block.first_hz), power(block.max_erp_mdbm));
    }
    std::string text = (*this)("regions.block");
    text = replaced(text, "count", fmt::to_string(block.count));
    text = replaced(text, "first", megahertz(block.first_hz));
    text = replaced(text, "last", megahertz(block.last_hz));
    text = replaced(text, "step", fmt::format("{:g}", static_cast<double>(block.step_hz) / 1e3));
    return text + power(block.max_erp_mdbm);
  }

  std::string use(const RegionPlan& plan) const {
    std::string text = (*this)(plan.hopping ? "regions.hopping" : "regions.fixed");
    if (plan.min_channels > 0) {
      text += replaced((*this)("regions.least"), "count", fmt::to_string(plan.min_channels));
    }
    return text;
  }

  std::string dwell(const RegionPlan& plan) const {
    if (plan.max_dwell == Nanos{0}) return (*this)("regions.no_dwell");
    std::string text = replaced((*this)("regions.dwell"), "time", seconds(plan.max_dwell));
    if (plan.dwell_period > Nanos{0}) {
      text += replaced((*this)("regions.period"), "time", seconds(plan.dwell_period));
    }
    if (plan.off_time > Nanos{0}) {
      text += replaced((*this)("regions.off_time"), "time", seconds(plan.off_time));
    }
    return text;
  }

  std::string listening(const RegionPlan& plan) const {
    if (!plan.listen_before_talk) return (*this)("regions.no_listening");
    std::string text =
        replaced((*this)("regions.listening"), "time", seconds(plan.listen_before_talk->listen));
    return replaced(text, "level",
                    fmt::format("{:g} dBm", plan.listen_before_talk->threshold_mdbm / 1000.0));
  }

  std::vector<std::pair<std::string, std::string>> facts(const RegionPlan& plan) const {
    std::vector<std::pair<std::string, std::string>> rows;
    bool first = true;
    for (const Block& one : blocks_of(plan)) {
      rows.emplace_back(first ? (*this)("regions.channels") : "", block(one));
      first = false;
    }
    if (plan.channel_width_hz > 0) {
      rows.emplace_back((*this)("regions.width"),
                        fmt::format("{:g} kHz", static_cast<double>(plan.channel_width_hz) / 1e3));
    }
    rows.emplace_back((*this)("regions.use"), use(plan));
    rows.emplace_back((*this)("regions.time"), dwell(plan));
    rows.emplace_back((*this)("regions.lbt"), listening(plan));
    rows.emplace_back((*this)("regions.dates"), dates(plan));
    rows.emplace_back((*this)("regions.source"), source(plan));
    return rows;
  }

 private:
  Language language_;
};

// One bar a channel over the plan's band, as high as its power.
data picture(const RegionPlan& plan) {
  constexpr double k_width = 900;
  constexpr double k_height = 60;
  constexpr double k_full_mdbm = 37'000;
  const auto channels = ascending(plan);
  const std::int64_t width_hz = std::max<std::int64_t>(plan.channel_width_hz, 100'000);
  const double from = static_cast<double>(channels.front().centre_hz - width_hz);
  const double span = static_cast<double>(channels.back().centre_hz + width_hz) - from;
  data bars(data::type::list);
  for (const RegionPlan::Channel& channel : channels) {
    const double left = static_cast<double>(channel.centre_hz - width_hz / 2) - from;
    const double high = k_height * std::clamp(channel.max_erp_mdbm / k_full_mdbm, 0.05, 1.0);
    data bar;
    bar.set("x", fmt::format("{:.2f}", left / span * k_width));
    bar.set("width", fmt::format("{:.2f}", static_cast<double>(width_hz) / span * k_width * 0.92));
    bar.set("y", fmt::format("{:.1f}", k_height - high));
    bar.set("height", fmt::format("{:.1f}", high));
    bar.set("title", fmt::format("{} MHz", megahertz(channel.centre_hz)));
    bars.push_back(bar);
  }
  return bars;
}

}  // namespace

std::string regions_text(std::span<const RegionPlan> plans, Language language) {
  const Words words(language);
  std::string out;
  for (const RegionPlan& plan : plans) {
    if (!out.empty()) out += '\n';
    out += fmt::format("{} [{}]\n", words.title(plan), clean(plan.id));
    const auto facts = words.facts(plan);
    std::size_t width = 0;
    for (const auto& [name, value] : facts) width = std::max(width, display_width(name));
    for (const auto& [name, value] : facts) {
      out += "  " + name + std::string(width + 2 - display_width(name), ' ') + value + '\n';
    }
  }
  return out;
}

std::string regions_page(std::span<const RegionPlan> plans, Language language) {
  const Words words(language);
  data page;
  page.set("language", std::string(to_string(language)));
  page.set("css", std::string(assets::page_css));
  page.set("heading", words("regions.title"));
  page.set("note", words("regions.note"));
  data list(data::type::list);
  for (const RegionPlan& plan : plans) {
    if (plan.channels.empty()) continue;
    data entry;
    entry.set("id", clean(plan.id));
    entry.set("title", words.title(plan));
    data facts(data::type::list);
    for (const auto& [name, value] : words.facts(plan)) {
      data fact;
      fact.set("name", name);
      fact.set("value", value);
      facts.push_back(fact);
    }
    entry.set("facts", facts);
    entry.set("bars", picture(plan));
    const auto channels = ascending(plan);
    entry.set("first", megahertz(channels.front().centre_hz) + " MHz");
    entry.set("last", megahertz(channels.back().centre_hz) + " MHz");
    entry.set("picture", words("regions.picture"));
    list.push_back(entry);
  }
  page.set("plans", list);
  return kainjow::mustache::mustache{std::string(assets::regions_html)}.render(page);
}

}  // namespace plugtest::reports
