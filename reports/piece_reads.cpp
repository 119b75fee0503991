#include "reports/piece_reads.h"

#include "harness/score/match.h"
#include "reports/statistics_json.h"
#include "reports/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t k_curve_points = 33;
constexpr std::size_t k_read_bins = 11;  // 0 to 9 reads, and more
constexpr std::int32_t k_mdb = 1000;

double milliseconds(Nanos span) { return static_cast<double>(span.count() / 1000) / 1000.0; }

/// A piece over all passes in which it was to be read.
struct PieceSum {
  model::Piece piece;
  model::ItemId item;
  std::uint32_t passes = 0;
  std::uint32_t missed = 0;
  std::uint32_t reads = 0;
  double first_ms = 0;  ///< sum, over passes that read it
  std::int64_t rssi_mdbm = 0;
  std::uint32_t levels = 0;
};

/// What one antenna did, over all passes that count.
struct AntennaSum {
  std::uint64_t reads = 0;
  std::uint64_t items = 0;  ///< that it read, whatever the others did
};

/// A tag type over all passes that count.
struct TypeSum {
  std::vector<std::vector<double>> firsts_ms;  ///< of every pass, ascending
  std::vector<std::uint32_t> expected;         ///< of every pass
  std::array<std::uint64_t, k_read_bins> reads{};
  std::vector<std::uint64_t> levels;             ///< by whole dBm
  std::int32_t first_level_dbm = 0;              ///< of levels.front()
  std::map<std::uint16_t, AntennaSum> antennas;  ///< by port; 0 = not told
};

void add_level(TypeSum& sum, std::int32_t rssi_mdbm) {
  constexpr std::int32_t k_weakest = -128;
  constexpr std::int32_t k_strongest = 20;
  const std::int32_t dbm =
      std::clamp((rssi_mdbm - (rssi_mdbm < 0 ? k_mdb - 1 : 0)) / k_mdb, k_weakest, k_strongest);
  if (sum.levels.empty()) {
    sum.levels.resize(k_strongest - k_weakest + 1);
    sum.first_level_dbm = k_weakest;
  }
  ++sum.levels[static_cast<std::size_t>(dbm - k_weakest)];
}

class Reads {
 public:
  explicit Reads(std::span<const model::TagTypeId> types)
      : types_(types.begin(), types.end()), sums_(types.size()) {}

  void add(const model::PassRecord& pass) {
    const auto& expected = pass.manifest.expected;
    std::unordered_map<identity::Uii, std::size_t, identity::UiiHash> place_of;
    for (std::size_t place = 0; place < expected.size(); ++place) {
      place_of.try_emplace(expected[place].piece.uii, place);
    }
    std::vector<Seen> seen(expected.size());
    for (const model::Observation& read : pass.observations) {
      if (!score::belongs_to(read, pass)) continue;
      if (const auto found = place_of.find(read.uii); found != place_of.end()) {
        take(read, pass, expected[found->second].piece, seen[found->second]);
      }
    }
    if (passes_.empty()) first_begin_ = pass.times.begin;
    longest_ms_ = std::max(longest_ms_, milliseconds(pass.times.end - pass.times.begin));
    Json missed = Json::array();
    for (std::size_t place = 0; place < expected.size(); ++place) {
      const std::size_t index = keep(expected[place], seen[place]);
      if (seen[place].reads == 0) missed.push_back({place, index});
    }
    if (!pass.disturbed) add_curve(expected, seen);
    passes_.push_back(
        {{"pass", pass.index},
         {"begin_ms", milliseconds(pass.times.begin - first_begin_)},
         {"duration_ms", milliseconds(pass.times.end - pass.times.begin)},
         {"disturbed", pass.disturbed ? Json(model::to_string(*pass.disturbed)) : Json(nullptr)},
         {"places", expected.size()},
         {"missed", std::move(missed)}});
  }

  Json members() const {
    Json pieces = Json::array();
    for (const PieceSum& one : pieces_) pieces.push_back(piece_json(one));
    Json by_type = Json::array();
    for (std::size_t i = 0; i < types_.size(); ++i) by_type.push_back(type_json(i));
    return {
        {"pieces", std::move(pieces)}, {"timeline", passes_}, {"by_tag_type", std::move(by_type)}};
  }

 private:
  struct Seen {
    std::uint32_t reads = 0;
    double first_ms = 0;
    std::int64_t rssi_mdbm = 0;
    std::uint32_t levels = 0;
    std::set<std::uint16_t> ports;
  };

  std::optional<std::size_t> type_index(const model::TagTypeId& id) const {
    const auto found = std::ranges::find(types_, id);
    if (found == types_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - types_.begin());
  }

  void take(const model::Observation& read, const model::PassRecord& pass,
            const model::Piece& piece, Seen& seen) {
    const double at = milliseconds(score::since_begin(read, pass));
    seen.first_ms = seen.reads == 0 ? at : std::min(seen.first_ms, at);
    ++seen.reads;
    const auto type = type_index(piece.tag_type);
    const std::uint16_t port = read.antenna.value_or(0);
    if (type && !pass.disturbed) {
      AntennaSum& antenna = sums_[*type].antennas[port];
      ++antenna.reads;
      if (seen.ports.insert(port).second) ++antenna.items;
    }
    if (!read.rssi_mdbm) return;
    seen.rssi_mdbm += *read.rssi_mdbm;
    ++seen.levels;
    if (type) add_level(sums_[*type], *read.rssi_mdbm);
  }

  /// Adds a pass of one piece; its index in `pieces_`.
  std::size_t keep(const model::ManifestEntry& entry, const Seen& seen) {
    const auto [known, added] = index_of_.try_emplace(entry.piece.id.str(), pieces_.size());
    if (added) pieces_.push_back({.piece = entry.piece, .item = entry.item});
    PieceSum& sum = pieces_[known->second];
    ++sum.passes;
    sum.reads += seen.reads;
    sum.rssi_mdbm += seen.rssi_mdbm;
    sum.levels += seen.levels;
    if (seen.reads == 0) {
      ++sum.missed;
    } else {
      sum.first_ms += seen.first_ms;
    }
    return known->second;
  }

  void add_curve(const std::vector<model::ManifestEntry>& expected, const std::vector<Seen>& seen) {
    for (TypeSum& sum : sums_) {
      sum.firsts_ms.emplace_back();
      sum.expected.push_back(0);
    }
    for (std::size_t place = 0; place < expected.size(); ++place) {
      const auto type = type_index(expected[place].piece.tag_type);
      if (!type) continue;
      TypeSum& sum = sums_[*type];
      ++sum.expected.back();
      ++sum.reads[std::min<std::size_t>(seen[place].reads, k_read_bins - 1)];
      if (seen[place].reads > 0) sum.firsts_ms.back().push_back(seen[place].first_ms);
    }
    for (TypeSum& sum : sums_) std::ranges::sort(sum.firsts_ms.back());
  }

  static Json piece_json(const PieceSum& one) {
    const std::uint32_t read = one.passes - one.missed;
    return {{"piece", clean(one.piece.id.str())},
            {"item", clean(one.item.str())},
            {"tag_type", clean(one.piece.tag_type.str())},
            {"uii", one.piece.uii.to_hex()},
            {"passes", one.passes},
            {"missed", one.missed},
            {"reads", one.reads},
            {"mean_first_ms", read > 0 ? Json(rounded(one.first_ms / read)) : Json(nullptr)},
            {"mean_rssi_mdbm",
             one.levels > 0 ? Json(one.rssi_mdbm / std::int64_t{one.levels}) : Json(nullptr)}};
  }

  /// Identified share at points in time: mean, lowest and highest over the passes.
  Json curve_json(const TypeSum& sum) const {
    Json ms = Json::array();
    Json mean = Json::array();
    Json low = Json::array();
    Json high = Json::array();
    for (std::size_t point = 0; point < k_curve_points; ++point) {
      const double at =
          longest_ms_ * static_cast<double>(point) / static_cast<double>(k_curve_points - 1);
      double total = 0;
      double least = 1;
      double most = 0;
      std::size_t passes = 0;
      for (std::size_t i = 0; i < sum.firsts_ms.size(); ++i) {
        if (sum.expected[i] == 0) continue;
        const auto& firsts = sum.firsts_ms[i];
        const auto read = std::ranges::upper_bound(firsts, at) - firsts.begin();
        const double share = static_cast<double>(read) / sum.expected[i];
        total += share;
        least = std::min(least, share);
        most = std::max(most, share);
        ++passes;
      }
      if (passes == 0) return nullptr;
      ms.push_back(std::round(at));
      const auto thousandths = [](double share) { return std::round(share * 1000) / 1000; };
      mean.push_back(thousandths(total / static_cast<double>(passes)));
      low.push_back(thousandths(least));
      high.push_back(thousandths(most));
    }
    return {{"ms", ms}, {"mean", mean}, {"low", low}, {"high", high}};
  }

  static Json levels_json(const TypeSum& sum) {
    const auto some = [](std::uint64_t count) { return count > 0; };
    const auto first = std::ranges::find_if(sum.levels, some);
    if (first == sum.levels.end()) return nullptr;
    auto last = sum.levels.end();
    while (*(last - 1) == 0) --last;
    return {{"from_dbm", sum.first_level_dbm + (first - sum.levels.begin())},
            {"counts", std::vector<std::uint64_t>(first, last)}};
  }

  Json type_json(std::size_t index) const {
    const TypeSum& sum = sums_[index];
    Json antennas = Json::array();
    for (const auto& [port, one] : sum.antennas) antennas.push_back({port, one.reads, one.items});
    return {{"tag_type", clean(types_[index].str())},
            {"items", std::accumulate(sum.expected.begin(), sum.expected.end(), std::uint64_t{0})},
            {"curve", curve_json(sum)},
            {"rssi", levels_json(sum)},
            {"reads_per_tag", sum.reads},
            {"antennas", std::move(antennas)}};
  }

  std::vector<model::TagTypeId> types_;
  std::vector<TypeSum> sums_;
  std::vector<PieceSum> pieces_;
  std::unordered_map<std::string, std::size_t> index_of_;
  Json passes_ = Json::array();
  HostTime first_begin_{};
  double longest_ms_ = 0;
};

}  // namespace

Json piece_reads(const std::vector<model::PassRecord>& passes,
                 std::span<const model::TagTypeId> tag_types) {
  Reads reads(tag_types);
  for (const model::PassRecord& pass : passes) reads.add(pass);
  return reads.members();
}

}  // namespace plugtest::reports
