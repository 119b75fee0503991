#include "harness/score/order.h"

#include "harness/score/cluster.h"
#include "harness/score/match.h"

#include <algorithm>
#include <utility>
#include <variant>

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

// One per expected item, in the order of the manifest.
std::vector<Track> tracks_of(const model::PassRecord& pass) {
  const auto& expected = pass.manifest.expected;
  std::vector<std::pair<identity::Uii, std::size_t>> index;
  index.reserve(expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) index.emplace_back(expected[i].piece.uii, i);
  std::ranges::sort(index);
  struct Counted {
    const Observation* observation;
    std::size_t item;
  };
  std::vector<Counted> counted;
  counted.reserve(pass.observations.size());
  bool by_reader_time = true;
  for (const Observation& observation : pass.observations) {
    const auto found = std::ranges::lower_bound(index, observation.uii, {},
                                                &std::pair<identity::Uii, std::size_t>::first);
    if (found == index.end() || found->first != observation.uii) continue;
    if (!belongs_to(observation, pass)) continue;
    counted.push_back({&observation, found->second});
    by_reader_time = by_reader_time && stamped(observation);
  }
  std::vector<Track> tracks(expected.size());
  for (const auto& [observation, item] : counted) {
    if (by_reader_time) {
      const ReaderTime from =
          observation->first_seen.value_or(observation->last_seen.value_or(ReaderTime{}));
      tracks[item].add(from.time_since_epoch(),
                       observation->last_seen.value_or(from).time_since_epoch(),
                       observation->rssi_mdbm);
    } else {
      const Nanos at = observation->received.time_since_epoch();
      tracks[item].add(at, at, observation->rssi_mdbm);
    }
  }
  return tracks;
}

std::vector<std::optional<Nanos>> moments_of(const std::vector<Track>& tracks,
                                             OrderEstimator estimator) {
  std::vector<std::optional<Nanos>> moments;
  moments.reserve(tracks.size());
  for (const Track& track : tracks) moments.push_back(track.moment(estimator));
  return moments;
}

PassOrder order_from(const std::vector<Track>& tracks, std::uint32_t pass,
                     OrderEstimator estimator) {
  const std::vector<std::optional<Nanos>> moments = moments_of(tracks, estimator);
  PassOrder order{.pass = pass, .estimator = estimator};
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

}  // namespace

bool in_file(const model::ScenarioPlan& scenario) {
  const model::MotionKind motion = scenario.motion.kind;
  return std::holds_alternative<model::TrainLoad>(scenario.load) &&
         (motion == model::MotionKind::conveyor || motion == model::MotionKind::push);
}

std::vector<std::optional<Nanos>> item_moments(const model::PassRecord& pass,
                                               OrderEstimator estimator) {
  return moments_of(tracks_of(pass), estimator);
}

PassOrder order_of(const model::PassRecord& pass, OrderEstimator estimator) {
  return order_from(tracks_of(pass), pass.index, estimator);
}

std::vector<PassOrder> orders_of(const model::PassRecord& pass) {
  const std::vector<Track> tracks = tracks_of(pass);
  std::vector<PassOrder> orders;
  for (const auto estimator : {OrderEstimator::rssi_peak, OrderEstimator::midpoint}) {
    const PassOrder order = order_from(tracks, pass.index, estimator);
    if (order.items > 0) orders.push_back(order);
  }
  return orders;
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
