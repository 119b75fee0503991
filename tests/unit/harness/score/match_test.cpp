#include "harness/score/match.h"

#include "tests/unit/harness/score/builders.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::PassCriterion;
using model::PassRecord;
using model::TagTypeId;
using std::chrono::milliseconds;
using testing::at_ms;
using testing::pass_with;
using testing::piece;
using testing::read_of;
using testing::reader_ms;
using testing::uii;

const std::vector<TagTypeId> k_red{TagTypeId("red")};

PassRecord two_red() {
  return pass_with({piece("p1", "red", "e2801160600002054321aa01"),
                    piece("p2", "red", "e2801160600002054321ff02")});
}

TEST(ScorePass, CountsIdentifiedMissedAndDuplicates) {
  PassRecord pass = two_red();
  pass.index = 4;
  for (const int ms : {1100, 1150, 1900}) {
    pass.observations.push_back(read_of("e2801160600002054321aa01", ms));
  }
  const ScoredPass scored = score_pass(pass, k_red, PassCriterion{});
  ASSERT_EQ(scored.scores.size(), 1U);
  const model::PassScore& score = scored.scores.front();
  EXPECT_EQ(score.pass, 4U);
  EXPECT_EQ(score.expected, 2U);
  EXPECT_EQ(score.identified, 1U);
  EXPECT_EQ(score.reports, 3U);
  EXPECT_EQ(score.duplicates, 2U);
  EXPECT_EQ(score.missed, std::vector{model::PieceId("p2")});
  EXPECT_FALSE(score.success);
  EXPECT_EQ(score.first_read, milliseconds(100));
  EXPECT_EQ(score.t80, std::nullopt);
  EXPECT_EQ(score.mean_rssi_mdbm, std::nullopt);
}

TEST(ScorePass, SeenCountIsNotAddedToReports) {
  PassRecord pass = two_red();
  pass.observations.push_back(read_of("e2801160600002054321aa01", 1100));
  pass.observations.back().seen_count = 17;
  EXPECT_EQ(score_pass(pass, k_red, PassCriterion{}).scores.front().reports, 1U);
}

TEST(ScorePass, SplitsAMixedLoadByTagType) {
  PassRecord pass = pass_with({piece("r", "red", "a1"), piece("b", "blue", "b1")});
  pass.observations.push_back(read_of("b1", 1200));
  const std::vector types{TagTypeId("red"), TagTypeId("blue"), TagTypeId("green")};
  const ScoredPass scored = score_pass(pass, types, PassCriterion{});
  EXPECT_FALSE(scored.scores[0].success);
  EXPECT_TRUE(scored.scores[1].success);
  EXPECT_EQ(scored.scores[2].expected, 0U);
  EXPECT_FALSE(scored.scores[2].success);
}

TEST(ScorePass, TellsStrayForeignAndWrongDataApart) {
  PassRecord pass = two_red();
  pass.manifest.elsewhere.push_back(piece("x", "red", "e2801160600002054321ff03"));
  pass.observations = {
      read_of("e2801160600002054321aa01", 1100),  // expected
      read_of("e2801160600002054321ff03", 1100),  // stray, though one bit away from the missed one
      read_of("e2801160600002054321fe03", 1100),  // two bits away from the missed one
      read_of("e2801160600002054321aa00", 1100),  // one bit away, but that one was read: foreign
      read_of("e2801160600002054321fe01", 1100),  // three bits away
      read_of("e2801160600002054321fe01", 1300),  // the same again
      read_of("3035307b2831b383e019a8d2", 1100),
  };
  const model::PassExtras extras = score_pass(pass, k_red, PassCriterion{}).extras;
  EXPECT_EQ(extras.stray, std::vector{uii("e2801160600002054321ff03")});
  EXPECT_EQ(extras.wrong_data, std::vector{uii("e2801160600002054321fe03")});
  EXPECT_EQ(extras.foreign,
            (std::vector{uii("3035307b2831b383e019a8d2"), uii("e2801160600002054321aa00"),
                         uii("e2801160600002054321fe01")}));
}

TEST(ScorePass, TimesFollowTheReaderClock) {
  std::vector<model::Piece> pieces;
  std::vector<std::string> hex;
  for (int i = 0; i < 10; ++i) hex.push_back("a0" + std::to_string(i));
  for (const std::string& one : hex) pieces.push_back(piece(one.c_str(), "red", one.c_str()));
  PassRecord pass = pass_with(std::move(pieces));
  pass.clock_offset = milliseconds(50'000);
  for (int i = 0; i < 10; ++i) {
    model::Observation read = read_of(hex[static_cast<std::size_t>(i)].c_str(), 2900);
    read.first_seen = reader_ms(51'000 + 100 * (i + 1));
    read.rssi_mdbm = -60'000 - i;
    pass.observations.push_back(read);
  }
  const model::PassScore score = score_pass(pass, k_red, PassCriterion{}).scores.front();
  EXPECT_TRUE(score.success);
  EXPECT_EQ(score.first_read, milliseconds(100));
  EXPECT_EQ(score.t80, milliseconds(800));
  EXPECT_EQ(score.t90, milliseconds(900));
  EXPECT_EQ(score.t100, milliseconds(1000));
  EXPECT_EQ(score.mean_rssi_mdbm, -60'005);  // -60 004.5 dBm / 1000, away from zero
}

TEST(ScorePass, EmptyManifestNamesWhatWasReadForeign) {
  PassRecord pass = pass_with({});
  pass.observations.push_back(read_of("a1", 1100));
  const ScoredPass scored = score_pass(pass, k_red, PassCriterion{});
  EXPECT_FALSE(scored.scores.front().success);
  EXPECT_EQ(scored.extras.foreign, std::vector{uii("a1")});
}

TEST(BelongsTo, InventoryDecidesWhereBothNameOne) {
  PassRecord pass = two_red();
  pass.inventory_id = 7;
  model::Observation read = read_of("a1", 9999);
  read.inventory_id = 7;
  EXPECT_TRUE(belongs_to(read, pass));
  read.inventory_id = 6;
  read.received = at_ms(2000);
  EXPECT_FALSE(belongs_to(read, pass));
}

TEST(BelongsTo, ReaderTimeDecidesNext) {
  PassRecord pass = two_red();  // 1000 ms to 3000 ms
  pass.clock_offset = milliseconds(-400);
  model::Observation read = read_of("a1", 2000);
  const auto seen = [&](int first, int last) {
    read.first_seen = reader_ms(first);
    read.last_seen = reader_ms(last);
    return belongs_to(read, pass);
  };
  EXPECT_FALSE(seen(500, 599));   // 900 ms to 999 ms host time
  EXPECT_TRUE(seen(500, 600));    // touches the begin
  EXPECT_TRUE(seen(2600, 9000));  // begins with the end
  EXPECT_FALSE(seen(2601, 9000));
  read.last_seen.reset();
  EXPECT_FALSE(belongs_to(read, pass));
  read.first_seen = reader_ms(700);
  EXPECT_TRUE(belongs_to(read, pass));
}

TEST(BelongsTo, ReceptionDecidesLast) {
  const PassRecord pass = two_red();
  EXPECT_FALSE(belongs_to(read_of("a1", 999), pass));
  EXPECT_TRUE(belongs_to(read_of("a1", 1000), pass));
  EXPECT_TRUE(belongs_to(read_of("a1", 3500), pass));  // reported late
  model::Observation stamped = read_of("a1", 2000);
  stamped.first_seen = reader_ms(77);  // without an offset the stamp says nothing
  EXPECT_TRUE(belongs_to(stamped, pass));
}

TEST(Meets, RoundsTheNeededItemsUp) {
  EXPECT_TRUE(meets({0.95}, 19, 20));
  EXPECT_FALSE(meets({0.95}, 18, 20));
  EXPECT_TRUE(meets({0.9}, 45, 50));
  EXPECT_FALSE(meets({0.9}, 44, 50));
  EXPECT_TRUE(meets({1.0}, 10, 10));
  EXPECT_FALSE(meets({1.0}, 9, 10));
  EXPECT_FALSE(meets({0.0}, 0, 0));
}

TEST(NearlyEqual, AllowsOneOrTwoBitsOfEqualLength) {
  EXPECT_FALSE(nearly_equal(uii("a1"), uii("a1")));
  EXPECT_TRUE(nearly_equal(uii("a1"), uii("a0")));
  EXPECT_TRUE(nearly_equal(uii("a1"), uii("a2")));
  EXPECT_FALSE(nearly_equal(uii("a1"), uii("a6")));
  EXPECT_FALSE(nearly_equal(uii("a1"), uii("a100")));
}

TEST(ScorePass, AStepThatDidNotHoldMakesItsPieceMissed) {
  PassRecord pass = two_red();
  for (const char* uii : {"e2801160600002054321aa01", "e2801160600002054321ff02"}) {
    pass.observations.push_back(read_of(uii, 1100));
  }
  pass.steps = {{2, true, model::PieceId("p1"), ""}, {2, false, model::PieceId("p2"), "no"}};
  const model::PassScore score = score_pass(pass, k_red, PassCriterion{}).scores.front();
  EXPECT_EQ(score.identified, 1U);
  EXPECT_EQ(score.missed, std::vector{model::PieceId("p2")});
  EXPECT_EQ(score.steps_failed, 0U) << "that counts steps of the whole pass";
}

TEST(ScorePass, AStepOfThePassThatDidNotHoldFailsIt) {
  PassRecord pass = two_red();
  for (const char* uii : {"e2801160600002054321aa01", "e2801160600002054321ff02"}) {
    pass.observations.push_back(read_of(uii, 1100));
  }
  EXPECT_TRUE(score_pass(pass, k_red, PassCriterion{}).scores.front().success);
  pass.steps = {{0, true, {}, ""}, {3, false, {}, "no"}};
  const model::PassScore score = score_pass(pass, k_red, PassCriterion{}).scores.front();
  EXPECT_EQ(score.identified, 2U);
  EXPECT_EQ(score.steps_failed, 1U);
  EXPECT_FALSE(score.success);
}

TEST(ScorePass, ByOperationsAPieceNeedsOneThatHeldAndNoReport) {
  PassRecord pass = two_red();
  pass.steps = {{1, true, model::PieceId("p1"), ""}};
  const PassCriterion half{0.5, model::PassBasis::operations, std::nullopt};
  const model::PassScore score = score_pass(pass, k_red, half).scores.front();
  EXPECT_EQ(score.identified, 1U);
  EXPECT_EQ(score.reports, 0U);
  EXPECT_TRUE(score.success);
  pass.steps.push_back({2, false, model::PieceId("p1"), "no"});
  EXPECT_EQ(score_pass(pass, k_red, half).scores.front().identified, 0U);
}

TEST(ScorePass, MoreStraysThanAllowedFailThePass) {
  PassRecord pass = two_red();
  for (const char* uii : {"e2801160600002054321aa01", "e2801160600002054321ff02"}) {
    pass.observations.push_back(read_of(uii, 1100));
  }
  pass.manifest.elsewhere = {piece("p9", "red", "0123456789ab")};
  pass.observations.push_back(read_of("0123456789ab", 1200));
  PassCriterion criterion;
  EXPECT_TRUE(score_pass(pass, k_red, criterion).scores.front().success);
  criterion.most_strays = 1;
  EXPECT_TRUE(score_pass(pass, k_red, criterion).scores.front().success);
  criterion.most_strays = 0;
  EXPECT_FALSE(score_pass(pass, k_red, criterion).scores.front().success);
}

TEST(ScorePass, MoreReadsOfAPieceThanAllowedFailThePassOfItsTagType) {
  PassRecord pass = two_red();
  pass.manifest.expected.push_back({piece("p3", "blue", "abcd"), model::ItemId("i3")});
  pass.observations = {read_of("e2801160600002054321aa01", 1100),
                       read_of("e2801160600002054321ff02", 1200),
                       read_of("e2801160600002054321ff02", 1300), read_of("abcd", 1400)};
  const std::vector types{model::TagTypeId("red"), model::TagTypeId("blue")};
  PassCriterion criterion;
  EXPECT_EQ(score_pass(pass, types, criterion).scores.front().most_reads, 0U)
      << "counted only where there is a limit";
  criterion.most_reads_per_item = 2;
  EXPECT_TRUE(score_pass(pass, types, criterion).scores.front().success);
  criterion.most_reads_per_item = 1;
  const auto scores = score_pass(pass, types, criterion).scores;
  EXPECT_FALSE(scores[0].success);
  EXPECT_EQ(scores[0].identified, 2U) << "they were read, if too often";
  EXPECT_EQ(scores[0].over_read, 1U);
  EXPECT_EQ(scores[0].most_reads, 2U);
  EXPECT_TRUE(scores[1].success) << "the other type keeps to the limit";
  EXPECT_EQ(scores[1].over_read, 0U);
}

TEST(ScorePass, OneReportMayTellOfManyReads) {
  PassRecord pass = two_red();
  pass.observations = {read_of("e2801160600002054321aa01", 1100),
                       read_of("e2801160600002054321ff02", 1200)};
  PassCriterion criterion;
  criterion.most_reads_per_item = 3;
  pass.observations[0].seen_count = 0;  // nonsense of a reader: it did see the tag
  pass.observations[1].seen_count = 3;
  EXPECT_TRUE(score_pass(pass, k_red, criterion).scores.front().success);
  pass.observations[1].seen_count = 0xFFFF'FFFF;
  pass.observations.push_back(pass.observations[1]);
  const auto score = score_pass(pass, k_red, criterion).scores.front();
  EXPECT_FALSE(score.success);
  EXPECT_EQ(score.most_reads, 0xFFFF'FFFFU) << "a hostile sum does not wrap around";
}

}  // namespace
}  // namespace plugtest::score
