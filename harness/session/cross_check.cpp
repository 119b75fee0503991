#include "harness/session/cross_check.h"

#include "harness/api/reader.h"
#include "harness/api/registry.h"
#include "harness/engine/lane_reading.h"
#include "harness/rigs/dialogue.h"
#include "harness/score/listed.h"
#include "harness/session/floor_loop.h"
#include "harness/session/selection.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::session {

namespace {

const model::TagType& type_of(const std::vector<model::TagType>& types,
                              const model::TagTypeId& id) {
  return *std::ranges::find(types, id, &model::TagType::id);
}

std::string place_of(const TriedLane& lane) { return "lane " + lane.scenario.lane.id.str(); }

/// "lane belt (reader alpha)"
std::string name_of(const TriedLane& lane) {
  return place_of(lane) + " (reader " + lane.reader.str() + ")";
}

std::string listed(const std::vector<std::string>& names) {
  return score::listed(names, names.size());
}

bool holds(const std::vector<model::AirProtocol>& protocols, model::AirProtocol wanted) {
  return std::ranges::find(protocols, wanted) != protocols.end();
}

class LanesCheck {
 public:
  LanesCheck(const CrossCheckParts& parts, const std::vector<TriedLane>& lanes,
             const std::stop_token& stop)
      : parts_(parts), policy_(*parts.event.checks), lanes_(lanes), stop_(stop) {}

  CrossCheck run() {
    for (const TriedLane& lane : lanes_) {
      if (!try_lane(lane)) break;
    }
    std::vector<std::string> names;
    for (const TriedLane& lane : lanes_) names.push_back(name_of(lane));
    std::string head = listed(names) + (against_.empty() ? " do not hear each other, and run at "
                                                           "the same time"
                                                         : " run one after the other");
    head.front() = 'L';
    return {against_.empty(),
            fmt::format("{}: {}.", head, fmt::join(against_.empty() ? heard_ : against_, "; "))};
  }

 private:
  /// Lays the pieces in `lane` and listens on all others. False: there is no use in going on.
  bool try_lane(const TriedLane& lane) {
    const std::vector<model::Piece> pieces = stand_ins(policy_, lane.protocols);
    if (const auto protocol = shared_without_piece(lane)) {
      against_.push_back(fmt::format("no reference piece is of {}, which {} shares with another",
                                     model::to_string(*protocol), place_of(lane)));
      return false;
    }
    if (pieces.empty()) {
      heard_.push_back("no other reads the standard of the loads of " + place_of(lane));
      return true;
    }
    if (!ask(lane, pieces)) return false;
    for (const TriedLane& other : lanes_) {
      if (&other == &lane) continue;
      if (stop_.stop_requested()) {
        against_.emplace_back("stopped on request");
        return false;
      }
      listen(other, lane, pieces);
    }
    return true;
  }

  std::optional<model::AirProtocol> shared_without_piece(const TriedLane& lane) const {
    for (const model::AirProtocol protocol : lane.protocols) {
      if (!stand_ins(policy_, {protocol}).empty()) continue;
      const bool shared = std::ranges::any_of(lanes_, [&](const TriedLane& other) {
        return &other != &lane && holds(other.protocols, protocol);
      });
      if (shared) return protocol;
    }
    return std::nullopt;
  }

  bool ask(const TriedLane& lane, const std::vector<model::Piece>& pieces) {
    std::vector<std::string> others;
    for (const TriedLane& other : lanes_) {
      if (&other != &lane) others.push_back(place_of(other));
    }
    std::vector<std::string> ids;
    for (const model::Piece& piece : pieces) ids.push_back(piece.id.str());
    FloorLoop loop(parts_.log);
    const auto prompter = parts_.make_prompter(loop.runtime);
    rigs::Dialogue dialogue(loop.runtime, *prompter, nullptr);
    std::optional<Result<void>> answer;
    dialogue.ask(
        {"cross-read",
         fmt::format("Check whether others hear {}: lay the reference piece{} {} in its "
                     "middle, and leave {} empty; press Enter when it is so.",
                     place_of(lane), ids.size() == 1 ? "" : "s", listed(ids), listed(others)),
         loop.clock->now() + lane.scenario.budgets.pass},
        [&answer](Result<void> ended) { answer = std::move(ended); });
    const std::stop_callback on_stop(stop_, [&] { loop.post([&] { dialogue.cancel(); }); });
    loop.drive([&] { return answer.has_value(); });
    if (*answer) return true;
    against_.push_back(fmt::format("whether others hear {} could not be tried ({})", place_of(lane),
                                   to_string(answer->error())));
    return false;
  }

  /// Reads with the reader of `other`, which should hear none of the pieces in `lane`.
  void listen(const TriedLane& other, const TriedLane& lane,
              const std::vector<model::Piece>& pieces) {
    const std::string who = fmt::format("reader {} on {}", other.reader.str(), place_of(other));
    const auto reads = read(other);
    if (!reads) {
      against_.push_back(fmt::format("{} could not listen for {} ({})", who, place_of(lane),
                                     to_string(reads.error())));
      return;
    }
    for (const model::Piece& piece : pieces) {
      const auto found = reads->find(piece.uii);
      const std::uint64_t times = found == reads->end() ? 0 : found->second;
      auto& list = times == 0 ? heard_ : against_;
      list.push_back(fmt::format("{} heard reference piece {} on {} {} time{} in {:.6g} s", who,
                                 piece.id.str(), place_of(lane), times, times == 1 ? "" : "s",
                                 to_seconds(policy_.empty_field)));
    }
  }

  Result<engine::TagReads> read(const TriedLane& lane) {
    const auto& record =
        *std::ranges::find(parts_.event.readers, lane.reader, &model::ReaderRecord::id);
    FloorLoop loop(parts_.log);
    auto reader = parts_.registry.make_reader(loop.runtime, record.uri,
                                              {.ask_serial = !record.serial.empty()});
    if (!reader) return fail(reader.error());
    engine::LaneReading reading({loop.runtime, **reader, record, lane.scenario, parts_.event.region,
                                 lane.protocols, policy_.empty_field});
    std::optional<Result<engine::TagReads>> heard;
    reading.start([&heard](Result<engine::TagReads> ended) { heard = std::move(ended); });
    const std::stop_callback on_stop(stop_, [&] { loop.post([&] { reading.abort(); }); });
    loop.drive([&] { return heard.has_value(); });
    reader->reset();  // before the one who hears it
    return std::move(*heard);
  }

  const CrossCheckParts& parts_;
  const model::BatchChecks& policy_;
  const std::vector<TriedLane>& lanes_;
  const std::stop_token& stop_;
  std::vector<std::string> against_;  ///< why the lanes do not agree
  std::vector<std::string> heard_;    ///< nothing, by whom
};

}  // namespace

bool TriedLane::sounds_like(const TriedLane& other) const {
  return reader == other.reader && scenario.lane == other.scenario.lane &&
         scenario.settings == other.scenario.settings && protocols == other.protocols;
}

std::vector<TriedLane> lanes_to_try(const model::EventPlan& event,
                                    const std::vector<model::RunPlan>& plans, const Round& round) {
  std::vector<TriedLane> lanes;
  for (const LaneRuns& lane : round.lanes) {
    TriedLane& tried = lanes.emplace_back();
    tried.reader = lane.reader;
    std::set<model::AirProtocol> protocols;
    std::optional<model::ScenarioPlan> loudest;
    for (const std::size_t i : lane.runs) {
      model::ScenarioPlan scenario = scenario_of(event, plans[i]);
      if (!loudest || scenario.settings.power_mdbm > loudest->settings.power_mdbm) {
        loudest = std::move(scenario);
      }
      for (const model::TagTypeId& id : plans[i].tag_types) {
        protocols.insert(type_of(event.tag_types, id).protocol);
      }
    }
    tried.scenario = std::move(*loudest);
    tried.protocols.assign(protocols.begin(), protocols.end());
  }
  std::ranges::sort(lanes, {}, [](const TriedLane& lane) { return lane.scenario.lane.id; });
  return lanes;
}

std::vector<model::Piece> stand_ins(const model::BatchChecks& policy,
                                    const std::vector<model::AirProtocol>& protocols) {
  std::vector<model::Piece> pieces;
  for (const model::AirProtocol protocol : protocols) {
    const auto piece = std::ranges::find_if(policy.references, [&](const model::Piece& one) {
      return type_of(policy.types, one.tag_type).protocol == protocol;
    });
    if (piece != policy.references.end()) pieces.push_back(*piece);
  }
  return pieces;
}

CrossCheck check_lanes(const CrossCheckParts& parts, const std::vector<TriedLane>& lanes,
                       const std::stop_token& stop) {
  return LanesCheck(parts, lanes, stop).run();
}

}  // namespace plugtest::session
