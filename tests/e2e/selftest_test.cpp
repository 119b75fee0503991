#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  const std::size_t begin = text.find_last_of('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
}

TEST(Selftest, OneFaultOfEachKindIsCaught) {
  const doubles::TemporaryFolder folder;
  const Outcome outcome = plugtest(
      {"selftest", "llrp-lost-reports", "ipico-garbage", "mercury-wrong-uii", "a0-wrong-check",
       "chafon-drops-link", "tag-wrong-pc-length", "tag-no-write", "tag-shifted-identity"},
      folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(last_line(outcome.out),
              MatchesRegex("8 faults: 8 caught, 0 missed, 0 blamed wrongly; .* s"));
}

TEST(Selftest, ListsFaultsWithWhatHasToComeOfThem) {
  const doubles::TemporaryFolder folder;
  const Outcome outcome = plugtest({"selftest", "--list"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_GE(std::ranges::count(outcome.out, '\n'), 40);
  EXPECT_THAT(outcome.out, HasSubstr("llrp-lost-reports: lost-reports (one-in 3) in llrp, revealed "
                                     "by conveyor-parcels: fail, blames reader\n"));
}

TEST(Selftest, AnUnknownFaultIsAnsweredWithTheWayToTheList) {
  const doubles::TemporaryFolder folder;
  const Outcome outcome = plugtest({"selftest", "llrp-lost-report"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(
      outcome.err,
      "plugtest: no fault fits 'llrp-lost-report'; plugtest selftest --list names them all\n");
}

TEST(Selftest, AFaultThatDoesNothingIsMissed) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "own.yaml", R"(plugtest: 1
fault_catalogue: {id: own, title: One fault that is too weak to be seen}
bench: selftest
faults:
  - id: weak
    reader: llrp
    plant: {name: lost-reports, one-in: 1000000}
    scenario: conveyor-parcels
    readers: [llrp]
    tag_types: [c-today-a]
    expect: {verdict: fail, reasons: [items_missed], attribution: reader}
)");
  const Outcome outcome =
      plugtest({"selftest", "--catalogue", (folder / "own.yaml").string()}, folder.path());
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("MISSED"));
  EXPECT_THAT(outcome.out, HasSubstr("    llrp x c-today-a: pass, requirement_met, blames none\n"));
}

}  // namespace
}  // namespace plugtest::e2e
