#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <algorithm>
#include <array>

namespace plugtest::scenarios {
namespace {

constexpr std::array<std::pair<std::string_view, model::Polarisation>, 3> k_polarisations{
    {{"circular", model::Polarisation::circular},
     {"horizontal", model::Polarisation::horizontal},
     {"vertical", model::Polarisation::vertical}}};

/// YYYY-MM-DD; whether the day exists is nobody's business here.
bool is_date(std::string_view text) {
  constexpr std::string_view k_form = "0000-00-00";
  return text.size() == k_form.size() &&
         std::ranges::equal(text, k_form, [](char given, char form) {
           return form == '-' ? given == '-' : given >= '0' && given <= '9';
         });
}

model::Antenna read_antenna(const Node& node, Problems& problems) {
  model::Antenna antenna;
  Fields fields(node, "the antenna", problems);
  std::string source;
  fields.integer("port", Need::required, 1, 32, antenna.port);
  fields.lengths("position", Need::required, {-50, 50}, antenna.position_m, source);
  fields.direction("boresight", Need::required, antenna.boresight);
  fields.choice<model::Polarisation>("polarisation", Need::optional, k_polarisations,
                                     antenna.polarisation);
  fields.quantity("gain", Need::optional, k_gain, {-20, 30}, antenna.gain_dbi);
  fields.quantity("beamwidth", Need::optional, k_angle, {5, 360}, antenna.beamwidth_deg);
  fields.quantity("cable_loss", Need::optional, k_ratio, {0, 40}, antenna.cable_loss_db);
  if (const Node* calibrated = fields.map("calibrated", Need::optional)) {
    Fields how(*calibrated, "calibrated", problems);
    if (how.text("date", Need::required, antenna.calibrated_on) &&
        !is_date(antenna.calibrated_on)) {
      how.complain(*how.find("date"),
                   "'date' is '" + antenna.calibrated_on + "', expected a day such as 2009-04-20");
    }
    how.text("method", Need::required, antenna.calibrated_how);
    how.finish();
  }
  fields.finish();
  return antenna;
}

constexpr std::array<std::pair<std::string_view, bool>, 2> k_levels{
    {{"high", true}, {"low", false}}};

/// The photo-eyes of a lane, in the order in which a load meets them.
void read_eyes(Fields& lane, std::vector<model::PhotoEye>& eyes) {
  const auto* list = lane.list("eyes", Need::optional);
  if (list == nullptr) return;
  for (const Node& node : *list) {
    model::PhotoEye eye;
    Fields fields(node, "the eye", lane.problems());
    fields.integer("input", Need::required, 1, 32, eye.input);
    fields.quantity("position", Need::required, k_length, {-50, 50}, eye.position_m);
    fields.choice<bool>("blocked", Need::optional, k_levels, eye.high_when_blocked);
    fields.finish();
    const bool taken =
        std::ranges::any_of(eyes, [&](const auto& other) { return other.input == eye.input; });
    if (taken) fields.complain(node, "a second eye at input " + std::to_string(eye.input));
    if (!eyes.empty() && eye.position_m.value <= eyes.back().position_m.value) {
      fields.complain(node, "the eyes are to be in the order in which a load meets them");
    }
    eyes.push_back(eye);
  }
}

}  // namespace

model::Lane read_lane(const Node& content, Problems& problems) {
  model::Lane lane;
  Fields fields(content, "the lane", problems);
  fields.id("id", Need::required, lane.id.value);
  if (const auto* antennas = fields.list("antennas", Need::required)) {
    for (const Node& node : *antennas) {
      const model::Antenna antenna = read_antenna(node, problems);
      const bool taken = std::ranges::any_of(
          lane.antennas, [&](const auto& other) { return other.port == antenna.port; });
      if (taken) {
        fields.complain(node, "a second antenna at port " + std::to_string(antenna.port));
      }
      lane.antennas.push_back(antenna);
    }
  }
  read_eyes(fields, lane.eyes);
  fields.finish();
  return lane;
}

}  // namespace plugtest::scenarios
