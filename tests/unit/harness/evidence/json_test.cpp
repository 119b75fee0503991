#include "harness/evidence/plan_json.h"
#include "harness/evidence/result_json.h"
#include "harness/evidence/wall_facts.h"
#include "tests/unit/harness/evidence/samples.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::evidence {
namespace {

using ::testing::HasSubstr;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
  const auto read = result_from_json(text);
  return read ? "accepted" : to_string(read.error());
}

TEST(EvidenceJson, a_result_comes_back) {
  const auto result = samples::result();
  EXPECT_EQ(result_from_json(result_to_json(result)), result);
  EXPECT_EQ(result_to_json(result), result_to_json(samples::result()));
}

TEST(EvidenceJson, the_folder_is_not_part_of_the_outcome) {
  auto result = samples::result();
  result.evidence = "runs/elsewhere";
  EXPECT_EQ(result_to_json(result), result_to_json(samples::result()));
}

TEST(EvidenceJson, a_plan_comes_back) {
  auto plan = samples::used_plan();
  EXPECT_EQ(plan_from_json(plan_to_json(plan)), plan);
  plan.scenario.load = model::TrainLoad{.items = 3, .item = {}, .min_gap_m = 0.1 + 0.2};
  plan.scenario.decision = model::SequentialRule{.max_passes = 61};
  plan.reader.virtual_reader.reset();
  EXPECT_EQ(plan_from_json(plan_to_json(plan)), plan);
}

TEST(EvidenceJson, how_a_virtual_reader_presents_itself_comes_back) {
  auto plan = samples::used_plan();
  EXPECT_THAT(plan_to_json(plan), testing::Not(HasSubstr("type_d_vendor"))) << "nothing special";
  model::LlrpProfile& llrp = plan.reader.virtual_reader->radio.llrp;
  llrp.type_d_vendor = 50'000;
  llrp.model_number = 7;
  llrp.extension = model::LlrpExtension::impinj;
  for (const auto& known : model::llrp_quirk_catalogue()) llrp.quirks.push_back(known.quirk);
  EXPECT_EQ(plan_from_json(plan_to_json(plan)), plan);
}

TEST(EvidenceJson, every_kind_of_load_comes_back) {
  auto plan = samples::used_plan();
  model::RollCageLoad cage;
  cage.sacks = 3;
  cage.sack.items = 17;
  cage.mesh_loss_db = {2.5, "measured"};
  plan.scenario.load = cage;
  EXPECT_EQ(plan_from_json(plan_to_json(plan)), plan);
  plan.scenario.load = model::StackLoad{.items = 9, .item = {}, .source = "measured"};
  EXPECT_EQ(plan_from_json(plan_to_json(plan)), plan);
}

TEST(EvidenceJson, all_of_the_surroundings_comes_back_and_tells_scenarios_apart) {
  auto plan = samples::used_plan();
  std::set<std::string> seen{scenario_to_json(plan.scenario)};
  const auto told = [&] {
    EXPECT_EQ(plan_from_json(plan_to_json(plan)), plan);
    return seen.insert(scenario_to_json(plan.scenario)).second;
  };
  model::SurroundingsSpec& around = plan.scenario.surroundings;
  around.coherence_mhz = {1.5, "measured"};
  EXPECT_TRUE(told());
  around.ground_reflection = {0.3, "measured"};
  EXPECT_TRUE(told());
  around.neighbours.push_back({.id = "next", .position_m = {0, 3, 1}});
  EXPECT_TRUE(told());
  around.neighbours[0].modulation = model::ForwardModulation::dsb_ask;
  EXPECT_TRUE(told());
  around.neighbours[0].fixed_channel_hz = 922'625'000;
  EXPECT_TRUE(told());
  plan.scenario.coupling.near_distance_m = {0.01, "measured"};
  EXPECT_TRUE(told());
  plan.scenario.settings.protocols = {model::AirProtocol::type_d};
  EXPECT_TRUE(told());
}

TEST(EvidenceJson, where_a_scenario_was_read_from_is_not_kept) {
  auto plan = samples::used_plan();
  const std::string text = plan_to_json(plan);
  plan.scenario.file = "somewhere/conveyor.yaml";
  EXPECT_EQ(plan_to_json(plan), text);
  EXPECT_EQ(scenario_to_json(plan.scenario), scenario_to_json(samples::used_plan().scenario));
}

/// Everything that a reader can be told, and what it may say it made of it.
SettingsRecord uncommon_settings() {
  using model::SelectFilter;
  SettingsRecord record;
  record.asked.receive_backoff_mdb = 10'000;
  record.asked.per_antenna = {{.antenna = 2, .power_mdbm = 27'000, .receive_backoff_mdb = 5'000},
                              {.antenna = 3}};
  record.asked.filters = {{.tags = {.bank = 1, .bit_pointer = 32, .mask = bits::BitString(0x2A, 7)},
                           .choice = SelectFilter::Choice::unselect_select},
                          {.tags = {.bank = 2, .bit_pointer = 0},
                           .state_aware = SelectFilter::StateAware{SelectFilter::Flag::s2, 5}}};
  record.asked.target = model::InventoryTarget::a_suppressed;
  record.asked.selected = model::SelectedFlag::not_sl;
  record.asked.hop_table = 3;
  record.asked.channels_hz = {865'700'000, 867'500'000};
  record.asked.low_duty_cycle = model::LowDutyCycle{};
  record.asked.report = {.phase = true, .tid = true};
  record.applied.per_antenna = {{.antenna = 1, .power_mdbm = 26'500, .receive_backoff_mdb = 0}};
  record.applied.filters = record.asked.filters;
  record.applied.target = model::InventoryTarget::alternate;
  record.applied.selected = model::SelectedFlag::all;
  record.applied.hop_table = 1;
  record.applied.channels_hz.emplace();
  record.applied.low_duty_cycle = {.empty_field = std::chrono::milliseconds(1)};
  return record;
}

TEST(EvidenceJson, uncommon_settings_are_told_in_the_words_of_the_model_and_only_where_there_are) {
  const std::string text = settings_to_json({uncommon_settings()});
  for (const char* part :
       {R"("mask": "0101010")", R"("choice": "unselect-select")", R"("flag": "s2")",
        R"("target": "a-suppressed")", R"("selected": "not-sl")", R"("ping_interval_ms": 200)",
        R"("receive_backoff_mdb": 5000)", R"("hop_table": 3)", R"("tid": true)"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  const std::string common = settings_to_json({SettingsRecord{}});
  for (const char* key : {"filters", "target", "per_antenna", "report", "channels_hz"}) {
    EXPECT_THAT(common, testing::Not(HasSubstr(key)));
  }
}

TEST(EvidenceJson, settings_and_identity_come_back) {
  std::vector<SettingsRecord> settings(2);
  settings[0].asked.antennas = {1, 4};
  settings[0].asked.link_profile = "m4";
  settings[0].applied.power_mdbm = -1;
  settings[0].applied.session = 0;
  settings[0].applied.link_profile = "";
  settings[0].applied.antennas = {65'535};
  EXPECT_EQ(settings_from_json(settings_to_json(settings)), settings);
  settings[1] = uncommon_settings();
  EXPECT_EQ(settings_from_json(settings_to_json(settings)), settings);
  const auto identity = samples::result().identity;
  EXPECT_EQ(identity_from_json(identity_to_json(identity)), identity);
  const WallFacts wall{"station-3", 1'239'696'000'000'000'001, 5};
  EXPECT_EQ(wall_from_json(wall_to_json(wall)), wall);
}

TEST(EvidenceJson, sixty_four_bits_are_text) {
  EXPECT_THAT(result_to_json(samples::result()), HasSubstr(R"("seed": "18364758544493064720")"));
}

TEST(EvidenceJson, bytes_that_are_no_text_do_not_stop_the_writing) {
  const std::string text = identity_to_json({"\xff\xfe", "m", "", ""});
  const auto read = identity_from_json(text);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->vendor, "\xef\xbf\xbd\xef\xbf\xbd");  // U+FFFD twice
  EXPECT_EQ(read->model, "m");
}

TEST(EvidenceJson, what_does_not_fit_is_named_with_its_place) {
  const std::string good = result_to_json(samples::result());
  EXPECT_THAT(refusal("{"), HasSubstr("expected JSON"));
  EXPECT_EQ(refusal("[]"), "expected an object at ''");
  EXPECT_EQ(refusal("{}"), "expected the key '/format'");
  EXPECT_EQ(refusal(replaced(good, "\"format\": 1", "\"format\": 2")),
            "the file has format 2, expected 1");
  EXPECT_EQ(refusal(replaced(good, "\"attempt\": 2", "\"attempt\": -1")),
            "expected a whole number from 0 to 4294967295 at '/result/plan/attempt'");
  EXPECT_EQ(refusal(replaced(good, "\"attempt\": 2", "\"attempt\": 2.5")),
            "expected a whole number from 0 to 4294967295 at '/result/plan/attempt'");
  EXPECT_EQ(refusal(replaced(good, "\"verdict\": \"fail\"", "\"verdict\": \"failed\"")),
            "expected another name than 'failed' at '/result/outcomes/1/verdict'");
  EXPECT_EQ(refusal(replaced(good, "\"seed\": \"1", "\"seed\": \"x")),
            "expected a whole number of up to 64 bits, as text at '/result/plan/seed'");
  EXPECT_EQ(refusal(replaced(good, "\"official\": true", "\"official\": 1")),
            "expected true or false at '/result/plan/official'");
  const std::string stray = samples::result().extras[0].stray[0].to_hex();
  EXPECT_EQ(refusal(replaced(good, stray, "3g")),
            "expected a UII in hexadecimal at '/result/extras/0/stray/0'");
  EXPECT_EQ(refusal(replaced(good, stray, stray + "/97")),
            "expected a UII in hexadecimal at '/result/extras/0/stray/0'");
}

}  // namespace
}  // namespace plugtest::evidence
