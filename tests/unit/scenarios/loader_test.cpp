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

TEST(LoadEvent, TakesTheOrganizersWordOnAnAttribution) {
  const model::EventPlan plan = load(
      {{"expect:",
        "overrides:\n  - {reader: alpha, tag_type: \"*\", scenario: belt, attribution: operator, "
        "note: Loaded twice., by: Chief}\nexpect:"}});
  ASSERT_EQ(plan.overrides.size(), 1U);
  EXPECT_EQ(plan.overrides[0],
            (model::AttributionOverride{"alpha", "*", "belt", model::Attribution::operator_,
                                        "Loaded twice.", "Chief"}));
}

TEST(LoadEvent, ChecksBatchesWhereItNamesAReferencePiece) {
  EXPECT_FALSE(load({}).checks);
  const std::string piece =
      "reference_pieces: [{piece: ref, tag_type: c-2009-a, uii: 3034257bf7194e4000001a86}]\n";
  const model::EventPlan plan = load(
      {{"expect:", piece + "checks: {empty_field: {time: 5 s, most_unknown: 3}, reference: {time: "
                           "4 s, least_reads: 7, level: -48.5 dBm, most_drift: 3 dB}}\nexpect:"}});
  ASSERT_TRUE(plan.checks);
  ASSERT_EQ(plan.checks->references.size(), 1U);
  EXPECT_EQ(plan.checks->references[0].id.str(), "ref");
  ASSERT_EQ(plan.checks->types.size(), 1U);
  EXPECT_EQ(plan.checks->types[0].id.str(), "c-2009-a");
  EXPECT_EQ(plan.checks->empty_field, std::chrono::seconds(5));
  EXPECT_EQ(plan.checks->most_unknown, 3U);
  EXPECT_EQ(plan.checks->reference, std::chrono::seconds(4));
  EXPECT_EQ(plan.checks->least_reads, 7U);
  EXPECT_EQ(plan.checks->level_mdbm, -48'500);
  EXPECT_EQ(plan.checks->most_drift_mdb, 3'000);
  EXPECT_FALSE(load({{"expect:", piece + "checks: {batches: false}\nexpect:"}}).checks);
  const model::EventPlan empty_only = load({{"expect:", "checks: {batches: true}\nexpect:"}});
  ASSERT_TRUE(empty_only.checks);
  EXPECT_TRUE(empty_only.checks->references.empty());
}

TEST(LoadEvent, KnowsWhichLanesAreIndependent) {
  EXPECT_TRUE(load({}).independent_lanes.empty());
  const model::EventPlan plan =
      load({{"rig: lab", "rig: operator"},
            {"virtual: {family: llrp, profile: fixed-4port}", "uri: \"llrp://192.0.2.1\""},
            {"manifest:", "  - {use: conveyor-parcels, as: gate, lane: {id: door}}\nmanifest:"},
            {"expect:",
             "reference_pieces: [{piece: ref, tag_type: c-2009-a, uii: 3034257bf7194e4000001a86}]\n"
             "independent_lanes: [[door, belt]]\nexpect:"}});
  EXPECT_EQ(
      plan.independent_lanes,
      (std::vector<std::vector<model::LaneId>>{{model::LaneId("door"), model::LaneId("belt")}}));
}

TEST(LoadEvent, KnowsPhotoEyes) {
  const model::EventPlan plan = load(
      {{"motion: {speed: 2 m/s}",
        "lane: {eyes: [{input: 2, position: -1 m}, {input: 3, position: 1 m, blocked: low}]}"}});
  ASSERT_EQ(plan.scenarios.size(), 1U);
  const auto& eyes = plan.scenarios[0].lane.eyes;
  ASSERT_EQ(eyes.size(), 2U);
  EXPECT_EQ(eyes[0].input, 2);
  EXPECT_EQ(eyes[0].position_m.value, -1);
  EXPECT_TRUE(eyes[0].high_when_blocked);
  EXPECT_FALSE(eyes[1].high_when_blocked);
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

TEST(LoadEvent, ProgramsAreRelativeToTheEventAndTheirArgumentsStayAsTheyAre) {
  const doubles::TemporaryFolder folder;
  const auto words = [&](const std::string& uri) {
    const std::string event =
        write(folder, "event.yaml",
              text_of({"",
                       {{"rig: lab", "rig: operator"},
                        {"virtual: {family: llrp, profile: fixed-4port}", "uri: \"" + uri + "\""}},
                       ""}));
    const auto plan = load_event(event, library_options());
    EXPECT_TRUE(plan.has_value()) << (plan ? "" : to_string(plan.error()));
    if (!plan) return std::vector<std::string>();
    const auto parsed = api::parse_reader_uri(plan->readers[0].uri, library_options().schemes);
    EXPECT_TRUE(parsed.has_value()) << plan->readers[0].uri;
    return parsed ? api::command_words(*parsed) : std::vector<std::string>();
  };
  const auto beside = words("exec:bin/my%20driver --file a%20b %3F");
  ASSERT_EQ(beside.size(), 4U);
  EXPECT_EQ(beside[0], (folder / "bin/my driver").string());
  EXPECT_EQ(beside[2], "a b");
  EXPECT_EQ(beside[3], "?");
  EXPECT_EQ(words("exec:driver --fast"), (std::vector<std::string>{"driver", "--fast"}));
  EXPECT_EQ(words("exec:/opt/driver"), (std::vector<std::string>{"/opt/driver"}));
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

TEST(LoadEvent, IdentitiesOfTypeDAreWholeBytes) {
  const auto manifest = [](const std::string& type, const std::string& uii) {
    return load_event_text(text_of({"",
                                    {{"tag_types: [c-2009-a]", "tag_types: [" + type + "]"},
                                     {"tag_type: c-2009-a", "tag_type: " + type},
                                     {"3034257bf7194e4000001a85", uii}},
                                    ""}),
                           "event.yaml", library_options());
  };
  const auto plan = manifest("d-total-reference", "5801234567");
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->manifest->expected[0].piece.uii.bit_count(), 40U);
  EXPECT_FALSE(manifest("d-total-reference", "58012345678"));
  EXPECT_FALSE(manifest("c-2009-a", "5801234567"));
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

TEST(LoadEvent, ReadsARollCage) {
  const model::EventPlan plan = load(
      varied("load: {roll_cage: {sacks: 3, sack: {items: 20, item: {size: [24 cm, 17 cm, 2 cm]}, "
             "size: [50 cm, 50 cm, 90 cm], loss: 2 dB}, size: {value: [80 cm, 70 cm, 170 cm], "
             "source: measured}, mesh_loss: {value: 3 dB, source: guess}, base_loss: 30 dB, "
             "rician_k: 0 dB}}"));
  const auto& cage = std::get<model::RollCageLoad>(plan.scenarios[0].load);
  EXPECT_EQ(cage.sacks, 3U);
  EXPECT_EQ(cage.sack.items, 20U);
  EXPECT_EQ(cage.sack.sack_loss_db.value, 2);
  EXPECT_EQ(cage.cage_m, (model::Vec3{0.8, 0.7, 1.7}));
  EXPECT_EQ(cage.source, "measured");
  EXPECT_EQ(cage.mesh_loss_db, (model::Sourced{3, "guess"}));
  EXPECT_EQ(cage.base_loss_db.value, 30);
  EXPECT_EQ(cage.rician_k_db.value, 0);
  EXPECT_EQ(model::item_count(plan.scenarios[0].load), 60U);
}

TEST(LoadEvent, ReadsAStackWithItsCoupling) {
  const model::EventPlan plan =
      load(varied("load: {stack: {items: 30, item: {size: [23 cm, 16 cm, 5 mm]}}}, coupling: "
                  "{near_loss: 6 dB, near_distance: 9 mm, per_tag_loss: {value: 0.4 dB, source: "
                  "measured}}"));
  const auto& stack = std::get<model::StackLoad>(plan.scenarios[0].load);
  EXPECT_EQ(stack.items, 30U);
  EXPECT_EQ(stack.item.size_m, (model::Vec3{0.23, 0.16, 0.005}));
  const model::TagCoupling& coupling = plan.scenarios[0].coupling;
  EXPECT_EQ(coupling.near_loss_db.value, 6);
  EXPECT_EQ(coupling.near_distance_m.value, 0.009);
  EXPECT_EQ(coupling.per_tag_loss_db, (model::Sourced{0.4, "measured"}));
}

TEST(LoadEvent, ReadsWhenTheReadingOfAStandingLoadIsOver) {
  const auto rule = [](const std::string& stop) {
    const model::EventPlan plan =
        load(varied("motion: {kind: still, stay: 60 s}, success: {item_rate: 80 %" + stop + "}"));
    return plan.scenarios[0].pass_criterion.static_stop;
  };
  EXPECT_EQ(rule(""), std::nullopt);
  // ISO/IEC 18046-1:2011, clause 6.4.2.
  EXPECT_EQ(rule(", static_stop: {}"),
            (model::StaticStopRule{80, 5, Nanos(std::chrono::seconds(10))}));
  EXPECT_EQ(rule(", static_stop: {share: 90 %, factor: 3, abort_after: 15 s}"),
            (model::StaticStopRule{90, 3, Nanos(std::chrono::seconds(15))}));
}

TEST(LoadEvent, ReadsWhichAttemptCounts) {
  using Counts = model::RetryPolicy::Counts;
  EXPECT_EQ(load({}).retries, (model::RetryPolicy{Counts::first, std::nullopt}));
  EXPECT_EQ(load({{"expect:", "retries: {counts: last, most: 2}\nexpect:"}}).retries,
            (model::RetryPolicy{Counts::last, 2}));
  EXPECT_EQ(load({{"expect:", "retries: {most: 3}\nexpect:"}}).retries,
            (model::RetryPolicy{Counts::first, 3}));
}

TEST(LoadEvent, ReadsTheSurroundings) {
  const model::EventPlan plan = load(
      varied("surroundings: {coherence_frequency: {value: 3 MHz, source: measured}, "
             "ground_reflection: 40 %, neighbours: [{id: next, position: [0 m, 3 m, 1 m], "
             "boresight: [0, 1, 0], erp: 2 W, duty: 25 %, channel: 922.625 MHz, modulation: "
             "dsb-ask, adjacent: -30 dB, alternate: -55 dB}, {id: other, position: [0 m, -3 m, 1 "
             "m], boresight: [0, 1, 0]}]}, settings: {protocols: [type-d, type-c]}"));
  const model::SurroundingsSpec& around = plan.scenarios[0].surroundings;
  EXPECT_EQ(around.coherence_mhz, (model::Sourced{3, "measured"}));
  EXPECT_EQ(around.ground_reflection.value, 0.4);
  ASSERT_EQ(around.neighbours.size(), 2U);
  const model::NeighbourReader& next = around.neighbours[0];
  EXPECT_EQ(next.id, "next");
  EXPECT_EQ(next.position_m, (model::Vec3{0, 3, 1}));
  EXPECT_EQ(next.boresight, (model::Vec3{0, 1, 0}));
  EXPECT_NEAR(next.erp_dbm.value, 33.0103, 1e-4);
  EXPECT_EQ(next.duty.value, 0.25);
  EXPECT_EQ(next.fixed_channel_hz, 922'625'000);
  EXPECT_EQ(next.modulation, model::ForwardModulation::dsb_ask);
  EXPECT_EQ(next.adjacent_db.value, -30);
  EXPECT_EQ(next.alternate_db.value, -55);
  EXPECT_EQ(around.neighbours[1].modulation, model::ForwardModulation::pr_ask);
  EXPECT_EQ(around.neighbours[1].fixed_channel_hz, 0);
  EXPECT_EQ(plan.scenarios[0].settings.protocols,
            (std::vector{model::AirProtocol::type_d, model::AirProtocol::type_c}));
}

TEST(LoadEvent, ReadsHowAReaderPresentsItselfOverLlrp) {
  const model::EventPlan plain = load({});
  EXPECT_EQ(plain.readers[0].virtual_reader->radio.llrp, model::LlrpProfile{});
  const model::EventPlan odd = load({{"profile: fixed-4port", "profile: odd-4port"}});
  const model::LlrpProfile& llrp = odd.readers[0].virtual_reader->radio.llrp;
  EXPECT_EQ(llrp.highest_version, 1);
  EXPECT_FALSE(llrp.utc_clock);
  EXPECT_EQ(llrp.first_hop_table, 3);
  EXPECT_EQ(llrp.mode_identifiers, (std::vector<std::uint32_t>{1002, 7, 41}));
  EXPECT_TRUE(llrp.has(model::LlrpQuirk::spec_index_0));
  EXPECT_FALSE(llrp.has(model::LlrpQuirk::access_spec_id_0));
}

TEST(LoadEvent, KnowsEveryQuirkByItsName) {
  for (const model::LlrpQuirkInfo& known : model::llrp_quirk_catalogue()) {
    EXPECT_FALSE(known.description.empty());
    EXPECT_EQ(known.name.find(' '), std::string_view::npos);
  }
}

}  // namespace
}  // namespace plugtest::scenarios
