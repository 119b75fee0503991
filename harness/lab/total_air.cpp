#include "harness/lab/total_air.h"

#include "harness/lab/total_access.h"

#include <algorithm>
#include <utility>

namespace plugtest::lab {

namespace {

total::Time since_epoch(HostTime time) { return time.time_since_epoch(); }

}  // namespace

TotalAir::TotalAir(Parts parts, const Receiver& receiver, std::uint64_t seed)
    : field_(parts.field),
      shared_(parts.shared),
      tags_(parts.field, parts.tag_types, std::move(parts.profiles), parts.modulation_depth_percent,
            seed),
      listener_(parts.field, receiver, parts.tap) {}

void TotalAir::on_load(HostTime now) {
  carrier_off(now);
  tags_.load();
}

Nanos TotalAir::longest_step(const api::RadioInventory& inventory) const {
  total::Time access{0};
  for (const auto& profile : tags_.profiles()) {
    if (profile) access = std::max(access, longest_total_access(*profile, inventory.type_d_access));
  }
  return k_step + access;
}

void TotalAir::begin_inventory(const api::RadioInventory& inventory) {
  access_ = inventory.type_d_access;
  accessed_.clear();
}

void TotalAir::carrier_on(HostTime now) {
  field_.refresh(now);
  tags_.follow_field(since_epoch(now));
}

void TotalAir::carrier_off(HostTime now) {
  tags_.power_off(std::max(tags_.now(), since_epoch(now)));
}

void TotalAir::follow_field(HostTime now) {
  if (!field_.stale(now)) return;
  field_.refresh(now);
  tags_.follow_field(since_epoch(now));
}

AirStep TotalAir::step(HostTime now) {
  tags_.pass_over(since_epoch(now));
  follow_field(now);
  const total::Time limit = tags_.now() + k_step;
  while (true) {
    const TotalTags::Event event = tags_.play(limit);
    if (event == TotalTags::Event::none) return {HostTime(limit), std::nullopt};
    if (event != TotalTags::Event::ended || tags_.ended().answer) continue;
    const total::Tag& tag = tags_.tag(tags_.ended().tag);
    auto identified = listener_.identify(tags_.ended(), tag);
    if (!identified) continue;
    if (!access_.empty()) access(tag.profile(), *identified);
    return {HostTime(tags_.now()), std::move(identified)};
  }
}

void TotalAir::access(const total::Profile& profile, Singulated& tag) {
  if (accessed_.contains(tag.uii)) return;
  tag.access =
      TotalAccess(tags_, listener_, shared_, *this, profile).carry_out(access_, tags_.now());
  tag.when = HostTime(tags_.now());
  const bool done = std::ranges::all_of(tag.access, [](const api::AccessResult& result) {
    return result.outcome == api::AccessResult::Outcome::success;
  });
  if (done) accessed_.insert(tag.uii);
}

void TotalAir::hear_modulation(HostTime begin, HostTime end) {
  tags_.hear_modulation(since_epoch(begin), since_epoch(end));
}

void TotalAir::talk(HostTime begin, HostTime end, std::vector<Emission>& emissions) {
  tags_.pass_over(since_epoch(begin));
  follow_field(begin);
  const total::Time from = tags_.now();
  const total::Time to = std::max(from, since_epoch(end));
  const auto report = [&](const TotalMessage& message) {
    emissions.push_back({HostTime(std::max(message.begin, from)),
                         HostTime(std::min(message.end, to)), message.level_mdbm});
  };
  for (const TotalMessage& message : tags_.on_air()) report(message);
  // What begins in this stretch is reported when it begins, however soon it ends.
  while (true) {
    const TotalTags::Event event = tags_.play(to);
    if (event == TotalTags::Event::none) return;
    if (event == TotalTags::Event::begun) report(tags_.on_air().back());
  }
}

}  // namespace plugtest::lab
