// `plugtest enroll`: a manifest from a list, from barcodes, and from a reader with tags before it
// (here: held by another process, over LLRP).

#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <optional>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::MatchesRegex;

class Enroll : public testing::Test {
 protected:
  Outcome enroll(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "enroll");
    return plugtest(arguments, folder_.path());
  }

  /// With `lines` as somebody types them.
  Outcome typed(const std::string& lines, const std::string& arguments) {
    write_file(folder_ / "typed", lines);
    return Program("bash", {"-c", "'" + plugtest_path() + "' enroll " + arguments + " < typed"},
                   folder_.path())
        .finish(seconds(60));
  }

  std::string file(const char* name) { return read_file(folder_ / name); }

  /// A reader in another process with one tag lying before it for as long as the test takes.
  std::string desk() {
    write_file(folder_ / "desk.yaml", R"(plugtest: 1
event: {id: desk, title: A reader at a desk, seed: 3, rig: lab}
region: china-2007
readers: [{id: alpha, virtual: {family: llrp, profile: fixed-4port}}]
tag_types: [c-today-a]
scenarios:
  - use: induction-write
    as: desk
    motion: {kind: still, stay: 10 min}
    budgets: {pass: 11 min}
)");
    lab_.emplace(plugtest_path(),
                 std::vector<std::string>{"lab", "desk.yaml", "--port", "0", "--for", "120"},
                 folder_.path());
    EXPECT_TRUE(lab_->wait_for("llrp://", seconds(20)));
    const std::string held = lab_->output_so_far();
    std::smatch uri;
    EXPECT_TRUE(std::regex_search(held, uri, std::regex("llrp://[0-9.:]+"))) << held;
    // Its load is there a moment after its port is.
    for (int i = 0; i < 30; ++i) {
      if (enroll({"probe.csv", "--reader", uri.str(), "--tag-type", "t", "--power", "30"})
              .exit_code == 0) {
        break;
      }
    }
    return uri.str();
  }

  doubles::TemporaryFolder folder_;
  std::optional<Program> lab_;
};

TEST_F(Enroll, AListBecomesAManifestOnce) {
  write_file(folder_ / "list.csv",
             "uii,item\nRR000164273KH,parcel 1\n30340000000000000000000a,\"a, b\"\n");
  const Outcome first = enroll({"pieces.csv", "--from", "list.csv", "--tag-type", "c-today-a"});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.out, "pieces.csv: 2 pieces enrolled; 2 in all\n");
  const std::string written = file("pieces.csv");
  EXPECT_THAT(written, HasSubstr("piece-0002,c-today-a,30340000000000000000000a,,\"a, b\",load\n"));
  EXPECT_EQ(plugtest({"validate", "pieces.csv"}, folder_.path()).exit_code, 0);

  const Outcome second = enroll({"pieces.csv", "--from", "list.csv", "--tag-type", "c-today-a"});
  EXPECT_EQ(second.exit_code, 2);
  EXPECT_EQ(second.err, "pieces.csv: the file is there already; --append adds to it\n");
  const Outcome third =
      enroll({"pieces.csv", "--append", "--from", "list.csv", "--tag-type", "c-today-a"});
  EXPECT_EQ(third.exit_code, 2);
  EXPECT_EQ(third.err, "plugtest: a second piece with the id 'piece-0001'\n");
  EXPECT_EQ(file("pieces.csv"), written) << "nothing of a list that does not fit is taken";
}

TEST_F(Enroll, WhatIsWrongInAListIsNamedByItsPlace) {
  write_file(folder_ / "list.csv", "uii,item\nRR000164274KH,parcel 1\n,parcel 2\n");
  const Outcome outcome = enroll({"pieces.csv", "--from", "list.csv", "--tag-type", "c-today-a"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("list.csv:2:1: 'uii' is 'RR000164274KH': "));
  EXPECT_THAT(outcome.err, HasSubstr("list.csv:3:1: the piece lacks the key 'uii'\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "pieces.csv"));
}

TEST_F(Enroll, BarcodesAloneAreIdentifiers) {
  const Outcome outcome = typed("RR000164273KH\nRR000164274KH\n\nRR000164273KH\nRR000164287KH",
                                "pieces.csv --barcodes --tag-type c-today-a");
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("not enrolled: RR000164274KH: "));
  EXPECT_THAT(outcome.err, HasSubstr("not enrolled: RR000164273KH: 'piece-0001' has the UII "));
  EXPECT_THAT(outcome.out, HasSubstr("pieces.csv: 2 pieces enrolled, 2 refused; 2 in all\n"));
  EXPECT_THAT(file("pieces.csv"), HasSubstr(",RR000164287KH,load\n"));
}

TEST_F(Enroll, AReaderTellsUiiAndTid) {
  const Outcome outcome =
      enroll({"pieces.csv", "--reader", desk(), "--tag-type", "c-today-a", "--power", "30"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(file("pieces.csv"),
              MatchesRegex("piece,tag_type,uii,tid,item,status\n"
                           "piece-0001,c-today-a,[0-9a-f]{24},e2[0-9a-f]*,piece-0001,load\n"));
}

TEST_F(Enroll, ABarcodeIsWrittenIntoTheTagBeforeTheReader) {
  const std::string uri = desk();
  const Outcome outcome = typed("RR000164273KH\nRR000164287KH\n",
                                "pieces.csv --barcodes --encode s10 --power 30 --tag-type "
                                "c-today-a --reader " +
                                    uri);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("pieces.csv: 1 piece enrolled, 1 refused; 1 in all\n"));
  EXPECT_THAT(outcome.err, HasSubstr("not enrolled: RR000164287KH: 'piece-0001' has the TID "))
      << "the same tag lies there still";
  // Ten bytes: thirteen characters of six bits, and two bits of padding.
  EXPECT_THAT(file("pieces.csv"),
              MatchesRegex("[^\n]*\npiece-0001,c-today-a,[0-9a-f]{20},e2[0-9a-f]*,"
                           "RR000164273KH,load\n"));
}

TEST_F(Enroll, WhoIsNotThereCannotBeReached) {
  const Outcome outcome =
      enroll({"pieces.csv", "--reader", "llrp://127.0.0.1:1", "--tag-type", "c-today-a"});
  EXPECT_EQ(outcome.exit_code, 4) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "pieces.csv"));
}

TEST_F(Enroll, TheCommandLineSaysWhatIsMissing) {
  EXPECT_THAT(enroll({"pieces.csv"}).err, HasSubstr("where from?"));
  EXPECT_THAT(enroll({"pieces.csv", "--barcodes"}).err, HasSubstr("--tag-type says"));
  EXPECT_THAT(enroll({"pieces.csv", "--barcodes", "--tag-type", "c", "--encode", "s10"}).err,
              HasSubstr("it needs --reader and --barcodes"));
  EXPECT_THAT(enroll({"pieces.csv", "--barcodes", "--tag-type", "c", "--encode", "s11", "--reader",
                      "llrp://127.0.0.1:1"})
                  .err,
              HasSubstr("--encode takes s10, or sscc/N"));
}

}  // namespace
}  // namespace plugtest::e2e
