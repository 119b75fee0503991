#include "scenarios/event.h"
#include "scenarios/fields.h"

#include <algorithm>
#include <set>

namespace plugtest::scenarios {
namespace {

/// Why an event may not have independent lanes; empty when it may.
std::string objection_to(const model::EventPlan& plan) {
  if (plan.rig != model::RigKind::operator_prompts && plan.rig != model::RigKind::gpi) {
    return "'independent_lanes' are real lanes side by side (rig 'operator' or 'gpi'), and the rig "
           "is '" +
           std::string(to_string(plan.rig)) + "'";
  }
  if (!plan.checks) {
    return "'independent_lanes' needs 'reference_pieces', and no 'batches: false' in 'checks': "
           "with one of them is tried whether the lanes hear each other";
  }
  if (plan.checks->references.empty()) {
    return "'independent_lanes' needs 'reference_pieces': with one of them is tried whether the "
           "lanes hear each other";
  }
  return {};
}

std::vector<std::string> lanes_of(const model::EventPlan& plan) {
  std::vector<std::string> lanes;
  for (const model::ScenarioPlan& scenario : plan.scenarios) {
    const std::string& lane = scenario.lane.id.str();
    if (std::ranges::find(lanes, lane) == lanes.end()) lanes.push_back(lane);
  }
  return lanes;
}

class GroupReader {
 public:
  GroupReader(Fields& event, std::vector<std::string> known)
      : event_(event), known_(std::move(known)) {}

  std::vector<model::LaneId> read(const Node& node) {
    std::vector<model::LaneId> group;
    if (!node.is_list()) {
      event_.complain(node, "a group of independent lanes is a list of lanes, this is " +
                                std::string(to_string(node.kind)));
      return group;
    }
    if (node.items.size() < 2) {
      event_.complain(node, "a group of independent lanes has two lanes or more");
      return group;
    }
    for (const Node& item : node.items) {
      if (take(item, group)) group.emplace_back(item.text);
    }
    grouped_.insert(group.begin(), group.end());
    return group;
  }

 private:
  bool take(const Node& item, const std::vector<model::LaneId>& group) {
    if (!item.is_text()) {
      event_.complain(item,
                      "a lane is named by its id, this is " + std::string(to_string(item.kind)));
      return false;
    }
    const model::LaneId lane(item.text);
    std::string wrong;
    if (std::ranges::find(known_, item.text) == known_.end()) {
      wrong = "no scenario of the event has the lane " + unknown_name(item.text, known_);
    } else if (std::ranges::find(group, lane) != group.end()) {
      wrong = "the lane '" + item.text + "' is in this group already";
    } else if (grouped_.contains(lane)) {
      wrong = "the lane '" + item.text + "' is in another group already";
    }
    if (wrong.empty()) return true;
    event_.complain(item, std::move(wrong));
    return false;
  }

  Fields& event_;
  std::vector<std::string> known_;
  std::set<model::LaneId> grouped_;
};

}  // namespace

std::vector<std::vector<model::LaneId>> read_independent_lanes(Fields& event,
                                                               const model::EventPlan& plan) {
  std::vector<std::vector<model::LaneId>> groups;
  const auto* entries = event.list("independent_lanes", Need::optional);
  if (entries == nullptr) return groups;
  if (std::string objection = objection_to(plan); !objection.empty()) {
    event.complain(*event.find("independent_lanes"), std::move(objection));
    return groups;
  }
  GroupReader reader(event, lanes_of(plan));
  for (const Node& entry : *entries) groups.push_back(reader.read(entry));
  return groups;
}

}  // namespace plugtest::scenarios
