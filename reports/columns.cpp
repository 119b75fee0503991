#include "reports/columns.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::reports {

using Json = nlohmann::ordered_json;

Json passes_by_tag_type(const Json& passes) {
  Json tracks = Json::array();
  for (const Json& pass : passes) {
    const Json& type = pass.at("tag_type");
    auto track =
        std::ranges::find_if(tracks, [&](const Json& one) { return one.at("tag_type") == type; });
    if (track == tracks.end()) {
      tracks.push_back({{"tag_type", type}});
      track = tracks.end() - 1;
    }
    for (const auto& [name, value] : pass.items()) {
      if (name != "tag_type") (*track)[name].push_back(value);
    }
  }
  return tracks;
}

Json as_table(const Json& objects) {
  std::vector<std::string> members;
  for (const Json& object : objects) {
    for (const auto& [name, value] : object.items()) {
      if (std::ranges::find(members, name) == members.end()) members.push_back(name);
    }
  }
  Json rows = Json::array();
  for (const Json& object : objects) {
    Json row = Json::array();
    for (const std::string& name : members) {
      const auto found = object.find(name);
      row.push_back(found != object.end() ? *found : Json(nullptr));
    }
    rows.push_back(std::move(row));
  }
  return {{"members", members}, {"rows", std::move(rows)}};
}

}  // namespace plugtest::reports
