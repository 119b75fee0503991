#include "harness/model/lane.h"
#include "scenarios/loader.h"
#include "tests/unit/scenarios/options.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <variant>

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> library_files() {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(library_options().content_path[0])) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

model::EventPlan demo() {
  const auto plan =
      load_event(library_options().content_path[0] + "/events/demo.yaml", library_options());
  EXPECT_TRUE(plan.has_value()) << to_string(plan.error());
  return plan.value_or(model::EventPlan{});
}

TEST(Library, EveryFileIsValid) {
  const auto files = library_files();
  EXPECT_GE(files.size(), 14U);
  for (const std::string& file : files) {
    const auto kind = validate_file(file, library_options());
    EXPECT_TRUE(kind.has_value()) << to_string(kind.error());
  }
}

TEST(Library, FilesAreNamedLikeTheirIds) {
  for (const std::string& file : library_files()) {
    const auto text = read_file(file);
    ASSERT_TRUE(text.has_value());
    EXPECT_NE(text->find("\n  id: " + fs::path(file).stem().string() + "\n"), std::string::npos)
        << file;
  }
}

TEST(Library, ChinaPlanOf2007IsTheRulesRaster) {
  // 920.125 + 0.25 M MHz, M = 0..19, of which 920.5 to 924.5 MHz allow 2 W ERP (33.01 dBm) and the
  // edges 100 mW.
  const model::RegionPlan region = demo().region;
  std::set<std::int64_t> centres;
  EXPECT_TRUE(region.hopping);
  EXPECT_EQ(region.max_dwell, std::chrono::seconds(2));
  EXPECT_EQ(region.channel_width_hz, 250'000);
  for (const auto& channel : region.channels) {
    centres.insert(channel.centre_hz);
    const bool inner =
        channel.centre_hz - 125'000 >= 920'500'000 && channel.centre_hz + 125'000 <= 924'500'000;
    EXPECT_EQ(channel.max_erp_mdbm, inner ? 33'010 : 20'000) << channel.centre_hz;
  }
  ASSERT_EQ(centres.size(), 20U);
  for (std::int64_t m = 0; m < 20; ++m) EXPECT_TRUE(centres.contains(920'125'000 + 250'000 * m));
}

/// An event with the Type D types of the library, and one that uses a profile with a change.
constexpr const char* k_type_d_event = R"(plugtest: 1
event: {id: type-d, title: Type D}
region: china-2007
rig: lab
participants: [{id: p1, name: Maker}]
readers:
  - id: dual
    participant: p1
    vendor: V
    model: M
    claims: [type-c, type-d]
    virtual: {family: llrp, profile: dual-4port}
tag_types:
  - d-2009-ipx-64
  - d-2009-ipx-64-pages
  - d-2009-ipx-64-rw
  - d-2009-ipx-256
  - d-2009-ipx-256-pages
  - d-2009-ipx-256-rw
  - d-total-miller2
  - d-total-reference
  - use: d-total-reference
    id: hasty
    air: {use: total-reference, parameters: {hold_off: {value: 16, source: EM4022 data sheet, confidence: product}}}
    faults: [{name: shifted-identity}]
scenarios: [conveyor-parcels]
)";

TEST(Library, AirProfilesGiveEveryParameterAndFitTogether) {
  const auto plan = load_event_text(k_type_d_event, "type-d.yaml", library_options());
  ASSERT_TRUE(plan.has_value()) << to_string(plan.error());
  ASSERT_EQ(plan->tag_types.size(), 9U);
  for (const model::TagType& type : plan->tag_types) {
    ASSERT_TRUE(type.air) << type.id.str();
    EXPECT_EQ(type.air->parameters.size(), total::parameters().size());
    EXPECT_TRUE(model::rests_on_model(type)) << "placeholders are left in every profile";
    total::Profile profile = total::default_profile();
    for (const auto& parameter : type.air->parameters) {
      EXPECT_FALSE(parameter.source.empty());
      EXPECT_TRUE(total::set_parameter(profile, parameter.name, parameter.value));
    }
    EXPECT_TRUE(total::validate(profile)) << type.id.str();
    EXPECT_EQ(profile.hold_off_bits, type.id.str() == "hasty" ? 16 : 4096);
    // ThingMagic M6e manual: iP-X tags of both rates are PWM.
    EXPECT_EQ(profile.coding == total::Coding::pwm, type.air->id.starts_with("ipx-"));
    EXPECT_EQ(profile.memory == total::Memory::read_write, type.air->id.ends_with("-rw"));
    EXPECT_EQ(profile.data_pages > 0, type.air->id.ends_with("-pages"));
  }
  EXPECT_EQ(plan->tag_types.back().faults.size(), 1U);
  EXPECT_EQ(plan->readers[0].virtual_reader->radio.protocols.size(), 2U);
}

TEST(Library, WhatIsWrongInAnAirProfileIsNamedWithItsPlace) {
  const auto complaint = [](const std::string& from, const std::string& to) {
    std::string text = k_type_d_event;
    text.replace(text.find(from), from.size(), to);
    const auto plan = load_event_text(text, "type-d.yaml", library_options());
    return plan ? std::string("good") : to_string(plan.error());
  };
  EXPECT_EQ(
      complaint("hold_off: {value: 16", "hold_off: {value: 70000"),
      "type-d.yaml:24:64: '70000' is no value of hold_off, expected 0 to 65536 bit periods\n");
  // What is good by itself and does not fit the other values is told of the parameters together.
  EXPECT_NE(complaint("hold_off: {value: 16", "hold_off_step: {value: 5000")
                .find("hold_off_step is longer than hold_off: the tag could never wait"),
            std::string::npos);
  EXPECT_NE(complaint("hold_off:", "hold_of:")
                .find("unknown parameter 'hold_of' (did you mean "
                      "'hold_off'?)"),
            std::string::npos);
  EXPECT_NE(complaint("use: total-reference,", "use: total-refrence,")
                .find("unknown air profile 'total-refrence' (did you mean 'total-reference'?)"),
            std::string::npos);
  EXPECT_NE(complaint("confidence: product}}}", "confidence: sure}}}").find("standard, product"),
            std::string::npos);
  EXPECT_NE(complaint("name: shifted-identity", "name: shifted").find("unknown tag fault"),
            std::string::npos);
}

TEST(Library, DemoIsSixReadersByEightTypesByFiveScenarios) {
  const model::EventPlan plan = demo();
  EXPECT_EQ(plan.readers.size(), 6U);
  EXPECT_EQ(plan.tag_types.size(), 8U);
  ASSERT_EQ(plan.scenarios.size(), 5U);
  std::map<std::string, int> families;
  for (const auto& reader : plan.readers) ++families[reader.virtual_reader->family];
  EXPECT_EQ(families, (std::map<std::string, int>{{"llrp", 2},
                                                  {"ipico+tcp", 1},
                                                  {"mercury+serial", 1},
                                                  {"a0+serial", 1},
                                                  {"chafon+serial", 1}}));
  EXPECT_TRUE(plan.readers[0].virtual_reader->faults.empty());
  ASSERT_EQ(plan.readers[1].virtual_reader->faults.size(), 1U);
  EXPECT_EQ(plan.readers[1].virtual_reader->faults[0],
            (model::PlantedFault{model::ReaderFault::lost_reports, 4}));
  std::set<std::string> scenarios;
  for (const auto& scenario : plan.scenarios) scenarios.insert(scenario.id.str());
  EXPECT_EQ(scenarios, (std::set<std::string>{"conveyor-parcels", "fast-belt", "letter-stack",
                                              "bulk-sack", "roll-cage"}));
}

TEST(Library, DemoExpectsEveryCell) {
  const model::EventPlan plan = demo();
  ASSERT_FALSE(plan.expectations.empty());
  const auto& all = plan.expectations.front();
  EXPECT_EQ(all.reader, "*");
  EXPECT_EQ(all.tag_type, "*");
  EXPECT_EQ(all.scenario, "*");
}

TEST(Library, ParcelsAndSacksAreAsTheirFilesSay) {
  const model::EventPlan plan = demo();
  const auto& train = std::get<model::TrainLoad>(plan.scenarios[0].load);
  EXPECT_EQ(train.items, 10U);
  EXPECT_EQ(train.min_gap_m, 0.1);
  EXPECT_EQ(train.max_gap_m, 0.2);
  EXPECT_EQ(plan.scenarios[0].motion.speed_mps, 1.0);
  EXPECT_EQ(plan.scenarios[0].pass_criterion.item_rate, 1.0);
  EXPECT_EQ(plan.scenarios[1].motion.speed_mps, 2.0);
  const auto& sack = std::get<model::SackLoad>(plan.scenarios[3].load);
  EXPECT_EQ(sack.items, 50U);
  EXPECT_EQ(plan.scenarios[3].pass_criterion.item_rate, 0.98);
}

TEST(Library, ScenariosKeepWithinTheirRegionsPower) {
  for (const auto& scenario : demo().scenarios) {
    for (const auto& antenna : scenario.lane.antennas) {
      // 30 dBm - 1 dB + 6 dBi - 2.15 dB
      EXPECT_EQ(model::erp_mdbm(antenna, scenario.settings.power_mdbm), 32'850);
    }
  }
}

}  // namespace
}  // namespace plugtest::scenarios
