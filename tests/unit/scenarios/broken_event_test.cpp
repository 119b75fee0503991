#include "tests/unit/scenarios/broken.h"

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

/// A floor with the lanes belt and door, and their groups.
std::vector<std::pair<std::string, std::string>> lanes(const std::string& groups) {
  return {{"rig: lab", "rig: operator"},
          {"virtual: {family: llrp, profile: fixed-4port}", "uri: \"llrp://192.0.2.1\""},
          {"manifest:", "  - {use: conveyor-parcels, as: gate, lane: {id: door}}\nmanifest:"},
          {"expect:",
           "reference_pieces: [{piece: ref, tag_type: c-2009-a, uii: 3034257bf7194e4000001a86}]\n"
           "independent_lanes: " +
               groups + "\nexpect:"}};
}

/// The same as lanes(), changed once more.
std::vector<std::pair<std::string, std::string>> lanes_but(const std::string& before,
                                                           const std::string& after) {
  auto edits = lanes("[[belt, door]]");
  edits.emplace_back(before, after);
  return edits;
}

// Readers, participants, tag types, rigs, lanes and expectations.
std::vector<Broken> cases() {
  return {
      {"unknown_key",
       {{"seed: 7", "sede: 7"}},
       "event.yaml:2:33: unknown key in the event: 'sede' (did you mean 'seed'?)\n"},
      {"unknown_top_key",
       {{"readers:", "reeders:"}},
       "event.yaml:2:8: the event lacks the key 'readers'\n"
       "event.yaml:6:1: unknown key in the event: 'reeders' (did you mean 'readers'?)\n"},
      {"unknown_key_far_from_any",
       {{"seed: 7", "colour: 7"}},
       "event.yaml:2:33: unknown key in the event: 'colour'; known are id, title, seed, official, "
       "budget, rig, region, participants, readers, tag_types, scenarios, manifest, "
       "reference_pieces, checks, independent_lanes, expect, overrides, retries\n"},
      {"reference_without_uii",
       {{"expect:", "reference_pieces: [{piece: ref, tag_type: c-2009-a}]\nexpect:"}},
       "event.yaml:13:20: the piece lacks the key 'uii'\n"},
      {"reference_that_is_in_the_load",
       {{"expect:",
         "reference_pieces: [{piece: ref, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}]\n"
         "expect:"}},
       "event.yaml:13:19: the reference piece 'ref' is the piece 'A1' of the manifest; it may be "
       "in "
       "no load\n"},
      {"reference_check_without_a_piece",
       {{"expect:", "checks: {batches: true, reference: {least_reads: 3}}\nexpect:"}},
       "event.yaml:13:36: 'reference' needs a piece: name one in 'reference_pieces'\n"},
      {"level_without_unit",
       {{"expect:",
         "reference_pieces: [{piece: ref, tag_type: c-2009-a, uii: 3034257bf7194e4000001a86}]\n"
         "checks: {reference: {level: -50}}\nexpect:"}},
       "event.yaml:14:29: 'level': '-50' has no unit, expected a value such as '30 dBm' (dBm, W or "
       "mW)\n"},
      {"gpi_without_eyes",
       {{"rig: lab", "rig: gpi"},
        {"virtual: {family: llrp, profile: fixed-4port}", "uri: \"llrp://192.0.2.1\""}},
       "event.yaml:10:5: scenario 'belt': the rig 'gpi' needs photo-eyes, and the lane 'belt' has "
       "no 'eyes'\n"},
      {"eyes_in_no_order",
       varied("lane: {eyes: [{input: 1, position: 1 m}, {input: 1, position: 1 m}]}"),
       "event.yaml:10:80: a second eye at input 1\n"
       "event.yaml:10:80: the eyes are to be in the order in which a load meets them\n"},
      {"independent_lanes_in_the_lab",
       {{"expect:", "independent_lanes: [[belt, door]]\nexpect:"}},
       "event.yaml:13:20: 'independent_lanes' are real lanes side by side (rig 'operator' or "
       "'gpi'), and the rig is 'lab'\n"},
      {"independent_lanes_without_a_reference_piece",
       lanes_but("reference_pieces: [{piece: ref, tag_type: c-2009-a, uii: "
                 "3034257bf7194e4000001a86}]\n",
                 "checks: {batches: true}\n"),
       "event.yaml:15:20: 'independent_lanes' needs 'reference_pieces': with one of them is tried "
       "whether the lanes hear each other\n"},
      {"independent_lanes_whose_batches_are_not_checked",
       lanes_but("independent_lanes:", "checks: {batches: false}\nindependent_lanes:"),
       "event.yaml:16:20: 'independent_lanes' needs 'reference_pieces', and no 'batches: false' in "
       "'checks': with one of them is tried whether the lanes hear each other\n"},
      {"independent_lanes_that_are_no_list", lanes("belt"),
       "event.yaml:15:20: 'independent_lanes' is a text, expected a list\n"},
      {"independent_lanes_without_groups", lanes("[belt, door]"),
       "event.yaml:15:21: a group of independent lanes is a list of lanes, this is a text\n"
       "event.yaml:15:27: a group of independent lanes is a list of lanes, this is a text\n"},
      {"one_independent_lane", lanes("[[belt]]"),
       "event.yaml:15:21: a group of independent lanes has two lanes or more\n"},
      {"unknown_independent_lane", lanes("[[belt, dor]]"),
       "event.yaml:15:28: no scenario of the event has the lane 'dor' (did you mean 'door'?)\n"},
      {"independent_lane_that_is_no_name", lanes("[[belt, {id: door}]]"),
       "event.yaml:15:28: a lane is named by its id, this is a map\n"},
      {"lane_twice_in_a_group", lanes("[[belt, door, belt]]"),
       "event.yaml:15:34: the lane 'belt' is in this group already\n"},
      {"lane_in_two_groups", lanes("[[belt, door], [door, belt]]"),
       "event.yaml:15:36: the lane 'door' is in another group already\n"
       "event.yaml:15:42: the lane 'belt' is in another group already\n"},
      {"override_to_an_unknown_culprit",
       {{"expect:",
         "overrides:\n  - {reader: alpha, tag_type: \"*\", scenario: belt, attribution: weather, "
         "note: Rain., by: Chief}\nexpect:"}},
       "event.yaml:14:65: 'attribution': unknown value 'weather'; known are reader, tag_type, "
       "piece, placement, pair, channel, model, harness, operator, unknown\n"},
      {"retries_that_count_both",
       {{"expect:", "retries: {counts: both, most: 2}\nexpect:"}},
       "event.yaml:13:19: 'counts': unknown value 'both'; known are first, last\n"},
      {"retries_of_none",
       {{"expect:", "retries: {most: 0}\nexpect:"}},
       "event.yaml:13:17: 'most' is '0', expected a whole number from 1 to 1000\n"},
      {"retries_without_counting",
       {{"expect:", "retries: {allowed: 2}\nexpect:"}},
       "event.yaml:13:11: unknown key in retries: 'allowed'; known are counts, most\n"},
      {"retries_as_a_number",
       {{"expect:", "retries: 2\nexpect:"}},
       "event.yaml:13:10: 'retries' is a text, expected a map of keys\n"},
      {"missing_key",
       {{", title: An event", ""}},
       "event.yaml:2:8: the event lacks the key 'title'\n"},
      {"seed_negative",
       {{"seed: 7", "seed: -7"}},
       "event.yaml:2:39: 'seed' is '-7', expected a whole number from 0 to 18446744073709551615\n"},
      {"unknown_rig",
       {{"rig: lab", "rig: lap"}},
       "event.yaml:2:47: 'rig': unknown value 'lap' (did you mean 'lab'?)\n"},
      {"unknown_region",
       {{"region: china-2007", "region: chine-2007"}},
       "event.yaml:3:9: unknown region 'chine-2007' (did you mean 'china-2007'?)\n"},
      {"missing_file",
       {{"tag_types: [c-2009-a]", "tag_types: [tags/mine.yaml]"}},
       "event.yaml:8:13: the file 'tags/mine.yaml' does not exist, neither beside this file nor in "
       "the library\n"},
      {"file_of_another_kind",
       {{"tag_types: [c-2009-a]", "tag_types: [readers/fixed-4port.yaml]"}},
       "event.yaml:8:13: 'readers/fixed-4port.yaml' is a file of kind reader, expected tag type\n"},
      {"empty_list",
       {{"tag_types: [c-2009-a]", "tag_types: []"}},
       "event.yaml:8:12: 'tag_types' is an empty list, expected at least one entry\n"},
      {"not_a_list",
       {{"tag_types: [c-2009-a]", "tag_types: c-2009-a"}},
       "event.yaml:8:12: 'tag_types' is a text, expected a list\n"},
      {"unknown_tag_type",
       {{"[c-2009-a]", "[c-2009-z]"}},
       "event.yaml:8:13: unknown tag type 'c-2009-z' (did you mean 'c-2009-a'?)\n"},
      {"duplicate_tag_type",
       {{"[c-2009-a]", "[c-2009-a, c-2009-a]"}},
       "event.yaml:8:23: a second tag type with the id 'c-2009-a'\n"},
      {"bad_id",
       {{"{id: alpha", "{id: al pha"}},
       "event.yaml:7:10: 'id' is 'al pha', expected up to 64 letters, digits, '-', '_' or '.'\n"},
      {"unknown_participant",
       {{"participant: P1", "participant: P2"}},
       "event.yaml:7:30: unknown participant 'P2' (did you mean 'P1'?)\n"},
      {"llrp_section",
       {{"profile: fixed-4port",
         "profile: {use: fixed-4port, llrp: {version: 1.2, mode_identifiers: [1, 1], quirks: "
         "[spec-index-1]}}"}},
       "event.yaml:7:102: 'version': unknown value '1.2' (did you mean '1.1'?)\n"
       "event.yaml:7:125: 'mode_identifiers' has one number for each link profile, 6\n"
       "event.yaml:7:125: a number is twice in 'mode_identifiers'\n"
       "event.yaml:7:142: unknown quirk 'spec-index-1' (did you mean 'spec-index-0'?)\n"},
      {"bad_pen",
       {{"profile: fixed-4port", "profile: {use: fixed-4port, llrp: {pen: 4294967296}}"}},
       "event.yaml:7:98: 'pen' is '4294967296', expected a whole number from 1 to 4294967295\n"},
      {"unknown_scheme",
       {{", virtual: {family: llrp, profile: fixed-4port}}", R"(, uri: "lrp://192.0.2.10"})"}},
       "event.yaml:7:39: reader address 'lrp://192.0.2.10': unknown scheme 'lrp' (did you mean "
       "'llrp'?); known are exec, llrp, llrp+listen, llrp+replay, llrps\n"},
      {"reader_without_anything",
       {{", virtual: {family: llrp, profile: fixed-4port}}", "}"}},
       "event.yaml:7:5: the reader is to have either 'uri' or 'virtual'\n"},
      {"unknown_family",
       {{"family: llrp", "family: llrq"}},
       "event.yaml:7:52: unknown family 'llrq' (did you mean 'llrp'?)\n"},
      {"unknown_profile",
       {{"fixed-4port", "fixed-4prot"}},
       "event.yaml:7:67: unknown reader 'fixed-4prot' (did you mean 'fixed-4port'?)\n"},
      {"unknown_fault",
       {{"profile: fixed-4port", "profile: fixed-4port, faults: [{name: lost-report}]"}},
       "event.yaml:7:96: unknown fault 'lost-report' (did you mean 'lost-reports'?)\n"},
      {"fault_parameter",
       {{"profile: fixed-4port", "profile: fixed-4port, faults: [{name: lost-reports, ms: 20}]"}},
       "event.yaml:7:110: unknown key in the fault: 'ms'; known are name, one-in\n"},
      {"fault_zero",
       {{"profile: fixed-4port",
         "profile: fixed-4port, faults: [{name: lost-reports, one-in: 0}]"}},
       "event.yaml:7:118: 'one-in' is '0', expected a whole number from 1 to 1000000000\n"},
      {"fault_twice",
       {{"profile: fixed-4port", "profile: fixed-4port, faults: [{name: stalls}, {name: stalls}]"}},
       "event.yaml:7:105: the fault 'stalls' is planted twice\n"},
      {"fault_of_another_wire",
       {{"profile: fixed-4port", "profile: fixed-4port, faults: [{name: wrong-check}]"}},
       "event.yaml:7:89: the fault 'wrong-check' is one of serial lines, which a reader of family "
       "'llrp' does not have\n"},
      {"tls_without_certificate",
       {{"profile: fixed-4port", "profile: fixed-4port, tls: {client-ca: a.pem, key: k.pem}"}},
       "event.yaml:7:85: tls lacks the key 'certificate'\n"
       "event.yaml:7:109: the file 'k.pem' does not exist\n"
       "event.yaml:7:86: unknown key in tls: 'client-ca' (did you mean 'client_ca'?)\n"},
      {"tls_misspelt",
       {{"profile: fixed-4port", "profile: fixed-4port, tsl: {certificate: a.pem}"}},
       "event.yaml:7:80: unknown key in virtual: 'tsl' (did you mean 'tls'?)\n"},
      {"call_without_port",
       {{"profile: fixed-4port", "profile: fixed-4port, call: 192.0.2.20"}},
       "event.yaml:7:86: 'call' is '192.0.2.20', expected HOST:PORT, for example "
       "192.0.2.20:5084\n"},
      {"family_without_tls_and_calls",
       {{"family: llrp, profile: fixed-4port",
         "family: ipico+tcp, profile: fixed-4port, tls: {certificate: /dev/null}, call: "
         "'[2001:db8::1]:5084'"}},
       "event.yaml:7:90: a virtual reader of the family 'ipico+tcp' does not speak TLS\n"
       "event.yaml:7:104: the file '/dev/null' does not exist\n"
       "event.yaml:7:122: a virtual reader of the family 'ipico+tcp' does not call its clients\n"},
      {"recording_missing",
       {{"rig: lab", "rig: replay"},
        {", virtual: {family: llrp, profile: fixed-4port}}",
         R"(, uri: "llrp+replay:session.bin"})"}},
       "event.yaml:7:39: the recording 'session.bin' does not exist\n"},
      {"replay_with_authority",
       {{"rig: lab", "rig: replay"},
        {", virtual: {family: llrp, profile: fixed-4port}}",
         R"(, uri: "llrp+replay://session.bin"})"}},
       "event.yaml:7:39: reader address 'llrp+replay://session.bin': a path is expected, not the "
       "host 'session.bin'; an absolute path has three slashes, as in ///folder/file\n"},
      {"real_reader_in_the_lab",
       {{", virtual: {family: llrp, profile: fixed-4port}}", R"(, uri: "llrp://192.0.2.10"})"}},
       "event.yaml:7:39: the lab rig moves virtual mail past virtual readers: give 'virtual' "
       "instead of 'uri', or choose the rig 'operator' or 'replay'\n"},
      {"virtual_reader_on_a_floor",
       {{"rig: lab", "rig: operator"}},
       "event.yaml:7:43: a virtual reader needs the rig 'lab'\n"},
      {"unknown_claim",
       {{"participant: P1, virtual", "participant: P1, claims: [type-x], virtual"}},
       "event.yaml:7:43: unknown claim 'type-x' (did you mean 'type-c'?)\n"},
      {"expectation_matches_nothing",
       {{"scenario: belt", "scenario: belts"}},
       "event.yaml:14:46: 'scenario' matches nothing: 'belts' (did you mean 'belt'?)\n"},
      {"unknown_verdict",
       {{"verdict: pass", "verdict: passed"}},
       "event.yaml:14:61: 'verdict': unknown value 'passed' (did you mean 'pass'?)\n"},
      {"scenario_twice",
       {{"{use: conveyor-parcels, as: belt, motion: {speed: 2 m/s}}",
         R"({use: conveyor-parcels, as: belt, motion: {speed: 2 m/s}}
  - {use: conveyor-parcels, as: belt, motion: {speed: 2 m/s}})"}},
       "event.yaml:11:5: a second scenario with the id 'belt'\n"},
      {"reader_twice",
       {{"{id: alpha, participant: P1, virtual: {family: llrp, profile: fixed-4port}}",
         R"({id: alpha, participant: P1, virtual: {family: llrp, profile: fixed-4port}}
  - {id: alpha, participant: P1, virtual: {family: llrp, profile: fixed-4port}})"}},
       "event.yaml:8:5: a second reader with the id 'alpha'\n"},
      {"participant_twice",
       {{"  - {id: P1, name: One}", R"(  - {id: P1, name: One}
  - {id: P1, name: Two})"}},
       "event.yaml:6:5: a second participant with the id 'P1'\n"},
  };
}

INSTANTIATE_TEST_SUITE_P(Broken_event, BrokenEvent, testing::ValuesIn(cases()), broken_name);

}  // namespace
}  // namespace plugtest::scenarios
