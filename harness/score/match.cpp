#include "harness/score/match.h"

#include "harness/score/static_stop.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace plugtest::score {
namespace {

using model::Observation;
using model::PassRecord;

struct ByUii {
  identity::Uii uii;
  std::size_t index;  ///< in manifest.expected

  auto operator<=>(const ByUii&) const = default;
};

// What was seen of one expected piece.
struct Seen {
  std::uint32_t reports = 0;
  std::uint64_t reads = 0;  ///< as the reports tell; one that tells no number is one read
  Nanos first{};
  bool step_held = false;
  bool step_failed = false;
};

std::optional<Nanos> time_to_percent(const std::vector<Nanos>& sorted, std::uint64_t expected,
                                     std::uint64_t percent) {
  const std::uint64_t needed = (expected * percent + 99) / 100;
  if (needed == 0 || sorted.size() < needed) return std::nullopt;
  return sorted[needed - 1];
}

std::int32_t rounded_mean(std::int64_t sum, std::int64_t count) {
  const std::int64_t half = sum < 0 ? -count / 2 : count / 2;
  return static_cast<std::int32_t>((sum + half) / count);
}

class Matcher {
 public:
  Matcher(const PassRecord& pass, const model::PassCriterion& criterion)
      : pass_(pass), seen_(pass.manifest.expected.size()) {
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      expected_.push_back({pass.manifest.expected[i].piece.uii, i});
    }
    std::ranges::sort(expected_);
    for (const model::Piece& piece : pass.manifest.elsewhere) elsewhere_.push_back(piece.uii);
    std::ranges::sort(elsewhere_);
    hall_ = pass.manifest.hall;
    std::ranges::sort(hall_);
    for (const Observation& observation : pass.observations) {
      if (belongs_to(observation, pass)) take(observation);
    }
    take_steps();
    if (criterion.static_stop) stop_reading(*criterion.static_stop);
  }

  model::PassScore score(const model::TagTypeId& type,
                         const model::PassCriterion& criterion) const {
    model::PassScore score;
    score.pass = pass_.index;
    score.tag_type = type;
    score.steps_failed = steps_failed_;
    std::vector<Nanos> firsts;
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      const model::Piece& piece = pass_.manifest.expected[i].piece;
      if (piece.tag_type != type) continue;
      ++score.expected;
      if (counts(i, criterion.basis)) {
        ++score.identified;
      } else {
        score.missed.push_back(piece.id);
      }
      if (!in_time(seen_[i])) continue;
      firsts.push_back(seen_[i].first);
      score.reports += seen_[i].reports;
      score.duplicates += seen_[i].reports - 1;
    }
    std::ranges::sort(firsts);
    score.success = meets(criterion, score.identified, score.expected) && score.steps_failed == 0;
    if (criterion.most_reads_per_item) count_reads(*criterion.most_reads_per_item, score);
    if (score.over_read > 0) score.success = false;
    if (!firsts.empty()) score.first_read = firsts.front();
    score.t80 = time_to_percent(firsts, score.expected, 80);
    score.t90 = time_to_percent(firsts, score.expected, 90);
    score.t100 = time_to_percent(firsts, score.expected, 100);
    score.mean_rssi_mdbm = mean_rssi(type);
    return score;
  }

  const std::optional<model::StaticReading>& reading() const { return reading_; }

  model::PassExtras extras() const {
    model::PassExtras extras;
    extras.pass = pass_.index;
    std::vector<identity::Uii> unexpected = unexpected_;
    std::ranges::sort(unexpected);
    const auto repeated = std::ranges::unique(unexpected);
    unexpected.erase(repeated.begin(), repeated.end());
    for (const identity::Uii& uii : unexpected) {
      if (std::ranges::binary_search(elsewhere_, uii)) {
        extras.stray.push_back(uii);
      } else if (std::ranges::binary_search(hall_, uii)) {
        extras.hall.push_back(uii);
      } else if (like_a_missed_one(uii)) {
        extras.wrong_data.push_back(uii);
      } else {
        extras.foreign.push_back(uii);
      }
    }
    return extras;
  }

 private:
  void count_reads(std::uint32_t allowed, model::PassScore& score) const {
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      if (pass_.manifest.expected[i].piece.tag_type != score.tag_type) continue;
      if (seen_[i].reads > allowed) ++score.over_read;
      // A hostile count must not wrap around.
      constexpr std::uint64_t k_largest = std::numeric_limits<std::uint32_t>::max();
      const auto reads = static_cast<std::uint32_t>(std::min(seen_[i].reads, k_largest));
      score.most_reads = std::max(score.most_reads, reads);
    }
  }

  /// Whether a piece is identified.
  bool counts(std::size_t index, model::PassBasis basis) const {
    const Seen& seen = seen_[index];
    if (seen.step_failed) return false;
    return basis == model::PassBasis::operations ? seen.step_held : in_time(seen);
  }

  bool in_time(const Seen& seen) const {
    return seen.reports > 0 && (!deadline_ || seen.first <= *deadline_);
  }

  void stop_reading(const model::StaticStopRule& rule) {
    std::vector<Nanos> firsts;
    for (const Seen& seen : seen_) {
      if (seen.reports > 0) firsts.push_back(seen.first);
    }
    std::ranges::sort(firsts);
    const auto population = static_cast<std::uint32_t>(seen_.size());
    const StaticStop stop = replay_static(population, firsts, rule);
    deadline_ = stop.deadline();
    reading_ = {.pass = pass_.index,
                .end = stop.end(pass_.times.end - pass_.times.begin),
                .population = population,
                .identified = stop.count(),
                .last = stop.last(),
                .t_percent = stop.t_percent()};
  }

  /// What the pass's script found, of single pieces and of the whole pass.
  void take_steps() {
    for (const model::StepOutcome& outcome : pass_.steps) {
      if (outcome.piece.empty()) {
        if (!outcome.held) ++steps_failed_;
        continue;
      }
      for (std::size_t i = 0; i < seen_.size(); ++i) {
        if (pass_.manifest.expected[i].piece.id != outcome.piece) continue;
        (outcome.held ? seen_[i].step_held : seen_[i].step_failed) = true;
      }
    }
  }

  void take(const Observation& observation) {
    const auto found =
        std::ranges::lower_bound(expected_, observation.uii, std::less<>{}, &ByUii::uii);
    if (found == expected_.end() || found->uii != observation.uii) {
      unexpected_.push_back(observation.uii);
      return;
    }
    Seen& seen = seen_[found->index];
    const Nanos at = since_begin(observation, pass_);
    seen.first = seen.reports == 0 ? at : std::min(seen.first, at);
    ++seen.reports;
    // A report of a tag that was seen is at least one read, whatever it says.
    seen.reads += std::max(observation.seen_count.value_or(1), 1U);
    if (observation.rssi_mdbm) rssi_.emplace_back(found->index, *observation.rssi_mdbm);
  }

  std::optional<std::int32_t> mean_rssi(const model::TagTypeId& type) const {
    std::int64_t sum = 0;
    std::int64_t count = 0;
    for (const auto& [index, rssi] : rssi_) {
      if (pass_.manifest.expected[index].piece.tag_type != type) continue;
      sum += rssi;
      ++count;
    }
    if (count == 0) return std::nullopt;
    return rounded_mean(sum, count);
  }

  bool like_a_missed_one(const identity::Uii& uii) const {
    return std::ranges::any_of(expected_, [&](const ByUii& entry) {
      return seen_[entry.index].reports == 0 && nearly_equal(entry.uii, uii);
    });
  }

  const PassRecord& pass_;
  std::vector<ByUii> expected_;           // sorted
  std::vector<identity::Uii> elsewhere_;  // sorted
  std::vector<identity::Uii> hall_;       // sorted
  std::vector<Seen> seen_;                // by index in manifest.expected
  std::vector<std::pair<std::size_t, std::int32_t>> rssi_;
  std::vector<identity::Uii> unexpected_;
  std::uint32_t steps_failed_ = 0;
  std::optional<Nanos> deadline_;
  std::optional<model::StaticReading> reading_;
};

}  // namespace

ScoredPass score_pass(const PassRecord& pass, std::span<const model::TagTypeId> types,
                      const model::PassCriterion& criterion) {
  const Matcher matcher(pass, criterion);
  ScoredPass result;
  result.scores.reserve(types.size());
  for (const model::TagTypeId& type : types) {
    result.scores.push_back(matcher.score(type, criterion));
  }
  result.extras = matcher.extras();
  result.reading = matcher.reading();
  if (criterion.most_strays && result.extras.stray.size() > *criterion.most_strays) {
    for (model::PassScore& score : result.scores) score.success = false;
  }
  return result;
}

bool meets(const model::PassCriterion& criterion, std::uint32_t identified,
           std::uint32_t expected) {
  if (expected == 0) return false;
  // 0.95 is stored a little above or below itself; 19 of 20 must reach it all the same.
  const double needed = std::ceil(criterion.item_rate * expected - 1e-9);
  return identified >= needed;
}

Nanos since_begin(const model::Observation& observation, const model::PassRecord& pass) {
  Nanos at = observation.received - pass.times.begin;
  if (observation.first_seen && pass.clock_offset) {
    const Nanos host = observation.first_seen->time_since_epoch() - *pass.clock_offset;
    at = host - pass.times.begin.time_since_epoch();
  }
  return std::max(at, Nanos{0});
}

bool belongs_to(const Observation& observation, const PassRecord& pass) {
  if (observation.inventory_id && pass.inventory_id) {
    return *observation.inventory_id == *pass.inventory_id;
  }
  const auto& first = observation.first_seen ? observation.first_seen : observation.last_seen;
  const auto& last = observation.last_seen ? observation.last_seen : observation.first_seen;
  if (first && last && pass.clock_offset) {
    const HostTime from{first->time_since_epoch() - *pass.clock_offset};
    const HostTime to{last->time_since_epoch() - *pass.clock_offset};
    return from <= pass.times.end && to >= pass.times.begin;
  }
  return observation.received >= pass.times.begin;
}

bool nearly_equal(const identity::Uii& left, const identity::Uii& right) {
  if (left.bit_count() != right.bit_count()) return false;
  int different = 0;
  for (std::size_t i = 0; i < left.byte_count(); ++i) {
    const auto changed = static_cast<unsigned>(left.bytes()[i] ^ right.bytes()[i]);
    different += std::popcount(changed);
  }
  return different == 1 || different == 2;
}

}  // namespace plugtest::score
