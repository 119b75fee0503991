#include "harness/lab/channel_ledger.h"

#include <algorithm>

namespace plugtest::lab {

ChannelLedger::ChannelLedger(const model::RegionPlan& plan)
    : max_dwell_(plan.max_dwell),
      period_(plan.dwell_period),
      off_time_(plan.off_time),
      channels_(plan.channels.size()) {}

Nanos ChannelLedger::rest_of_stay(std::size_t channel, HostTime now) const {
  const Channel& account = channels_[channel];
  if (!account.ever) return max_dwell_;
  const bool over = off_time_ > Nanos(0) ? now - account.until >= off_time_ : channel != last_;
  return over ? max_dwell_ : max_dwell_ - (now - account.since);
}

Nanos ChannelLedger::allowance(std::size_t channel, HostTime now) const {
  if (max_dwell_ == Nanos(0)) return Nanos::max();
  if (period_ == Nanos(0)) return rest_of_stay(channel, now);
  // Windows that end later hold no more of what has been than the one that ends now.
  Nanos left = max_dwell_;
  for (const Use& use : channels_[channel].uses) {
    left -= std::max(use.end - std::max(use.begin, now - period_), Nanos(0));
  }
  return left;
}

std::optional<HostTime> ChannelLedger::available(std::size_t channel, HostTime now,
                                                 Nanos least) const {
  if (allowance(channel, now) >= least) return now;
  const Channel& account = channels_[channel];
  if (period_ == Nanos(0)) {
    if (off_time_ == Nanos(0)) return std::nullopt;
    return account.until + off_time_;
  }
  for (const Use& use : account.uses) {
    const HostTime forgotten = std::max(now, use.end + period_);
    if (allowance(channel, forgotten) >= least) return forgotten;
  }
  return std::nullopt;
}

void ChannelLedger::used(std::size_t channel, HostTime begin, HostTime end) {
  Channel& account = channels_[channel];
  if (rest_of_stay(channel, begin) == max_dwell_) account.since = begin;
  account.until = end;
  account.ever = true;
  last_ = channel;
  if (period_ == Nanos(0)) return;
  while (!account.uses.empty() && account.uses.front().end <= end - period_) {
    account.uses.pop_front();
  }
  account.uses.push_back({begin, end});
}

}  // namespace plugtest::lab
