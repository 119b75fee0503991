#include "harness/score/order.h"

#include "harness/score/cluster.h"
#include "harness/score/match.h"

#include <algorithm>
#include <map>

namespace plugtest::score {
namespace {

using model::Observation;

// What has been reported of one item, as far as an estimator wants it.
struct Track {
  std::optional<Nanos> first;
  std::optional<Nanos> last;
  std::optional<std::int32_t> peak_mdbm;
  Nanos peak_first{};
  Nanos peak_last{};

  void add(Nanos from, Nanos to, std::optional<std::int32_t> level_mdbm) {
    first = first ? std::min(*first, from) : from;
    last = last ? std::max(*last, to) : to;
    if (!level_mdbm || (peak_mdbm && *level_mdbm < *peak_mdbm)) return;
    const Nanos middle = from + (to - from) / 2;
    if (!peak_mdbm || *level_mdbm > *peak_mdbm) {
      peak_first = peak_last = middle;
    } else {
      peak_first = std::min(peak_first, middle);
      peak_last = std::max(peak_last, middle);
    }
    peak_mdbm = level_mdbm;
  }

  std::optional<Nanos> moment(OrderEstimator estimator) const {
    if (estimator == OrderEstimator::midpoint) {
      if (!first) return std::nullopt;
      return *first + (*last - *first) / 2;
    }
    if (!peak_mdbm) return std::nullopt;
    return peak_first + (peak_last - peak_first) / 2;
  }
};

bool stamped(const Observation& observation) {
  return observation.first_seen || observation.last_seen;
}

}  // namespace

std::string_view to_string(OrderEstimator estimator) {
  return estimator == OrderEstimator::rssi_peak ? "rssi_peak" : "midpoint";
}

std::vector<std::optional<Nanos>> item_moments(const model::PassRecord& pass,
                                               OrderEstimator estimator) {
  std::map<identity::Uii, std::size_t> index;
  for (std::size_t i = 0; i < pass.manifest.expected.size(); ++i) {
    index.emplace(pass.manifest.expected[i].piece.uii, i);
  }
  std::vector<const Observation*> counted;
  for (const Observation& observation : pass.observations) {
    if (index.contains(observation.uii) && belongs_to(observation, pass)) {
      counted.push_back(&observation);
    }
  }
  const bool by_reader_time = std::ranges::all_of(
      counted, [](const Observation* observation) { return stamped(*observation); });

  std::vector<Track> tracks(pass.manifest.expected.size());
  for (const Observation* observation : counted) {
    Track& track = tracks[index.at(observation->uii)];
    if (by_reader_time) {
      const ReaderTime from =
          observation->first_seen.value_or(observation->last_seen.value_or(ReaderTime{}));
      track.add(from.time_since_epoch(), observation->last_seen.value_or(from).time_since_epoch(),
                observation->rssi_mdbm);
    } else {
      const Nanos at = observation->received.time_since_epoch();
      track.add(at, at, observation->rssi_mdbm);
    }
  }
  std::vector<std::optional<Nanos>> moments;
  moments.reserve(tracks.size());
  for (const Track& track : tracks) moments.push_back(track.moment(estimator));
  return moments;
}

PassOrder order_of(const model::PassRecord& pass, OrderEstimator estimator) {
  const std::vector<std::optional<Nanos>> moments = item_moments(pass, estimator);
  PassOrder order{.pass = pass.index};
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (!moments[i]) continue;
    ++order.items;
    if (i + 1 == moments.size() || !moments[i + 1]) continue;
    ++order.pairs;
    if (*moments[i] < *moments[i + 1]) ++order.right;
  }
  order.complete = !moments.empty() && order.items == moments.size() && order.right == order.pairs;
  return order;
}

std::optional<OrderSummary> summarize_order(std::span<const PassOrder> passes) {
  std::vector<double> shares;
  OrderSummary summary;
  for (const PassOrder& pass : passes) {
    if (pass.pairs == 0) continue;
    shares.push_back(double(pass.right) / pass.pairs);
    if (pass.complete) ++summary.complete;
  }
  if (shares.empty()) return std::nullopt;
  summary.passes = static_cast<std::uint32_t>(shares.size());
  for (const double share : shares) summary.right += share / double(shares.size());
  const Interval interval = mean_interval(shares);
  summary.low = interval.low;
  summary.high = interval.high;
  return summary;
}

}  // namespace plugtest::score
