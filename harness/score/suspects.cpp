#include "harness/score/suspects.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace plugtest::score {
namespace {

using Points = std::vector<MatrixPoint>;

constexpr double k_strong = 2.7;      // natural logarithm: likelier by a factor of 15
constexpr double k_very_strong = 10;  // by 22,000

struct Count {
  std::uint32_t missed = 0;
  std::uint32_t decided = 0;

  void add(const MatrixPoint& point) {
    ++decided;
    if (point.missed) ++missed;
  }
  double share() const { return decided == 0 ? 0 : double(missed) / decided; }
};

Count operator-(const Count& left, const Count& right) {
  return {left.missed - right.missed, left.decided - right.decided};
}

double log_likelihood(const Count& count, double share) {
  double sum = 0;
  if (count.missed > 0) sum += count.missed * std::log(share);
  if (count.missed < count.decided) sum += (count.decided - count.missed) * std::log1p(-share);
  return sum;
}

// How much likelier the misses are with two shares than with one; 0 unless `own` misses more often.
double strength(const Count& own, const Count& others) {
  if (own.decided == 0 || others.decided == 0 || own.share() <= others.share()) return 0;
  const Count all{own.missed + others.missed, own.decided + others.decided};
  return log_likelihood(own, own.share()) + log_likelihood(others, others.share()) -
         log_likelihood(all, all.share());
}

// What there is to say about one candidate.
struct Tally {
  Count count;
  std::set<std::uint32_t> missed_with;  // tag types of a reader, readers of a tag type
  std::uint32_t where_others_met = 0;   // misses where others of its kind met

  void add(const MatrixPoint& point, std::uint32_t with, bool met_by_others) {
    count.add(point);
    if (!point.missed) return;
    missed_with.insert(with);
    if (met_by_others) ++where_others_met;
  }

  // As a reader or tag type beside `others`; 0 when the conditions do not allow it.
  double strength_beside(const Count& others) const {
    if (missed_with.size() < 2 || 2 * where_others_met <= count.missed) return 0;
    if (3 * others.missed >= others.decided) return 0;
    const double result = strength(count, others);
    const bool mostly = 2 * count.missed > count.decided;
    return mostly || (missed_with.size() >= 3 && result >= k_very_strong) ? result : 0;
  }
};

// The values of an axis within `points`, those with the most misses first.
std::vector<std::uint32_t> worst_first(const Points& points, std::uint32_t MatrixPoint::* axis) {
  std::map<std::uint32_t, std::uint32_t> missed;
  for (const MatrixPoint& point : points) missed[point.*axis] += point.missed ? 1 : 0;
  std::vector<std::uint32_t> values;
  for (const auto& [value, count] : missed) values.push_back(value);
  std::ranges::stable_sort(values, std::greater<>(),
                           [&](std::uint32_t value) { return missed.at(value); });
  return values;
}

// Without the worst quarter of readers and of tag types, at least one of each.
Count trimmed(const Points& scenario) {
  const auto worst_quarter = [&](std::uint32_t MatrixPoint::* axis) {
    std::vector<std::uint32_t> values = worst_first(scenario, axis);
    values.resize(std::max<std::size_t>(1, values.size() / 4));
    return values;
  };
  const std::vector<std::uint32_t> readers = worst_quarter(&MatrixPoint::reader);
  const std::vector<std::uint32_t> tag_types = worst_quarter(&MatrixPoint::tag_type);
  Count rest;
  for (const MatrixPoint& point : scenario) {
    const bool aside = std::ranges::find(readers, point.reader) != readers.end() ||
                       std::ranges::find(tag_types, point.tag_type) != tag_types.end();
    if (!aside) rest.add(point);
  }
  return rest;
}

// All that the candidates are judged by, counted in one go.
class Survey {
 public:
  explicit Survey(const Points& points) {
    using Place = std::pair<std::uint32_t, std::uint32_t>;  // scenario, and tag type or reader
    std::set<Place> met_by_tag_type;
    std::set<Place> met_by_reader;
    for (const MatrixPoint& point : points) {
      if (point.missed) continue;
      met_by_tag_type.emplace(point.scenario, point.tag_type);
      met_by_reader.emplace(point.scenario, point.reader);
    }
    for (const MatrixPoint& point : points) {
      total_.add(point);
      scenarios_[point.scenario].push_back(point);
      in_scenario_[point.scenario].add(point);
      for (const bool whole : {true, false}) {
        const Suspect reader{SuspectKind::reader, point.reader,
                             whole ? std::nullopt : std::optional(point.scenario)};
        participants_[key(reader)].add(point, point.tag_type,
                                       met_by_tag_type.contains({point.scenario, point.tag_type}));
        const Suspect tag_type{SuspectKind::tag_type, point.tag_type, reader.scenario};
        participants_[key(tag_type)].add(point, point.reader,
                                         met_by_reader.contains({point.scenario, point.reader}));
      }
    }
  }

  // The strongest candidate that is strong enough; of equals the wider one, and the channel first.
  std::optional<Suspect> strongest() const {
    std::optional<Suspect> best;
    double most = k_strong;
    const auto consider = [&](const Suspect& candidate, double found) {
      if (found < most || (best && found <= most + 1e-9)) return;
      best = candidate;
      most = found;
    };
    for (const auto& [scenario, points] : scenarios_) {
      consider({SuspectKind::channel, scenario, std::nullopt}, channel(scenario, points));
    }
    for (const auto& [where, tally] : participants_) {
      const auto& [in_one, kind, index, scenario] = where;
      const Suspect candidate{kind, index, in_one ? std::optional(scenario) : std::nullopt};
      const Count others = (in_one ? in_scenario_.at(scenario) : total_) - tally.count;
      if (in_one && kind == SuspectKind::tag_type && is_hard(scenario, others)) continue;
      consider(candidate, tally.strength_beside(others));
    }
    return best;
  }

 private:
  using Key = std::tuple<bool, SuspectKind, std::uint32_t, std::uint32_t>;

  static Key key(const Suspect& suspect) {
    return {suspect.scenario.has_value(), suspect.kind, suspect.index,
            suspect.scenario.value_or(0)};
  }

  // Whether `others` of the scenario miss more often there than everybody does elsewhere. Where
  // nobody has power to spare, the types that need most of it miss first; that alone is no fault.
  bool is_hard(std::uint32_t scenario, const Count& others) const {
    return strength(others, total_ - in_scenario_.at(scenario)) >= k_strong;
  }

  double channel(std::uint32_t scenario, const Points& points) const {
    const Count& own = in_scenario_.at(scenario);
    const Count others = total_ - own;
    std::set<std::uint32_t> readers;
    std::set<std::uint32_t> tag_types;
    for (const MatrixPoint& point : points) {
      if (!point.missed) continue;
      readers.insert(point.reader);
      tag_types.insert(point.tag_type);
    }
    if (readers.size() < 2 || tag_types.size() < 2) return 0;
    const double result = strength(own, others);
    if (own.missed == own.decided) return std::max(result, k_strong);  // nobody met
    const Count rest = trimmed(points);
    if (rest.missed < 2 || 3 * rest.share() < own.share()) return 0;
    return 2 * others.share() <= own.share() ? result : 0;
  }

  Count total_;
  std::map<std::uint32_t, Points> scenarios_;
  std::map<std::uint32_t, Count> in_scenario_;
  std::map<Key, Tally> participants_;
};

}  // namespace

bool Suspect::covers(const MatrixPoint& point) const {
  if (scenario && point.scenario != *scenario) return false;
  switch (kind) {
    case SuspectKind::reader:
      return point.reader == index;
    case SuspectKind::tag_type:
      return point.tag_type == index;
    case SuspectKind::channel:
      break;
  }
  return point.scenario == index;
}

std::vector<Suspect> find_suspects(std::span<const MatrixPoint> points) {
  Points rest(points.begin(), points.end());
  std::vector<Suspect> suspects;
  while (const std::optional<Suspect> found = Survey(rest).strongest()) {
    suspects.push_back(*found);
    std::erase_if(rest, [&](const MatrixPoint& point) { return found->covers(point); });
  }
  return suspects;
}

}  // namespace plugtest::score
