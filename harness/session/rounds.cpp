#include "harness/session/rounds.h"

#include "harness/session/batches.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace plugtest::session {

namespace {

std::vector<LaneRuns> consecutive(const model::EventPlan& event,
                                  const std::vector<model::RunPlan>& runs) {
  std::vector<LaneRuns> all;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const model::LaneId& lane = lane_of(event, runs[i]);
    const bool goes_on =
        !all.empty() && all.back().reader == runs[i].reader && all.back().lane == lane;
    if (!goes_on) all.push_back({lane, runs[i].reader, {}});
    all.back().runs.push_back(i);
  }
  return all;
}

std::optional<std::size_t> group_of(const model::EventPlan& event, const model::LaneId& lane) {
  for (std::size_t i = 0; i < event.independent_lanes.size(); ++i) {
    const std::vector<model::LaneId>& group = event.independent_lanes[i];
    if (std::ranges::find(group, lane) != group.end()) return i;
  }
  return std::nullopt;
}

bool share_pieces(const model::RunPlan& one, const model::RunPlan& other) {
  return std::ranges::any_of(one.tag_types, [&](const model::TagTypeId& type) {
    return std::ranges::find(other.tag_types, type) != other.tag_types.end();
  });
}

bool could_overlap(const std::vector<model::RunPlan>& runs, const LaneRuns& one,
                   const LaneRuns& other) {
  return std::ranges::any_of(one.runs, [&](std::size_t i) {
    return std::ranges::any_of(other.runs,
                               [&](std::size_t j) { return !share_pieces(runs[i], runs[j]); });
  });
}

bool has_room_for(const std::vector<model::RunPlan>& runs, const Round& round,
                  const LaneRuns& more) {
  return std::ranges::all_of(round.lanes, [&](const LaneRuns& there) {
    return there.lane != more.lane && there.reader != more.reader &&
           could_overlap(runs, there, more);
  });
}

}  // namespace

std::vector<Round> plan_rounds(const model::EventPlan& event,
                               const std::vector<model::RunPlan>& runs) {
  std::vector<LaneRuns> left = consecutive(event, runs);
  std::vector<Round> rounds;
  // The first one left chooses the group; of the others each lane's next one that fits joins it.
  while (!left.empty()) {
    Round& round = rounds.emplace_back();
    round.lanes.push_back(std::move(left.front()));
    left.erase(left.begin());
    const auto group = group_of(event, round.lanes.front().lane);
    if (!group) continue;
    std::erase_if(left, [&](LaneRuns& next) {
      if (group_of(event, next.lane) != group || !has_room_for(runs, round, next)) return false;
      round.lanes.push_back(std::move(next));
      return true;
    });
  }
  return rounds;
}

}  // namespace plugtest::session
