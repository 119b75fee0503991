#include "reports/view.h"

#include "reports/results_json.h"
#include "tests/unit/reports/sample.h"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using testing::make_sample;

// A reader maker and a tag maker, two readers and four tag types.
Report sample_report() {
  testing::Sample sample = make_sample();
  sample.event.participants = {{model::ParticipantId("NG"), "Northgate"},
                               {model::ParticipantId("AL"), "Alder Labs"}};
  sample.event.readers[0].participant = model::ParticipantId("NG");
  sample.event.tag_types[0].participant = model::ParticipantId("AL");
  return make_report(results_json(sample.report()), "").value();
}

TEST(Codes, AreStableKeyedAndDifferent) {
  Codes codes("a key");
  const std::string alder = codes.code("T", "alder");
  EXPECT_EQ(alder, codes.code("T", "alder"));
  EXPECT_EQ(alder, Codes("a key").code("T", "alder"));
  EXPECT_NE(alder, Codes("another key").code("T", "alder"));
  EXPECT_NE(alder.substr(2), codes.code("R", "alder").substr(2));
  EXPECT_EQ(codes.names().at(alder), "alder");
  std::set<std::string> all;
  for (int i = 0; i < 20'000; ++i) all.insert(codes.code("T", std::to_string(i)));
  EXPECT_EQ(all.size(), 20'000U) << "a code that is taken gets longer";
}

TEST(View, IsNamedOrRefusedWithTheNearest) {
  const Report report = sample_report();
  EXPECT_EQ(view_from("organizer", report), View{});
  EXPECT_EQ(view_from("public", report), View{View::Kind::everybody});
  EXPECT_EQ(view_from("participant:NG", report), (View{View::Kind::participant, "NG"}));
  EXPECT_EQ(view_from("participant:Northgate", report), (View{View::Kind::participant, "NG"}));
  for (const char* wrong : {"", "Public", "participant", "participant:", "participant:XX"}) {
    const auto view = view_from(wrong, report);
    ASSERT_FALSE(view.has_value()) << wrong;
    EXPECT_EQ(view.error().code, ErrorCode::usage);
  }
}

TEST(View, PublicSaysNoNameAndKeepsEveryCount) {
  const Report report = sample_report();
  Codes codes("key");
  const Report shown = seen_by(report, {View::Kind::everybody}, codes);
  const std::string text = report_json(shown);
  for (const char* name : {"north", "south", "alder", "birch", "cedar", "Northgate", "Alder",
                           "VR-4", "runs/", "\"0001", "NG"}) {
    const std::size_t at = text.find(name);
    EXPECT_EQ(at, std::string::npos) << name << ": " << text.substr(at < 40 ? 0 : at - 40, 80);
  }
  const auto& before = report.json().at("cells");
  const auto& after = shown.json().at("cells");
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    for (const char* same : {"verdict", "k", "n", "low", "high", "scenario", "attribution"}) {
      EXPECT_EQ(after[i].at(same), before[i].at(same)) << same;
    }
  }
}

// A link profile may bear its maker's name; power and session are what anyone may choose.
TEST(View, SettingsOfAVendorAreSeenAsFarAsTheyNameNobody) {
  testing::Sample sample = make_sample();
  sample.event.readers[0].vendor_settings = {
      .power_mdbm = 31'000, .session = 1, .tag_population = 40, .link_profile = "northgate-fast"};
  const Report report = make_report(results_json(sample.report()), "").value();
  const auto& readers = report.json().at("event").at("readers");
  EXPECT_EQ(
      readers[0].at("vendor_settings").dump(),
      R"({"power_mdbm":31000,"session":1,"tag_population":40,"link_profile":"northgate-fast"})");
  EXPECT_FALSE(readers[1].contains("vendor_settings"));
  Codes codes("key");
  const Report shown = seen_by(report, {View::Kind::everybody}, codes);
  EXPECT_EQ(shown.json().at("event").at("readers")[0].at("vendor_settings").dump(),
            R"({"power_mdbm":31000,"session":1,"tag_population":40})");
}

TEST(View, ParticipantsSeeTheirOwnNamesOnly) {
  const Report report = sample_report();
  Codes codes("key");
  const Report shown = seen_by(report, {View::Kind::participant, "NG"}, codes);
  const std::string text = report_json(shown);
  EXPECT_NE(text.find("\"north\""), std::string::npos);
  EXPECT_NE(text.find("\"Northgate\""), std::string::npos);
  for (const char* name : {"south", "alder", "birch", "Alder Labs", "Southgate"}) {
    EXPECT_EQ(text.find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace plugtest::reports
