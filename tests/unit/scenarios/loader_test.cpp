#include "scenarios/loader.h"

#include "harness/api/uri.h"
#include "tests/unit/scenarios/broken.h"
#include "tests/unit/scenarios/files.h"
#include "tests/unit/scenarios/options.h"

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

model::EventPlan load(const std::vector<std::pair<std::string, std::string>>& edits) {
  const auto plan = load_event_text(text_of({"", edits, ""}), "event.yaml", library_options());
  EXPECT_TRUE(plan.has_value()) << to_string(plan.error());
  return plan.value_or(model::EventPlan{});
}

TEST(LoadEvent, ResolvesEverything) {
  const model::EventPlan plan = load({});
  EXPECT_EQ(plan.seed, 7U);
  EXPECT_EQ(plan.rig, model::RigKind::lab);
  EXPECT_EQ(plan.region.id, "china-2007");
  EXPECT_EQ(plan.file, "event.yaml");
  ASSERT_EQ(plan.readers.size(), 1U);
  EXPECT_EQ(plan.readers[0].virtual_reader->family, "llrp");
  EXPECT_EQ(plan.readers[0].virtual_reader->radio.antenna_dwell_ms.value, 200);
  ASSERT_EQ(plan.tag_types.size(), 1U);
  EXPECT_EQ(plan.tag_types[0].radio.read_sensitivity_dbm.value, -15);
  ASSERT_EQ(plan.scenarios.size(), 1U);
  EXPECT_EQ(plan.scenarios[0].id.str(), "belt");
  EXPECT_EQ(plan.scenarios[0].settings.session, 2);
  ASSERT_TRUE(plan.manifest.has_value());
  EXPECT_EQ(plan.manifest->expected[0].piece.uii.to_hex(), "3034257bf7194e4000001a85");
  EXPECT_EQ(plan.manifest->expected[0].item.str(), "A1");
}

TEST(LoadEvent, AnOverrideWithoutSourceIsAnAssumption) {
  const model::EventPlan plan = load({});
  EXPECT_EQ(plan.scenarios[0].motion.speed_mps, 2.0);
  EXPECT_EQ(plan.scenarios[0].motion.speed_source, "assumption");
  EXPECT_EQ(plan.scenarios[0].motion.run_in_m, 1.5);  // not overridden
}

TEST(LoadEvent, AnOverrideBringsItsOwnSource) {
  const model::EventPlan plan =
      load({{"speed: 2 m/s", "speed: {value: 2 m/s, source: measured on site}"}});
  EXPECT_EQ(plan.scenarios[0].motion.speed_source, "measured on site");
}

TEST(LoadEvent, AnotherKindOfRuleReplacesTheFirst) {
  const model::EventPlan plan =
      load(varied("decision: {fixed: {passes: 59, requirement: 95 %, confidence: 95 %}}"));
  const auto* rule = std::get_if<model::FixedRule>(&plan.scenarios[0].decision);
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(*rule, (model::FixedRule{59, 0.95, 0.95}));
}

TEST(LoadEvent, TheSameKindOfRuleIsChangedInPart) {
  const model::EventPlan plan = load(varied("decision: {sequential: {max_passes: 18}}"));
  const auto* rule = std::get_if<model::SequentialRule>(&plan.scenarios[0].decision);
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(*rule, (model::SequentialRule{0.95, 0.80, 0.05, 0.05, 18}));
}

TEST(LoadEvent, ReportsAllThatIsWrongAtOnce) {
  const auto plan = load_event_text(
      text_of(
          {"", {{"seed: 7", "sede: 7"}, {"2 m/s", "2 kg"}, {"verdict: pass", "verdict: ok"}}, ""}),
      "event.yaml", library_options());
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().size(), 3U);
}

TEST(LoadEvent, PrefersFilesBesideTheEvent) {
  const doubles::TemporaryFolder folder;
  write(folder, "tags/c-2009-a.yaml",
        "plugtest: 1\ntag_type: {id: c-2009-a, vendor: Mine, model: M}\n");
  const std::string event = write(folder, "event.yaml", good_event());
  const auto plan = load_event(event, library_options());
  ASSERT_TRUE(plan.has_value()) << to_string(plan.error());
  EXPECT_EQ(plan->tag_types[0].vendor, "Mine");
}

TEST(LoadEvent, ErrorsInAnotherFileNameThatFile) {
  const doubles::TemporaryFolder folder;
  const std::string tag = write(folder, "tags/c-2009-a.yaml",
                                "plugtest: 1\ntag_type: {id: c-2009-a, vendor: V, modle: M}\n");
  const auto plan = load_event(write(folder, "event.yaml", good_event()), library_options());
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(to_string(plan.error()),
            tag + ":2:11: the tag type lacks the key 'model'\n" + tag +
                ":2:37: unknown key in the tag type: 'modle' (did you mean 'model'?)\n");
}

/// An event on a recording, beside which it lies.
std::string replay_event(const std::string& uri) {
  return text_of({"",
                  {{"rig: lab", "rig: replay"},
                   {"virtual: {family: llrp, profile: fixed-4port}", "uri: \"" + uri + "\""}},
                  ""});
}

TEST(LoadEvent, RecordingsAreRelativeToTheEvent) {
  const doubles::TemporaryFolder folder;
  const std::string recording = write(folder, "recordings/a 100 % day?.bin", "x");
  const std::string event =
      write(folder, "event.yaml", replay_event("llrp+replay:recordings/a 100 %25 day%3F.bin"));
  const auto plan = load_event(event, library_options());
  ASSERT_TRUE(plan.has_value()) << to_string(plan.error());
  const auto uri = api::parse_reader_uri(plan->readers[0].uri, library_options().schemes);
  ASSERT_TRUE(uri.has_value()) << plan->readers[0].uri;
  EXPECT_EQ(uri->path, recording);
}

TEST(LoadEvent, AbsoluteRecordingsStayWhereTheyAre) {
  const doubles::TemporaryFolder folder;
  const std::string recording = write(folder, "recording.bin", "x");
  const doubles::TemporaryFolder elsewhere;
  const std::string event =
      write(elsewhere, "event.yaml", replay_event("llrp+replay://" + recording));
  const auto plan = load_event(event, library_options());
  ASSERT_TRUE(plan.has_value()) << to_string(plan.error());
  EXPECT_EQ(plan->readers[0].uri, "llrp+replay://" + recording);
}

TEST(LoadEvent, ReadsAManifestFromCsv) {
  const doubles::TemporaryFolder folder;
  write(folder, "pieces.csv",
        "piece,tag_type,uii,tid,item,status\r\n"
        "A1,c-2009-a,\"RR 000164273 KH\",E2801160,parcel 1,\r\n"
        "A2,c-2009-a,SSCC/7 106141412345678908,,,load\r\n"
        "\r\n"
        "A3,c-2009-a,3034257BF7194E4000001A85,,,elsewhere\r\n");
  const std::string event = write(
      folder, "event.yaml",
      text_of({"",
               {{"manifest:\n  - {piece: A1, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}",
                 "manifest: pieces.csv"}},
               ""}));
  const auto plan = load_event(event, library_options());
  ASSERT_TRUE(plan.has_value()) << to_string(plan.error());
  const model::Manifest& manifest = *plan->manifest;
  ASSERT_EQ(manifest.expected.size(), 2U);
  // S10 as six bits a character: "RR00" is 010010 010010 110000 110000.
  EXPECT_EQ(manifest.expected[0].piece.uii.to_hex().substr(0, 6), "492c30");
  EXPECT_EQ(manifest.expected[0].piece.tid_hex, "e2801160");
  EXPECT_EQ(manifest.expected[0].item.str(), "parcel 1");
  // EPC Tag Data Standard: SSCC-96 header 31, filter 0, partition 5.
  EXPECT_EQ(manifest.expected[1].piece.uii.to_hex().substr(0, 3), "311");
  EXPECT_EQ(manifest.expected[1].item.str(), "A2");
  ASSERT_EQ(manifest.elsewhere.size(), 1U);
  EXPECT_EQ(manifest.elsewhere[0].id.str(), "A3");
}

TEST(ReadFile, RefusesWhatIsNoReasonableFile) {
  const doubles::TemporaryFolder folder;
  EXPECT_EQ(read_file(folder.path().string()).error().code, ErrorCode::unsupported);
  EXPECT_EQ(read_file(folder.path().string() + "/none").error().code, ErrorCode::not_found);
  const std::string big = write(folder, "big.yaml", "");
  std::filesystem::resize_file(big, k_max_file_bytes + 1);  // sparse
  EXPECT_EQ(to_string(read_file(big).error()), big + ": the file is larger than 16 MiB");
}

TEST(ValidateFile, TellsTheKind) {
  const doubles::TemporaryFolder folder;
  const auto kind = [&](const std::string& name, const std::string& text) {
    return validate_file(write(folder, name, text), library_options());
  };
  EXPECT_EQ(kind("e.yaml", good_event()), FileKind::event);
  EXPECT_EQ(kind("m.yaml", "plugtest: 1\nmanifest: [{piece: a, tag_type: t, uii: \"1234\"}]\n"),
            FileKind::manifest);
  EXPECT_EQ(kind("m.csv", "piece,tag_type,uii\na,t,1234\n"), FileKind::manifest);
  EXPECT_EQ(kind("t.yaml", "plugtest: 1\ntag_type: {id: a, vendor: v, model: m}\n"),
            FileKind::tag_type);
}

}  // namespace
}  // namespace plugtest::scenarios
