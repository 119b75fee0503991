#include "tests/unit/scenarios/broken.h"

#include "scenarios/loader.h"
#include "tests/unit/scenarios/options.h"

#include <stdexcept>

namespace plugtest::scenarios {

std::string good_event() {
  return R"(plugtest: 1
event: {id: e, title: An event, seed: 7, rig: lab}
region: china-2007
participants:
  - {id: P1, name: One}
readers:
  - {id: alpha, participant: P1, virtual: {family: llrp, profile: fixed-4port}}
tag_types: [c-2009-a]
scenarios:
  - {use: conveyor-parcels, as: belt, motion: {speed: 2 m/s}}
manifest:
  - {piece: A1, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}
expect:
  - {reader: alpha, tag_type: "*", scenario: belt, verdict: pass}
)";
}

std::vector<std::pair<std::string, std::string>> varied(const std::string& override) {
  return {{"motion: {speed: 2 m/s}", override}};
}

std::string text_of(const Broken& broken) {
  std::string text = good_event();
  for (const auto& [before, after] : broken.edits) {
    if (before.empty()) {
      text = after;
      continue;
    }
    const std::size_t at = text.find(before);
    if (at == std::string::npos) throw std::logic_error("nothing to replace in " + broken.name);
    text.replace(at, before.size(), after);
  }
  return text;
}

void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }

std::string broken_name(const testing::TestParamInfo<Broken>& info) { return info.param.name; }

TEST(GoodEvent, IsGood) {
  const auto plan = load_event_text(good_event(), "event.yaml", library_options());
  ASSERT_TRUE(plan.has_value()) << to_string(plan.error());
  EXPECT_EQ(plan->id, "e");
}

TEST_P(BrokenEvent, IsAnsweredWithWhereAndWhat) {
  const auto plan = load_event_text(text_of(GetParam()), "event.yaml", library_options());
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(to_string(plan.error()), GetParam().expected);
}

}  // namespace plugtest::scenarios
