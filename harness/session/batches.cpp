#include "harness/session/batches.h"

#include "harness/session/selection.h"

#include <algorithm>
#include <set>

namespace plugtest::session {

const model::LaneId& lane_of(const model::EventPlan& event, const model::RunPlan& run) {
  return std::ranges::find(event.scenarios, run.scenario, &model::ScenarioPlan::id)->lane.id;
}

namespace {

/// Whether a reference piece has to be read alike with both runs: the antennas stand where they
/// stood, and the reader is set as it was. Points of a sweep are not alike.
bool alike(const model::EventPlan& event, const model::RunPlan& one, const model::RunPlan& other) {
  if (one.reader != other.reader) return false;
  const model::ScenarioPlan a = scenario_of(event, one);
  const model::ScenarioPlan b = scenario_of(event, other);
  return a.lane == b.lane && a.settings.power_mdbm == b.settings.power_mdbm &&
         a.settings.channel_hz == b.settings.channel_hz &&
         a.settings.link_profile == b.settings.link_profile;
}

}  // namespace

std::map<model::RunId, BatchPlace> plan_batches(const model::EventPlan& event,
                                                const std::vector<model::RunPlan>& all,
                                                const std::vector<model::RunPlan>& missing) {
  std::map<model::RunId, BatchPlace> places;
  if (!event.checks || event.rig == model::RigKind::replay) return places;
  std::set<model::RunId> to_make;
  for (const model::RunPlan& run : event.rig == model::RigKind::lab ? all : missing) {
    to_make.insert(run.id);
  }
  const model::RunPlan* before = nullptr;
  BatchPlace* last = nullptr;  // to be made, of the batch under way
  std::string batch;
  for (const model::RunPlan& run : all) {
    const bool goes_on = before != nullptr && alike(event, *before, run);
    if (!goes_on) {
      if (last != nullptr) last->closes = true;
      last = nullptr;
      batch = run.id.str();
    }
    before = &run;
    BatchPlace& place = places[run.id];
    place.id = batch;
    if (!to_make.contains(run.id)) continue;
    place.opens = last == nullptr;
    last = &place;
  }
  if (last != nullptr) last->closes = true;
  return places;
}

std::optional<model::Piece> reference_of(const model::BatchChecks& policy,
                                         const model::ReaderRecord& reader) {
  for (const model::Piece& piece : policy.references) {
    const auto type = std::ranges::find(policy.types, piece.tag_type, &model::TagType::id);
    if (type == policy.types.end()) continue;
    if (std::ranges::find(reader.claims, type->protocol) != reader.claims.end()) return piece;
  }
  return std::nullopt;
}

}  // namespace plugtest::session
