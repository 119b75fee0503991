#pragma once

#include "harness/model/manifest.h"
#include "harness/model/reader_record.h"
#include "harness/model/region_plan.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/tag_type.h"
#include "scenarios/load_options.h"
#include "scenarios/node.h"
#include "scenarios/problems.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::scenarios {

class Library;

// Each reads the content of one document (document.h) and checks what can be checked without the
// rest of the event. What is wrong goes to `problems`; the value returned is of use only when
// nothing did.

model::RegionPlan read_region(const Node& content, Problems& problems);

/// `library` finds the air profile of a Type D type.
model::TagType read_tag_type(const Node& content, const Library& library, Problems& problems);

model::AirProfile read_air_profile(const Node& content, const LoadOptions& options,
                                   Problems& problems);

model::ReaderRadioProfile read_reader_profile(const Node& content, const LoadOptions& options,
                                              Problems& problems);

/// `modes`: how many link profiles the reader has.
model::LlrpProfile read_llrp_profile(const Node& content, std::size_t modes, Problems& problems);

model::Lane read_lane(const Node& content, Problems& problems);

/// A scenario, with the places that checks against the rest of the event point to.
struct ReadScenario {
  model::ScenarioPlan plan;
  Place place;
  Place power;
  Place link_profile;
  Place lane;
  std::string set_by{};  ///< for messages, where the settings are not the scenario's own
};
/// One for every point where the scenario is a sweep, else one alone.
std::vector<ReadScenario> read_scenario(const Node& content, const LoadOptions& options,
                                        Problems& problems);

/// The pieces of a manifest. `tag_types` are the ones of the event; null = any (a file on its own).
/// UIIs of Type C are whole words, those of Type D (or of who knows what) whole bytes.
model::Manifest read_manifest(const Node& list, const std::vector<model::TagType>* tag_types,
                              Problems& problems);

/// A CSV manifest as the list that a YAML manifest would be; the header row names the keys, those
/// of `required` among them.
std::optional<Node> parse_manifest_csv(const std::string& text, const std::string& file,
                                       Problems& problems,
                                       const std::vector<std::string>& required = {
                                           "piece", "tag_type", "uii"});

}  // namespace plugtest::scenarios
