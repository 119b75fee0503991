#include "scenarios/event.h"

#include "scenarios/fields.h"
#include "scenarios/verdict_fields.h"

#include <algorithm>
#include <array>
#include <limits>

namespace plugtest::scenarios {
namespace {

using model::RigKind;

constexpr std::array<std::pair<std::string_view, RigKind>, 4> k_rigs{
    {{"lab", RigKind::lab},
     {"operator", RigKind::operator_prompts},
     {"replay", RigKind::replay},
     {"gpi", RigKind::gpi}}};

/// The ids of a list, without the empty ones.
template <class Thing>
std::vector<std::string> ids_of(const std::vector<Thing>& things) {
  std::vector<std::string> ids;
  for (const Thing& thing : things) {
    if (!thing.id.empty()) ids.push_back(thing.id.str());
  }
  return ids;
}

/// Complains of every id that an earlier entry has already. `entries` and `things` run in step.
template <class Thing>
void check_unique(const std::vector<Node>& entries, const std::vector<Thing>& things,
                  const std::string& what, Problems& problems) {
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (things[i].id.empty()) continue;
    for (std::size_t j = 0; j < i; ++j) {
      if (things[j].id != things[i].id) continue;
      problems.add(ErrorCode::configuration,
                   "a second " + what + " with the id '" + things[i].id.str() + "'",
                   entries[i].place.where());
      break;
    }
  }
}

template <class Thing>
void check_participants(const std::vector<Node>& entries, const std::vector<Thing>& things,
                        const std::vector<std::string>& known, Problems& problems) {
  for (std::size_t i = 0; i < things.size(); ++i) {
    const std::string& name = things[i].participant.str();
    if (name.empty() || std::ranges::find(known, name) != known.end()) continue;
    const Node* at = entries[i].find("participant");
    problems.add(ErrorCode::configuration, "unknown participant " + unknown_name(name, known),
                 (at != nullptr ? at->place : entries[i].place).where());
  }
}

class EventReader {
 public:
  EventReader(const Node& content, const Library& library, Problems& problems)
      : fields_(content, "the event", problems), library_(library), problems_(problems) {
    if (content.place.file) plan_.file = *content.place.file;
  }

  model::EventPlan read() {
    read_head();
    read_region_plan();
    read_participants();
    readers_good_ = good([this] { read_all_readers(); });
    tag_types_good_ = good([this] { read_tag_types(); });
    scenarios_good_ = good([this] { read_scenarios(); });
    read_pieces();
    read_checks();
    plan_.independent_lanes = read_independent_lanes(fields_, plan_);
    read_expectations();
    read_overrides();
    read_retries();
    fields_.finish();
    return std::move(plan_);
  }

 private:
  /// Whether `read` found nothing wrong.
  template <class Read>
  bool good(Read read) {
    const std::size_t before = problems_.count();
    read();
    return problems_.count() == before;
  }

  void read_head() {
    fields_.id("id", Need::required, plan_.id);
    fields_.text("title", Need::required, plan_.title);
    fields_.integer("seed", Need::optional, 0, std::numeric_limits<std::uint64_t>::max(),
                    plan_.seed);
    fields_.flag("official", plan_.official);
    fields_.duration("budget", {1, 31'536'000}, plan_.budget);
    fields_.choice<RigKind>("rig", Need::required, k_rigs, plan_.rig);
  }

  void read_region_plan() {
    const Node* region = fields_.find("region", Need::required);
    if (region == nullptr) return;
    if (const auto content = library_.resolve(*region, FileKind::region, problems_)) {
      plan_.region = read_region(*content, problems_);
    }
  }

  void read_participants() {
    const auto* entries = fields_.list("participants", Need::optional);
    if (entries == nullptr) return;
    for (const Node& entry : *entries) {
      Fields fields(entry, "the participant", problems_);
      model::Participant participant;
      fields.id("id", Need::required, participant.id.value);
      fields.text("name", Need::required, participant.name);
      fields.finish();
      plan_.participants.push_back(std::move(participant));
    }
    check_unique(*entries, plan_.participants, "participant", problems_);
  }

  void read_all_readers() {
    const auto* entries = fields_.list("readers", Need::required);
    if (entries == nullptr) return;
    plan_.readers = read_readers(*entries, library_, plan_.rig, problems_);
    check_unique(*entries, plan_.readers, "reader", problems_);
    check_participants(*entries, plan_.readers, ids_of(plan_.participants), problems_);
  }

  void read_tag_types() {
    const auto* entries = fields_.list("tag_types", Need::required);
    if (entries == nullptr) return;
    for (const Node& entry : *entries) {
      model::TagType type;
      if (const auto content = library_.resolve(entry, FileKind::tag_type, problems_)) {
        type = read_tag_type(*content, library_, problems_);
      }
      plan_.tag_types.push_back(std::move(type));
    }
    check_unique(*entries, plan_.tag_types, "tag type", problems_);
    check_participants(*entries, plan_.tag_types, ids_of(plan_.participants), problems_);
  }

  void read_scenarios() {
    const auto* entries = fields_.list("scenarios", Need::required);
    if (entries == nullptr) return;
    const bool lab_pieces = plan_.rig == RigKind::lab && fields_.find("manifest") == nullptr;
    std::vector<Node> entry_of;  // in step with the plans: the points of a sweep share theirs
    for (const Node& entry : *entries) {
      auto content = library_.resolve(entry, FileKind::scenario, problems_);
      if (!content) continue;
      rename(*content);
      const std::size_t before = problems_.count();
      auto points = read_scenario(*content, library_.options(), problems_);
      const bool good = problems_.count() == before;
      for (ReadScenario& point : points) {
        if (good) check_scenario(point, entry.place, plan_, problems_);
        if (good && lab_pieces) check_mixed_load(point, entry.place, plan_, problems_);
        plan_.scenarios.push_back(std::move(point.plan));
        entry_of.push_back(entry);
      }
    }
    check_unique(entry_of, plan_.scenarios, "scenario", problems_);
  }

  /// `as` gives a varied scenario an id of its own.
  static void rename(Node& content) {
    for (std::size_t i = 0; i < content.keys.size(); ++i) {
      if (content.keys[i].text != "as") continue;
      const Node name = content.items[i];
      content.keys.erase(content.keys.begin() + static_cast<std::ptrdiff_t>(i));
      content.items.erase(content.items.begin() + static_cast<std::ptrdiff_t>(i));
      if (Node* id = content.find("id")) *id = name;
      return;
    }
  }

  void read_pieces() {
    const Node* manifest = fields_.find("manifest");
    if (manifest == nullptr) {
      if (plan_.rig == RigKind::lab) return;
      fields_.complain(fields_.node(),
                       "the event lacks the key 'manifest', the list of enrolled pieces: only the "
                       "lab rig makes its own");
      return;
    }
    const std::vector<model::TagType>* known = tag_types_good_ ? &plan_.tag_types : nullptr;
    if (manifest->is_list()) {
      plan_.manifest = read_manifest(*manifest, known, problems_);
    } else if (const auto list = open_manifest(*manifest)) {
      plan_.manifest = read_manifest(*list, known, problems_);
    }
  }

  std::optional<Node> open_manifest(const Node& reference) {
    if (!reference.text.ends_with(".csv")) {
      return library_.open(reference, FileKind::manifest, problems_);
    }
    const std::string path = library_.beside(reference.text);
    auto text = read_file(path);
    if (!text) {
      problems_.add(text.error().code,
                    "the manifest '" + path + "' cannot be taken: " + text.error().message,
                    reference.place.where());
      return std::nullopt;
    }
    return parse_manifest_csv(*text, path, problems_);
  }

  /// What is done before and after every batch.
  void read_checks() {
    plan_.checks = read_batch_checks(fields_, tag_types_good_ ? &plan_.tag_types : nullptr);
    if (!plan_.checks) return;
    std::vector<const model::Piece*> enrolled;
    if (plan_.manifest) {
      for (const auto& entry : plan_.manifest->expected) enrolled.push_back(&entry.piece);
      for (const auto& piece : plan_.manifest->elsewhere) enrolled.push_back(&piece);
    }
    for (const model::Piece& reference : plan_.checks->references) {
      const auto type = std::ranges::find(plan_.tag_types, reference.tag_type, &model::TagType::id);
      if (type == plan_.tag_types.end()) continue;
      if (std::ranges::find(plan_.checks->types, type->id, &model::TagType::id) ==
          plan_.checks->types.end()) {
        plan_.checks->types.push_back(*type);
      }
      for (const model::Piece* other : enrolled) {
        if (other->id != reference.id && other->uii != reference.uii) continue;
        fields_.complain(*fields_.find("reference_pieces"),
                         "the reference piece '" + reference.id.str() + "' is the piece '" +
                             other->id.str() + "' of the manifest; it may be in no load");
      }
    }
  }

  void read_expectations() {
    const auto* entries = fields_.list("expect", Need::optional);
    if (entries == nullptr) return;
    for (const Node& entry : *entries) {
      Fields fields(entry, "the expectation", problems_);
      model::Expectation expectation;
      read_pattern(fields, "reader", readers_good_, ids_of(plan_.readers), expectation.reader);
      read_pattern(fields, "tag_type", tag_types_good_, ids_of(plan_.tag_types),
                   expectation.tag_type);
      read_pattern(fields, "scenario", scenarios_good_, ids_of(plan_.scenarios),
                   expectation.scenario);
      read_verdict(fields, "verdict", expectation.verdict);
      fields.finish();
      plan_.expectations.push_back(std::move(expectation));
    }
  }

  void read_overrides() {
    const auto* entries = fields_.list("overrides", Need::optional);
    if (entries == nullptr) return;
    for (const Node& entry : *entries) {
      Fields fields(entry, "the override", problems_);
      model::AttributionOverride one;
      read_pattern(fields, "reader", readers_good_, ids_of(plan_.readers), one.reader);
      read_pattern(fields, "tag_type", tag_types_good_, ids_of(plan_.tag_types), one.tag_type);
      read_pattern(fields, "scenario", scenarios_good_, ids_of(plan_.scenarios), one.scenario);
      read_attribution(fields, "attribution", Need::required, one.attribution);
      fields.text("note", Need::required, one.note);
      fields.text("by", Need::required, one.by);
      fields.finish();
      plan_.overrides.push_back(std::move(one));
    }
  }

  void read_retries() {
    const Node* node = fields_.map("retries", Need::optional);
    if (node == nullptr) return;
    using Counts = model::RetryPolicy::Counts;
    constexpr std::array<std::pair<std::string_view, Counts>, 2> k_counts{
        {{"first", Counts::first}, {"last", Counts::last}}};
    Fields fields(*node, "retries", problems_);
    fields.choice<Counts>("counts", Need::optional, k_counts, plan_.retries.counts);
    std::uint32_t most = 0;
    if (fields.integer("most", Need::optional, 1, 1'000, most)) plan_.retries.most = most;
    fields.finish();
  }

  /// `names_good`: the list that the pattern refers to was read without a problem; otherwise a
  /// complaint about the pattern would only repeat what is wrong there.
  static void read_pattern(Fields& fields, std::string_view key, bool names_good,
                           const std::vector<std::string>& names, std::string& target) {
    if (!fields.text(key, Need::required, target) || !names_good) return;
    constexpr std::size_t k_longest = 200;
    const bool found =
        target.size() <= k_longest && std::ranges::any_of(names, [&](const auto& name) {
          return model::fits_scenario(target, name);
        });
    if (!found) {
      fields.complain(*fields.find(key), "'" + std::string(key) + "' matches nothing: " +
                                             unknown_name(target.substr(0, k_longest), names));
    }
  }

  Fields fields_;
  const Library& library_;
  Problems& problems_;
  model::EventPlan plan_;
  bool readers_good_ = false;
  bool tag_types_good_ = false;
  bool scenarios_good_ = false;
};

}  // namespace

model::EventPlan read_event(const Node& content, const Library& library, Problems& problems) {
  return EventReader(content, library, problems).read();
}

}  // namespace plugtest::scenarios
