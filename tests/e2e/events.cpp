#include "tests/e2e/events.h"

#include <algorithm>
#include <cstdio>

namespace plugtest::e2e {

std::string belt_event(const std::string& faults) {
  const std::string planted = faults.empty() ? "" : ", faults: [" + faults + "]";
  return R"(plugtest: 1
event: {id: belt, title: One reader at the belt, seed: 3, rig: lab}
region: china-2007
readers:
  - id: alpha
    vendor: Example
    virtual: {family: llrp, profile: fixed-4port)" +
         planted + R"(}
tag_types: [c-today-a]
scenarios:
  - use: conveyor-parcels
)";
}

std::string replay_event(const std::string& recording, const std::string& manifest) {
  return R"(plugtest: 1
event: {id: recorded, title: A recorded session, seed: 1, rig: replay}
region: fcc
readers:
  - {id: recorded, uri: "llrp+replay:)" +
         recording + R"("}
tag_types: [c-today-a]
scenarios: [conveyor-parcels]
manifest: )" +
         manifest + "\n";
}

std::string recorded_manifest(const std::vector<std::string>& skip,
                              const std::vector<std::string>& more) {
  std::string csv = "piece,tag_type,uii,tid,item\n";
  const auto add = [&csv](const std::string& piece, const std::string& uii) {
    csv += piece + ",c-today-a," + uii + ",,item-" + piece + "\n";
  };
  for (int i = 1; i <= 65; ++i) {
    char name[16];
    char uii[32];
    std::snprintf(name, sizeof name, "tag-%02d", i);
    std::snprintf(uii, sizeof uii, "300833b2ddd9cafebabe80%02x", static_cast<unsigned>(i));
    if (std::ranges::find(skip, name) == skip.end()) add(name, uii);
  }
  for (const std::string& uii : more) add("extra-" + uii.substr(uii.size() - 4), uii);
  return csv;
}

}  // namespace plugtest::e2e
