#include "harness/score/attribution.h"

#include "tests/unit/harness/score/event_builder.h"

#include <functional>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::Attribution;
using model::CellResult;
using model::RunResult;
using testing::bad_run;
using testing::event_with;
using testing::find_cell;
using testing::good_run;
using testing::plan_of;
using testing::run_of;

const std::vector<std::string> k_readers{"good", "other"};
const std::vector<std::string> k_tags{"t1", "t2", "t3", "t4"};
const std::vector<std::string> k_scenarios{"belt", "sack"};

using Misses = std::function<bool(const std::string& reader, const std::string& tag_type,
                                  const std::string& scenario)>;

std::vector<CellResult> matrix(const Misses& misses,
                               const std::vector<std::string>& readers = k_readers,
                               const std::vector<std::string>& tags = k_tags) {
  std::vector<RunResult> runs;
  for (const std::string& reader : readers) {
    for (const std::string& tag : tags) {
      for (const std::string& scenario : k_scenarios) {
        const model::RunPlan plan = plan_of(reader, tag, scenario);
        runs.push_back(misses(reader, tag, scenario) ? bad_run(plan) : good_run(plan));
      }
    }
  }
  return make_cells(event_with(readers, tags, k_scenarios), {}, runs);
}

TEST(Attribution, AReaderThatMissesEverythingOthersMeetIsToBlame) {
  const auto cells =
      matrix([](const auto& reader, const auto&, const auto&) { return reader == "other"; });
  for (const CellResult& cell : cells) {
    const bool blamed = cell.key.reader.str() == "other";
    EXPECT_EQ(cell.attribution, blamed ? Attribution::reader : Attribution::none);
  }
  EXPECT_EQ(find_cell(cells, "other", "t1", "belt")->detail,
            "0 of 3 passes succeeded, 27 of 30 items identified from 0 tag reports. Missed: t1-0, "
            "t1-1 and t1-9. Reader other missed the "
            "requirement with 4 of 4 tag types under these conditions; good met it with t1.");
}

TEST(Attribution, AReaderIsBlamedOnlyWhereItMisses) {
  const auto cells = matrix([](const auto& reader, const auto& tag, const auto& scenario) {
    return reader == "other" && scenario == "belt" && tag != "t4";
  });
  EXPECT_EQ(find_cell(cells, "other", "t1", "belt")->attribution, Attribution::reader);
  EXPECT_EQ(find_cell(cells, "other", "t1", "sack")->attribution, Attribution::none);
}

TEST(Attribution, ATagTypeThatEveryReaderMissesIsToBlame) {
  const auto cells = matrix([](const auto&, const auto& tag, const auto&) { return tag == "t2"; });
  EXPECT_EQ(find_cell(cells, "good", "t2", "belt")->attribution, Attribution::tag_type);
  EXPECT_EQ(find_cell(cells, "other", "t2", "sack")->attribution, Attribution::tag_type);
}

TEST(Attribution, OneReaderWithOneTagTypeIsThePair) {
  const auto cells = matrix([](const auto& reader, const auto& tag, const auto&) {
    return reader == "other" && tag == "t3";
  });
  EXPECT_EQ(find_cell(cells, "other", "t3", "belt")->attribution, Attribution::pair);
}

TEST(Attribution, WhatNobodyMeetsIsTheChannel) {
  const auto cells =
      matrix([](const auto&, const auto&, const auto& scenario) { return scenario == "sack"; });
  EXPECT_EQ(find_cell(cells, "good", "t1", "sack")->attribution, Attribution::channel);
  EXPECT_EQ(find_cell(cells, "good", "t1", "belt")->attribution, Attribution::none);
}

TEST(Attribution, AFaultyReaderDoesNotConvictATagType) {
  // "other" misses everything; t2 is missed by "good" too. That one miss alone proves nothing.
  const auto cells = matrix([](const auto& reader, const auto& tag, const auto&) {
    return reader == "other" || tag == "t2";
  });
  EXPECT_EQ(find_cell(cells, "other", "t1", "belt")->attribution, Attribution::reader);
  EXPECT_EQ(find_cell(cells, "good", "t2", "belt")->attribution, Attribution::unknown);
}

TEST(Attribution, WithoutComparisonItIsUnknown) {
  const auto alone =
      matrix([](const auto&, const auto&, const auto&) { return true; }, {"one"}, {"t1"});
  EXPECT_EQ(alone.front().attribution, Attribution::unknown);
  EXPECT_NE(alone.front().detail.find("Too few other readers"), std::string::npos);
  const auto one_reader =
      matrix([](const auto&, const auto&, const auto&) { return true; }, {"one"});
  EXPECT_EQ(one_reader.front().attribution, Attribution::unknown);
}

RunResult run_missing_one_piece(const model::RunPlan& plan) {
  RunResult run = bad_run(plan);
  for (model::PassScore& score : run.pass_scores) score.missed = {model::PieceId("weak-one")};
  return run;
}

TEST(Attribution, OneMissedPieceIsNeverTheTagTypes) {
  const auto event = event_with({"a", "b", "c"}, {"t1", "t2"}, {"belt"});
  std::vector<RunResult> runs;
  for (const char* reader : {"a", "b", "c"}) {
    runs.push_back(run_missing_one_piece(plan_of(reader, "t1", "belt")));
    runs.push_back(good_run(plan_of(reader, "t2", "belt")));
  }
  const auto cells = make_cells(event, {}, runs);
  EXPECT_EQ(find_cell(cells, "a", "t1", "belt")->attribution, Attribution::piece);
  EXPECT_NE(find_cell(cells, "a", "t1", "belt")->detail.find("Piece weak-one makes up 3 of 3"),
            std::string::npos);

  runs[0] = good_run(plan_of("a", "t1", "belt"));
  const auto read_by_a =
      make_cells(event, {}, std::vector<RunResult>(runs.begin(), runs.begin() + 4));
  EXPECT_EQ(find_cell(read_by_a, "b", "t1", "belt")->attribution, Attribution::pair);
}

TEST(Attribution, TypeDInTheLabIsHeldAgainstTheModel) {
  auto event = event_with(k_readers, k_tags, {"belt"});
  event.tag_types[1].protocol = model::AirProtocol::type_d;
  for (model::ReaderRecord& reader : event.readers) {
    reader.claims.push_back(model::AirProtocol::type_d);
  }
  std::vector<RunResult> runs;
  for (const std::string& reader : k_readers) {
    for (const std::string& tag : k_tags) {
      const model::RunPlan plan = plan_of(reader, tag, "belt");
      runs.push_back(tag == "t2" ? bad_run(plan) : good_run(plan));
    }
  }
  EXPECT_EQ(find_cell(make_cells(event, {}, runs), "good", "t2", "belt")->attribution,
            Attribution::model);
  event.rig = model::RigKind::operator_prompts;
  EXPECT_EQ(find_cell(make_cells(event, {}, runs), "good", "t2", "belt")->attribution,
            Attribution::tag_type);
}

TEST(Attribution, KnownCausesStay) {
  const auto event = event_with(k_readers, k_tags, {"belt"});
  std::vector<RunResult> runs;
  for (const std::string& tag : k_tags) {
    runs.push_back(good_run(plan_of("good", tag, "belt")));
    runs.push_back(run_of(plan_of("other", tag, "belt"), 2, 0,
                          {model::Reason::link_lost, "The link was lost."}));
  }
  const CellResult* cell = nullptr;
  const auto cells = make_cells(event, {}, runs);
  cell = find_cell(cells, "other", "t1", "belt");
  EXPECT_EQ(cell->attribution, Attribution::unknown);
  EXPECT_EQ(
      cell->detail,
      "The link was lost. 2 of 2 passes succeeded, 20 of 20 items identified from 0 tag reports.");
}

TEST(Attribution, APieceThatIsMissedLikeItsSiblingsElsewhereIsNotToBlame) {
  // Reader a misses one piece only; b and c miss others of the same tag type as well.
  const auto event = event_with({"a", "b", "c"}, {"t1", "t2"}, {"belt"});
  std::vector<RunResult> runs{run_missing_one_piece(plan_of("a", "t1", "belt")),
                              bad_run(plan_of("b", "t1", "belt")),
                              bad_run(plan_of("c", "t1", "belt"))};
  for (const char* reader : {"a", "b", "c"}) {
    runs.push_back(good_run(plan_of(reader, "t2", "belt")));
  }
  const auto cells = make_cells(event, {}, runs);
  EXPECT_EQ(find_cell(cells, "a", "t1", "belt")->attribution, Attribution::tag_type);
}

TEST(Attribution, WhatOnePieceDoesIsNotHeldAgainstTheReaderOrTheTagType) {
  const auto event = event_with({"a", "b", "c", "d"}, k_tags, {"belt"});
  std::vector<RunResult> runs;
  for (const char* reader : {"a", "b", "c", "d"}) {
    for (const std::string& tag : k_tags) {
      const model::RunPlan plan = plan_of(reader, tag, "belt");
      const bool bad_reader = std::string(reader) == "c";
      runs.push_back(bad_reader    ? bad_run(plan)
                     : tag == "t1" ? run_missing_one_piece(plan)
                                   : good_run(plan));
    }
  }
  const auto cells = make_cells(event, {}, runs);
  EXPECT_EQ(find_cell(cells, "a", "t1", "belt")->attribution, Attribution::piece);
  EXPECT_EQ(find_cell(cells, "b", "t1", "belt")->attribution, Attribution::piece);
  for (const std::string& tag : k_tags) {
    EXPECT_EQ(find_cell(cells, "c", tag, "belt")->attribution, Attribution::reader) << tag;
  }
}

TEST(Attribution, AMissOfAReaderThatStandsOutElsewhereIsItsOwn) {
  // "other" misses the belt with everything, and the sack with t1 alone.
  const auto cells = matrix([](const auto& reader, const auto& tag, const auto& scenario) {
    return reader == "other" && (scenario == "belt" || tag == "t1");
  });
  const CellResult* cell = find_cell(cells, "other", "t1", "sack");
  EXPECT_EQ(cell->attribution, Attribution::reader);
}

TEST(Attribution, OneMissInOneOfManyScenariosIsNotThePairs) {
  // Two misses of five passes are no wonder; the same pair meets in the other scenario.
  const auto event = event_with(k_readers, k_tags, k_scenarios);
  std::vector<RunResult> runs;
  for (const std::string& reader : k_readers) {
    for (const std::string& tag : k_tags) {
      for (const std::string& scenario : k_scenarios) {
        const model::RunPlan plan = plan_of(reader, tag, scenario);
        const bool missed = reader == "other" && tag == "t3" && scenario == "belt";
        runs.push_back(missed ? bad_run(plan) : good_run(plan));
      }
    }
  }
  EXPECT_EQ(find_cell(make_cells(event, {}, runs), "other", "t3", "belt")->attribution,
            Attribution::unknown);
}

TEST(Attribution, PracticeSaysNothingAboutAnOfficialRun) {
  auto event = event_with(k_readers, k_tags, {"belt"});
  std::vector<RunResult> runs;
  for (const std::string& tag : k_tags) {
    for (const std::string& reader : k_readers) {
      model::RunPlan plan = plan_of(reader, tag, "belt");
      plan.official = reader == "other";
      runs.push_back(reader == "other" ? bad_run(plan) : good_run(plan));
    }
  }
  EXPECT_EQ(find_cell(make_cells(event, {}, runs), "other", "t1", "belt")->attribution,
            Attribution::unknown);
}

}  // namespace
}  // namespace plugtest::score
