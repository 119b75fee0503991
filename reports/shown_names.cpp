#include "reports/shown_names.h"

#include <fmt/format.h>

namespace plugtest::reports {

using Json = nlohmann::ordered_json;

Json chosen(const Json& from, std::initializer_list<const char*> members) {
  Json out = Json::object();
  for (const char* member : members) {
    if (const auto found = from.find(member); found != from.end()) out[member] = *found;
  }
  return out;
}

Json public_settings(const Json& settings) {
  return chosen(settings, {"antennas", "power_mdbm", "session", "tag_population"});
}

ShownNames::ShownNames(const Json& document, const View& view, Codes& codes)
    : view_(view), codes_(codes) {
  const Json& event = document.at("event");
  for (const Json& reader : event.at("readers")) {
    if (own_participant(reader.value("participant", ""))) readers_.insert(reader.at("id"));
  }
  for (const Json& type : event.at("tag_types")) {
    if (own_participant(type.value("participant", ""))) tag_types_.insert(type.at("id"));
  }
  for (const Json& run : document.at("runs")) {
    run_names_.emplace(run.at("id"), fmt::format("run-{}", run_names_.size() + 1));
  }
}

bool ShownNames::own_participant(const std::string& id) const {
  return view_.kind == View::Kind::participant && !id.empty() && id == view_.participant;
}

std::string ShownNames::participant(const std::string& id) {
  return own_participant(id) || id.empty() ? id : codes_.code("P", id);
}

std::string ShownNames::reader(const std::string& id) {
  return own_reader(id) ? id : codes_.code("R", id);
}

std::string ShownNames::tag_type(const std::string& id) {
  return own_tag_type(id) ? id : codes_.code("T", id);
}

std::string ShownNames::piece_name(const std::string& piece, const std::string& type) {
  return own_tag_type(type) ? piece : codes_.code("G", type + "/" + piece);
}

std::string ShownNames::run_name(const std::string& id) const {
  const auto found = run_names_.find(id);
  return found != run_names_.end() ? found->second : "run";
}

Json ShownNames::tag_types(const Json& ids) {
  Json out = Json::array();
  for (const Json& id : ids) out.push_back(tag_type(id));
  return out;
}

}  // namespace plugtest::reports
