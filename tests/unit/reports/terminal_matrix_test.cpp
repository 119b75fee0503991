#include "reports/terminal_matrix.h"

#include "reports/text.h"
#include "tests/unit/reports/sample.h"

#include <sstream>

#include <gtest/gtest.h>

namespace plugtest::reports {
namespace {

using testing::make_hostile_sample;
using testing::make_sample;

TEST(TerminalMatrix, ShowsTablesLegendAndNonPasses) {
  testing::Sample sample = make_sample();
  std::erase_if(sample.cells, [](const model::CellResult& cell) {
    return cell.key.scenario.str() != "conveyor-parcels";
  });
  EXPECT_EQ(terminal_matrix(sample.report(), {}),
            R"(Sample postal plugtest (sample), seed 42 - virtual lab: no claim about real products

Parcels on a conveyor [conveyor-parcels]: single load, common settings, china-2007
        alder            birch             cedar            dogwood
north   ✓ 18/18 81–100%  ✓! 26/27 81–100%  ✓ 18/18 81–100%  – not applicable
south   ✗ 0/3 0–71%      ✗ 3/6 12–88%      ? 6/7 42–100%    – not applicable

k/n: successful passes; then the 95 % interval of their share (Clopper–Pearson)
✓ pass: The decision rule accepted: enough passes succeeded.
✓! pass with remark: Accepted, and something else was seen: stray, foreign or wrong reads.
✗ fail: The decision rule rejected, or the reader misbehaved on a healthy link.
? inconclusive: Neither was shown: too few passes, or a link that was lost for an unknown cause.
– not applicable: The reader does not claim the standard of this tag type.

✓! north / birch / conveyor-parcels: pass with remark (requirement_met, items_missed, foreign_reads)
    26 of 27 passes succeeded, 268 of 270 items identified from 1072 tag reports, 1 foreign UII. Missed: birch-1 and birch-8. Foreign: 3035307b2831b383e019a8d2.
    evidence: runs/north-birch-conveyor-parcels
✗ south / alder / conveyor-parcels: fail (requirement_missed, items_missed)
    attributed to the reader. 0 of 3 passes succeeded, 24 of 30 items identified from 96 tag reports. Missed: alder-0, alder-7, alder-3 and 1 other. Reader south missed the requirement with 2 of 2 tag types under these conditions; north met it with alder.
    evidence: runs/south-alder-conveyor-parcels
✗ south / birch / conveyor-parcels: fail (requirement_missed, items_missed)
    attributed to the reader. 3 of 6 passes succeeded, 54 of 60 items identified from 216 tag reports. Missed: birch-0, birch-3, birch-4 and 3 others. Reader south missed the requirement with 2 of 2 tag types under these conditions; north met it with birch.
    evidence: runs/south-birch-conveyor-parcels
? south / cedar / conveyor-parcels: inconclusive (link_lost, items_missed)
    cause unknown. The connection was lost in pass 8. 6 of 7 passes succeeded, 68 of 70 items identified from 272 tag reports. Missed: cedar-1 and cedar-4.
    evidence: runs/south-cedar-conveyor-parcels
)");
}

TEST(TerminalMatrix, MarksWhatRestsOnTheModelAndSaysWhatItIs) {
  const testing::Sample sample = testing::make_type_d_sample();
  const std::string text = terminal_matrix(sample.report(), {});
  EXPECT_NE(text.find("✓ 18/18 81–100% m"), std::string::npos) << text;
  EXPECT_NE(text.find("m model: The text of Type D (ISO/IEC 18000-64) is not public: results with "
                      "cedar (ipx-64) rest on a model"),
            std::string::npos)
      << text;
  EXPECT_EQ(terminal_matrix(make_sample().report(), {}).find("m model:"), std::string::npos)
      << "no result rests on it";
}

TEST(TerminalMatrix, TablesKeepToTheWidth) {
  const testing::Sample sample = make_sample();
  for (const std::size_t width : {30U, 45U, 60U, 80U}) {
    std::istringstream text(terminal_matrix(sample.report(), {.width = width}));
    unsigned rows = 0;
    for (std::string line; std::getline(text, line);) {
      if (!line.starts_with("north  ") && !line.starts_with("south  ")) continue;
      ++rows;
      EXPECT_LE(display_width(line), width) << line;
    }
    // Four columns in one block at 80, in four blocks at 30; two tables of two readers.
    if (width == 80) {
      EXPECT_EQ(rows, 4U);
    }
    if (width == 30) {
      EXPECT_EQ(rows, 16U);
    }
  }
}

TEST(TerminalMatrix, ColoursOnlyWhenAsked) {
  const testing::Sample sample = make_sample();
  EXPECT_EQ(terminal_matrix(sample.report(), {}).find('\x1b'), std::string::npos);
  const std::string coloured = terminal_matrix(sample.report(), {.colour = true});
  EXPECT_NE(coloured.find("\x1b[36m✓ 18/18 81–100%\x1b[0m"), std::string::npos);
}

TEST(TerminalMatrix, DoesWithoutUtf8) {
  const std::string text = terminal_matrix(make_sample().report(), {.utf8 = false});
  EXPECT_NE(text.find("P 18/18 81-100%"), std::string::npos);
  for (const char c : text) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
}

TEST(TerminalMatrix, HostileNamesSendNoCommands) {
  const std::string text = terminal_matrix(make_hostile_sample().report(), {});
  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_NE(text.find("<b onload="), std::string::npos);
}

}  // namespace
}  // namespace plugtest::reports
