#include "reports/html_matrix.h"

#include "harness/model/content_id.h"
#include "tests/unit/reports/sample.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using testing::make_hostile_sample;
using testing::make_sample;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) return {};
  const std::size_t start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

nlohmann::json island(const std::string& page) {
  return nlohmann::json::parse(
      between(page, "<script type=\"application/json\" id=\"data\">", "</script>"));
}

TEST(HtmlMatrix, HoldsEveryCellWithVerdictCountsAndInterval) {
  const testing::Sample sample = make_sample();
  const std::string page = html_matrix(sample.report());
  EXPECT_EQ(count(page, "class=\"cell\""), sample.cells.size());
  for (std::size_t i = 0; i < sample.cells.size(); ++i) {
    const std::string number = std::to_string(i);
    EXPECT_EQ(count(page, "data-cell=\"" + number + "\""), 1U);
    EXPECT_EQ(count(page, "<article id=\"c" + number + "\""), 1U);
  }
  EXPECT_EQ(count(page, "<tr data-reader="), 4U);
  const std::string first = between(page, "data-cell=\"0\"", "</a>");
  EXPECT_NE(first.find("north, alder, pass, 18 of 18 passes"), std::string::npos) << first;
  EXPECT_NE(first.find("18<i>/</i>18"), std::string::npos);
  EXPECT_NE(first.find("81–100 %"), std::string::npos);
  const std::string not_run = between(page, "data-cell=\"13\"", "</a>");
  EXPECT_NE(not_run.find("not run"), std::string::npos);
  EXPECT_EQ(not_run.find("<i>/</i>"), std::string::npos);
}

TEST(HtmlMatrix, DetailsTellReasonsAttributionPassesAndEvidence) {
  const std::string detail =
      between(html_matrix(make_sample().report()), "<article id=\"c10\"", "</article>");
  EXPECT_NE(detail.find("<code>requirement_missed</code>"), std::string::npos);
  EXPECT_NE(detail.find("<code>reader</code>"), std::string::npos);
  EXPECT_NE(detail.find("11.81 % to 88.19 %"), std::string::npos);
  EXPECT_NE(detail.find("descriptive: early stop"), std::string::npos);
  EXPECT_NE(detail.find("○●○●●○●●"), std::string::npos);
  EXPECT_NE(detail.find("href=\"./runs/south-birch-conveyor-parcels\""), std::string::npos);
}

TEST(HtmlMatrix, GivesTheScriptThePassesOfEachCell) {
  const testing::Sample sample = make_sample();
  const nlohmann::json data = island(html_matrix(sample.report()));
  ASSERT_EQ(data["cells"].size(), sample.cells.size());
  const nlohmann::json& passes = data["cells"][10]["runs"][0];
  ASSERT_EQ(passes.size(), 8U);
  EXPECT_EQ(passes[0], nlohmann::json::parse(R"([0, 8, 10, 0, 1, ["birch-0", "birch-3"]])"));
  EXPECT_EQ(passes[7], nlohmann::json::parse("[7, 10, 10, 1, 0, []]"));  // after the decision
}

TEST(HtmlMatrix, LoadsNothing) {
  for (const std::string& page :
       {html_matrix(make_sample().report()), html_matrix(make_hostile_sample().report())}) {
    EXPECT_EQ(page.find("http://"), std::string::npos);
    EXPECT_EQ(page.find("https://"), std::string::npos);
    EXPECT_EQ(page.find(" src="), std::string::npos);
    EXPECT_EQ(page.find("url("), std::string::npos);
    EXPECT_EQ(page.find("@import"), std::string::npos);
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  }
}

TEST(HtmlMatrix, PolicyAllowsThePagesOwnScriptOnly) {
  const std::string page = html_matrix(make_sample().report());
  const std::string script = between(page, "<script>", "</script>");
  const std::string hash = between(page, "'sha256-", "'");
  ASSERT_EQ(hash.size(), 44U);
  // base64 back to hexadecimal digits
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string hex;
  unsigned bits = 0;
  unsigned held = 0;
  for (const char c : hash.substr(0, 43)) {
    bits = (bits << 6U) | static_cast<unsigned>(digits.find(c));
    for (held += 6; held >= 4; held -= 4) hex += "0123456789abcdef"[(bits >> (held - 4)) & 15U];
  }
  EXPECT_EQ(hex.substr(0, 64), model::sha256_hex(script));
}

TEST(HtmlMatrix, CarriesHostileTextAsData) {
  const testing::Sample sample = make_hostile_sample();
  const std::string page = html_matrix(sample.report());
  EXPECT_EQ(count(page, "</script>"), 2U);
  EXPECT_EQ(count(page, "<script"), 2U);
  EXPECT_EQ(page.find("<b onload"), std::string::npos);
  EXPECT_EQ(page.find("href=\"javascript"), std::string::npos);
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_NE(page.find("&lt;/script&gt;&lt;b onload=&quot;x&quot;&gt;&amp;amp;"), std::string::npos);
  EXPECT_NE(page.find("{{k}}"), std::string::npos);  // not taken for a template
  EXPECT_EQ(island(page)["cells"][10]["runs"][0][0][5][0],
            "</script><b onload=\"x\">&amp;'\uFFFD[31m\uFFFD\uFFFD\uFFFD{{k}}");
  EXPECT_EQ(count(page, "class=\"cell\""), sample.cells.size());
}

TEST(HtmlMatrix, SaysWhatIsVirtual) {
  testing::Sample sample = make_sample();
  EXPECT_NE(html_matrix(sample.report()).find("virtual lab</span>"), std::string::npos);
  sample.event.rig = model::RigKind::operator_prompts;
  sample.event.readers[1].virtual_reader.reset();
  const std::string page = html_matrix(sample.report());
  EXPECT_EQ(page.find("virtual lab</span>"), std::string::npos);
  EXPECT_EQ(count(page, "<span class=\"chip\">virtual</span>"), 2U);
  EXPECT_NE(page.find("do not guarantee results in the field"), std::string::npos);
}

TEST(HtmlMatrix, PracticeAndOfficialPlansStandInTablesOfTheirOwn) {
  testing::Sample sample = make_sample();
  model::CellResult other = sample.cells[0];
  other.key.official = true;
  sample.cells.push_back(other);
  EXPECT_EQ(count(html_matrix(sample.report()), "<table>"), 3U);
}

}  // namespace
}  // namespace plugtest::reports
