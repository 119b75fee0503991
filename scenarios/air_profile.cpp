#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <algorithm>
#include <array>

namespace plugtest::scenarios {
namespace {

constexpr std::array<std::pair<std::string_view, model::Confidence>, 3> k_confidences{
    {{"standard", model::Confidence::standard},
     {"product", model::Confidence::product},
     {"model", model::Confidence::model}}};

model::AirParameter read_parameter(const Node::Key& key, const Node& entry,
                                   const LoadOptions& options, Problems& problems) {
  model::AirParameter parameter;
  parameter.name = key.text;
  Fields fields(entry, "the parameter '" + key.text + "'", problems);
  const bool good = fields.text("value", Need::required, parameter.value);
  fields.text("source", Need::required, parameter.source);
  fields.choice<model::Confidence>("confidence", Need::required, k_confidences,
                                   parameter.confidence);
  fields.finish();
  if (good && options.check_air_parameter) {
    if (const auto wrong = options.check_air_parameter(parameter.name, parameter.value)) {
      fields.complain(*fields.find("value"), *wrong);
    }
  }
  return parameter;
}

}  // namespace

model::AirProfile read_air_profile(const Node& content, const LoadOptions& options,
                                   Problems& problems) {
  model::AirProfile profile;
  Fields fields(content, "the air profile", problems);
  fields.id("id", Need::required, profile.id);
  fields.text("title", Need::required, profile.title);
  fields.text("source", Need::required, profile.source);
  const std::size_t before = problems.count();
  if (const Node* parameters = fields.map("parameters", Need::required)) {
    for (std::size_t i = 0; i < parameters->keys.size(); ++i) {
      const Node::Key& key = parameters->keys[i];
      const auto& known = options.air_parameters;
      if (!known.empty() && std::ranges::find(known, key.text) == known.end()) {
        problems.add(ErrorCode::configuration, "unknown parameter " + unknown_name(key.text, known),
                     key.place.where());
        continue;
      }
      profile.parameters.push_back(read_parameter(key, parameters->items[i], options, problems));
    }
    // A parameter that nobody wrote down would silently have a value of ours.
    for (const std::string& name : options.air_parameters) {
      if (std::ranges::find(profile.parameters, name, &model::AirParameter::name) ==
              profile.parameters.end() &&
          parameters->find(name) == nullptr) {
        fields.complain(*parameters, "the air profile lacks the parameter '" + name + "'");
      }
    }
    // Only what is complete and within its ranges can be asked whether it fits together.
    if (options.check_air_profile && problems.count() == before) {
      if (const auto wrong = options.check_air_profile(profile)) {
        fields.complain(*parameters, *wrong);
      }
    }
  }
  fields.finish();
  return profile;
}

}  // namespace plugtest::scenarios
