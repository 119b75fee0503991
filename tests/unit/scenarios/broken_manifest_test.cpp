#include "tests/unit/scenarios/broken.h"

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

// The pieces of an event.
std::vector<Broken> cases() {
  return {
      {"two_pieces_one_uii",
       {{"{piece: A1, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}",
         R"({piece: A1, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}
  - {piece: A2, tag_type: c-2009-a, uii: "3034 257B F719 4E40 0000 1A85"})"}},
       "event.yaml:13:42: the pieces 'A1' and 'A2' have one UII, 3034257bf7194e4000001a85\n"},
      {"piece_twice",
       {{"{piece: A1, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}",
         R"({piece: A1, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}
  - {piece: A1, tag_type: c-2009-a, uii: "1234"})"}},
       "event.yaml:13:13: a second piece with the id 'A1'\n"},
      {"wrong_check_digit",
       {{"3034257bf7194e4000001a85", "RB123456786GB"}},
       "event.yaml:12:42: 'uii' is 'RB123456786GB': the check digit is 6, expected 5\n"},
      {"wrong_sscc_digit",
       {{"3034257bf7194e4000001a85", "SSCC/7 106141412345678900"}},
       "event.yaml:12:42: 'uii' is 'SSCC/7 106141412345678900': the check digit of the SSCC is 0, "
       "expected 8\n"},
      {"sscc_without_prefix",
       {{"3034257bf7194e4000001a85", "106141412345678908"}},
       "event.yaml:12:42: 'uii' is '106141412345678908': 18 digits do not tell how long the "
       "company prefix of an SSCC is; with one of 7 digits, write 'SSCC/7 106141412345678908'\n"},
      {"uii_no_hex",
       {{"3034257bf7194e4000001a85", "30342x"}},
       "event.yaml:12:42: 'uii' is '30342x': expected a hexadecimal digit in a UII\n"},
      {"uii_no_words",
       {{"3034257bf7194e4000001a85", "30342"}},
       "event.yaml:12:42: 'uii' is '30342': expected a UII of whole words (four digits each) and "
       "at most 496 bits, got 20 bits\n"},
      {"piece_of_unknown_type",
       {{"tag_type: c-2009-a, uii", "tag_type: c-2009-b, uii"}},
       "event.yaml:12:27: the event has no tag type 'c-2009-b' (did you mean 'c-2009-a'?)\n"},
      {"unknown_status",
       {{"1a85}", "1a85, status: elswhere}"}},
       "event.yaml:12:76: 'status': unknown value 'elswhere' (did you mean 'elsewhere'?)\n"},
      {"bad_tid",
       {{"1a85}", "1a85, tid: e2}"}},
       "event.yaml:12:73: 'tid' is 'e2', expected whole words of 4 hexadecimal digits\n"},
      {"manifest_missing_on_floor",
       {{"rig: lab", "rig: operator"},
        {"virtual: {family: llrp, profile: fixed-4port}", R"(uri: "llrp://192.0.2.10")"},
        {R"(manifest:
  - {piece: A1, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}
)",
         ""}},
       "event.yaml:2:8: the event lacks the key 'manifest', the list of enrolled pieces: only the "
       "lab rig makes its own\n"},
      {"manifest_file_missing",
       {{R"(manifest:
  - {piece: A1, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85})",
         "manifest: pieces.csv"}},
       "event.yaml:11:11: the manifest 'pieces.csv' cannot be taken: the file does not exist\n"},
  };
}

INSTANTIATE_TEST_SUITE_P(Broken_manifest, BrokenEvent, testing::ValuesIn(cases()), broken_name);

}  // namespace
}  // namespace plugtest::scenarios
