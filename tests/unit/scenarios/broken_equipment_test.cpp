#include "scenarios/loader.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/scenarios/files.h"
#include "tests/unit/scenarios/options.h"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

// Files of tag types and readers, as a participant writes them, with something broken in each.

struct BrokenEquipment {
  std::string name;
  std::string text;      ///< of the file, behind its version
  std::string expected;  ///< one line for each error, without the file's name
};

// GoogleTest looks for this very name.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const BrokenEquipment& broken, std::ostream* out) { *out << broken.name; }

std::string tag(const std::string& lines) {
  return "tag_type: {id: own, vendor: Own, model: Label}\n" + lines;
}

/// A reader whose lines may be replaced, and more of them.
struct ReaderFile {
  std::string antennas = "antenna_count: 4\n";
  std::string power = "power: {min: 10 dBm, max: 30 dBm, step: 1 dB}\n";
  std::string link_profiles = "link_profiles: [m4-320]\n";
  std::string more{};
};

std::string reader(const ReaderFile& file) {
  return "reader: {id: own, model_name: Own, firmware: 1}\n" + file.antennas + file.power +
         "sensitivity: -75 dBm\n" + file.link_profiles + file.more;
}

/// What the loader says of a file, "good" when nothing is wrong.
std::string told_of(const std::string& text) {
  const doubles::TemporaryFolder folder;
  const std::string path = write(folder, "own.yaml", "plugtest: 1\n" + text);
  const auto kind = validate_file(path, library_options());
  if (kind) return "good";
  std::string told = to_string(kind.error());
  for (std::size_t at = told.find(path); at != std::string::npos; at = told.find(path)) {
    told.erase(at, path.size());
  }
  return told;
}

TEST(GoodEquipment, IsGood) {
  EXPECT_EQ(told_of(tag("radio: {read_sensitivity: -18 dBm}\n")), "good");
  EXPECT_EQ(told_of(reader({})), "good");
}

std::vector<BrokenEquipment> tag_cases() {
  return {
      {"tag_without_vendor", "tag_type: {id: own, model: Label}\n",
       ":2:11: the tag type lacks the key 'vendor'\n"},
      {"tag_of_an_unknown_protocol", tag("protocol: type-e\n"),
       ":3:11: 'protocol': unknown value 'type-e' (did you mean 'type-c'?)\n"},
      {"sensitivity_without_unit", tag("radio: {read_sensitivity: -18}\n"),
       ":3:27: 'read_sensitivity': '-18' has no unit, expected a value such as '30 dBm' (dBm, W or "
       "mW)\n"},
      {"sensitivity_in_decibels", tag("radio: {read_sensitivity: -18 dB}\n"),
       ":3:27: 'read_sensitivity': '-18 dB' has the wrong unit, expected a value such as '30 dBm' "
       "(dBm, W or mW)\n"},
      {"sensitivity_of_no_chip", tag("radio: {read_sensitivity: -180 dBm}\n"),
       ":3:27: 'read_sensitivity' is '-180 dBm', expected -40 dBm to 20 dBm\n"},
      {"unknown_key_of_the_radio", tag("radio: {sensitivity: -18 dBm}\n"),
       ":3:8: radio lacks the key 'read_sensitivity'\n"
       ":3:9: unknown key in radio: 'sensitivity' (did you mean 'read_sensitivity'?)\n"},
      {"persistence_backwards",
       tag("radio: {read_sensitivity: -18 dBm, s1_persistence: {min: 5 s, max: 500 ms}}\n"),
       ":3:52: 'min' of s1_persistence is above its 'max'\n"},
      {"fault_of_a_reader_in_a_tag",
       tag("radio: {read_sensitivity: -18 dBm}\nfaults: [{name: lost-reports}]\n"),
       ":4:17: unknown tag fault 'lost-reports'; known are wrong-crc, wrong-pc-length, stuck-flag, "
       "narrow-blf, late-reply, no-write, shifted-identity\n"},
      {"air_profile_of_type_c", tag("radio: {read_sensitivity: -18 dBm}\nair: ipx-64\n"),
       ":4:6: 'air' is for type-d only; Type C needs no profile\n"},
      {"unknown_air_profile",
       tag("protocol: type-d\nradio: {read_sensitivity: -18 dBm}\nair: ipx-65\n"),
       ":5:6: unknown air profile 'ipx-65' (did you mean 'ipx-64'?)\n"},
  };
}

std::vector<BrokenEquipment> reader_cases() {
  return {
      {"reader_without_antennas", reader({.antennas = "antenna_count: 0\n"}),
       ":3:16: 'antenna_count' is '0', expected a whole number from 1 to 32\n"},
      {"power_backwards", reader({.power = "power: {min: 30 dBm, max: 10 dBm, step: 1 dB}\n"}),
       ":4:8: 'min' of power is above its 'max'\n"},
      {"power_without_step", reader({.power = "power: {min: 10 dBm, max: 30 dBm}\n"}),
       ":4:8: power lacks the key 'step'\n"},
      {"power_of_a_broadcaster",
       reader({.power = "power: {min: 10 dBm, max: 60 dBm, step: 1 dB}\n"}),
       ":4:27: 'max' is '60 dBm', expected -20 dBm to 40 dBm\n"},
      {"no_link_profile", reader({.link_profiles = "link_profiles: []\n"}),
       ":6:16: 'link_profiles' is an empty list, expected at least one entry\n"},
      {"unknown_link_profile", reader({.link_profiles = "link_profiles: [m4-321]\n"}),
       ":6:17: unknown link profile 'm4-321' (did you mean 'm4-320'?)\n"},
      {"offset_of_a_profile_that_is_not_there",
       reader({.more = "sensitivity_offset: {fm0-160: 3 dB}\n"}),
       ":7:22: unknown key in sensitivity_offset: 'fm0-160'; known are m4-320\n"},
      {"unknown_phase", reader({.more = "phase: {report: modulo-3pi, steps: 4096}\n"}),
       ":7:17: 'report': unknown value 'modulo-3pi' (did you mean 'modulo-pi'?)\n"},
      {"unknown_q_algorithm", reader({.more = "q_algorithm: annex-e\n"}),
       ":7:14: 'q_algorithm': unknown value 'annex-e' (did you mean 'annex-d'?)\n"},
      {"protocol_listed_twice",
       reader({.more = "protocols: [{protocol: type-c, dwell: 1 s}, {protocol: type-c, dwell: 2 "
                       "s}]\n"}),
       ":7:45: the protocol is listed twice\n"},
      {"dwell_of_nothing", reader({.more = "protocols: [{protocol: type-c, dwell: 0 ms}]\n"}),
       ":7:39: 'dwell' is '0 ms', expected 0.001 s to 10 s\n"},
  };
}

class Equipment : public testing::TestWithParam<BrokenEquipment> {};

TEST_P(Equipment, ThatIsBrokenIsAnsweredWithWhereAndWhat) {
  EXPECT_EQ(told_of(GetParam().text), GetParam().expected);
}

std::string equipment_name(const testing::TestParamInfo<BrokenEquipment>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(BrokenTag, Equipment, testing::ValuesIn(tag_cases()), equipment_name);
INSTANTIATE_TEST_SUITE_P(BrokenReader, Equipment, testing::ValuesIn(reader_cases()),
                         equipment_name);

}  // namespace
}  // namespace plugtest::scenarios
