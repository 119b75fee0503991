// Pieces and raw reads out of evidence whose names try to be formulas and markup.

#include "harness/evidence/run_folder.h"
#include "reports/csv.h"
#include "reports/results_json.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"
#include "tests/unit/reports/sample.h"

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

/// The rows of an RFC 4180 text, each with its fields as a spreadsheet sees them.
std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (quoted && c == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
      row.back() += csv[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      row.emplace_back();
    } else if (!quoted && c == '\n') {
      rows.push_back(std::exchange(row, std::vector<std::string>(1)));
    } else {
      row.back() += c;
    }
  }
  return rows;
}

class EvidenceCsv : public ::testing::Test {
 protected:
  static constexpr const char* k_piece = "=HYPERLINK(\"http://192.0.2.1\",\"x\")";
  static constexpr const char* k_item = "+1\n2,\"3\"\x1b[31m\u202e";

  EvidenceCsv() : sample_(testing::make_sample()) {
    model::RunResult& run = sample_.runs.front();
    auto plan = evidence::samples::used_plan();
    plan.run = run.plan;
    auto folder = evidence::RunFolder::create(folder_.path(),
                                              {.name = "runs/one",
                                               .plan_json = evidence::plan_to_json(plan),
                                               .command = "plugtest run event.yaml",
                                               .versions = {}},
                                              nullptr, {.to_disk = false});
    if (!folder) throw std::runtime_error(to_string(folder.error()));
    model::PassRecord pass = evidence::samples::pass(0, 8);
    for (std::size_t i = 0; i < pass.manifest.expected.size(); ++i) {
      model::ManifestEntry& entry = pass.manifest.expected[i];
      entry.piece.tag_type = run.plan.tag_types.front();
      entry.piece.id = model::PieceId(k_piece + std::to_string(i));
      entry.item = model::ItemId(k_item);
    }
    (*folder)->on_pass_begin(pass.index, pass.times.begin, pass.manifest);
    (*folder)->on_observations(pass.index, pass.observations);
    auto end = pass;
    end.observations.clear();
    (*folder)->on_pass_end(end);
    if (auto done = (*folder)->finish(run); !done) {
      throw std::runtime_error(to_string(done.error()));
    }
    run.evidence = "runs/one";
    for (const auto& observation : pass.observations) uiis_.push_back(observation.uii.to_hex());
  }

  Report report() const {
    auto made = make_report(results_json(sample_.report()), folder_.path());
    if (!made) throw std::runtime_error(to_string(made.error()));
    return std::move(*made);
  }
  std::string reads(const View& view) const {
    Codes codes("a key of the organizer's");
    std::ostringstream out;
    EXPECT_TRUE(write_reads_csv(report(), view, codes, folder_.path(), out));
    return out.str();
  }

  doubles::TemporaryFolder folder_;
  testing::Sample sample_;
  std::vector<std::string> uiis_;
};

void expect_sound(const std::string& csv) {
  const auto rows = rows_of(csv);
  ASSERT_GT(rows.size(), 3U);
  for (const auto& row : rows) {
    EXPECT_THAT(row, SizeIs(rows.front().size()));
    for (const std::string& field : row) {
      const bool number = field.find_first_not_of("-0123456789.e") == std::string::npos;
      EXPECT_TRUE(field.empty() || number ||
                  std::string("=+-@\t\r|%").find(field.front()) == std::string::npos)
          << field;
    }
  }
  for (const char c : csv) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_THAT(csv, Not(HasSubstr("\u202e")));
}

TEST_F(EvidenceCsv, NamesInPiecesAndReadsAreTextToASpreadsheet) {
  const std::string pieces = pieces_csv(report());
  expect_sound(pieces);
  EXPECT_THAT(pieces, HasSubstr("'=HYPERLINK")) << "disarmed, not dropped";
  EXPECT_THAT(pieces, HasSubstr("'+1 2"));
  const std::string all = reads({});
  expect_sound(all);
  EXPECT_THAT(all, HasSubstr("'=HYPERLINK"));
}

TEST_F(EvidenceCsv, OthersReadNoNameAndNoUii) {
  const View everybody{.kind = View::Kind::everybody, .participant = {}};
  const std::string all = reads(everybody);
  expect_sound(all);
  EXPECT_THAT(all, Not(HasSubstr("HYPERLINK")));
  Codes codes("a key of the organizer's");
  const std::string pieces = pieces_csv(seen_by(report(), everybody, codes));
  expect_sound(pieces);
  for (const std::string& text : {all, pieces}) {
    for (const std::string& uii : uiis_) EXPECT_THAT(text, Not(HasSubstr(uii)));
    EXPECT_THAT(text, Not(HasSubstr("1 2")));
  }
}

}  // namespace
}  // namespace plugtest::reports
