#include "harness/evidence/air_trace.h"

#include "harness/evidence/run_folder.h"
#include "harness/evidence/verify.h"
#include "tests/doubles/temporary_folder.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::evidence {
namespace {

using std::chrono::nanoseconds;
using testing::HasSubstr;
using testing::IsEmpty;

identity::Uii uii() {
  const std::array<std::uint8_t, 12> bytes{0x30, 0x34, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  return identity::Uii::from_bits(bytes, 96).value();
}

model::AirFrame query_rep() {
  model::AirFrame frame;
  frame.begin = HostTime(nanoseconds(1'240'000'000'001'500'000));
  frame.end = frame.begin + nanoseconds(125'000);
  frame.bits.append(0b0010, 4);
  frame.meaning = "QueryRep S2";
  frame.ears = {{uii(), -12'340, true}};
  return frame;
}

model::AirFrame lost_reply() {
  model::AirFrame frame;
  frame.direction = model::AirDirection::backscatter;
  frame.begin = HostTime(nanoseconds(1'240'000'000'001'700'000));
  frame.end = frame.begin + nanoseconds(487'502);
  frame.bits.append(0x7C10, 16);
  frame.meaning = "RN16 7C10";
  frame.reception = model::AirReception::collision;
  frame.interference_mdbm = -60'010;
  frame.ears = {{uii(), -71'830, true}};
  return frame;
}

TEST(AirTrace, ALineSaysWhenWhatAndWhoHeardIt) {
  EXPECT_EQ(air_text_line(query_rep()),
            "2009-04-17T20:26:40.001500000Z    125.000 us  type-c  ->  sent          QueryRep S2  "
            "0x20/4  heard by 30340102030405060708090a at -12.34 dBm\n");
}

TEST(AirTrace, ALostReplyNamesItsSenderAndWhatItWasLostIn) {
  EXPECT_EQ(air_text_line(lost_reply()),
            "2009-04-17T20:26:40.001700000Z    487.502 us  type-c  <-  collision     RN16 7C10  "
            "0x7C10/16  from 30340102030405060708090a at -71.83 dBm  others at -60.01 dBm\n");
}

TEST(AirTrace, TellsWhoHeardWrongBits) {
  model::AirFrame frame = query_rep();
  frame.ears[0].missed = true;
  EXPECT_THAT(air_text_line(frame), HasSubstr("at -12.34 dBm with wrong bits\n"));
  EXPECT_EQ(nlohmann::json::parse(air_json_line(frame))["tags"][0]["wrong_bits"], true);
  EXPECT_EQ(nlohmann::json::parse(air_json_line(query_rep()))["tags"][0]["wrong_bits"], false);
}

TEST(AirTrace, TheJsonHasTheSame) {
  const auto json = nlohmann::json::parse(air_json_line(lost_reply()));
  EXPECT_EQ(json["protocol"], "type-c");
  EXPECT_EQ(json["direction"], "backscatter");
  EXPECT_EQ(json["begin_ns"], 1'240'000'000'001'700'000);
  EXPECT_EQ(json["end_ns"], 1'240'000'000'002'187'502);
  EXPECT_EQ(json["bits"], "0111110000010000");
  EXPECT_EQ(json["meaning"], "RN16 7C10");
  EXPECT_EQ(json["reception"], "collision");
  EXPECT_EQ(json["interference_mdbm"], -60'010);
  EXPECT_EQ(json["tags"][0]["uii"], uii().to_hex());
  EXPECT_EQ(json["tags"][0]["level_mdbm"], -71'830);
  EXPECT_TRUE(nlohmann::json::parse(air_json_line(query_rep()))["interference_mdbm"].is_null());
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(AirTrace, IsPartOfTheEvidenceWhenAskedFor) {
  const doubles::TemporaryFolder root;
  const RunDescription description{
      .name = "run", .plan_json = "{}\n", .command = "plugtest demo", .versions = {}};
  auto folder = RunFolder::create(root.path(), description, nullptr, {.air_trace = true});
  ASSERT_TRUE(folder);
  ASSERT_NE((*folder)->air_tap(), nullptr);
  (*folder)->air_tap()->on_frame(query_rep());
  (*folder)->air_tap()->on_frame(lost_reply());
  ASSERT_TRUE((*folder)->finish({}));
  const auto run = root.path() / "run";
  EXPECT_EQ(content_of(run / "air.txt"),
            air_text_head() + air_text_line(query_rep()) + air_text_line(lost_reply()));
  EXPECT_EQ(content_of(run / "air.jsonl"),
            air_json_line(query_rep()) + air_json_line(lost_reply()));
  EXPECT_THAT(content_of(run / "SHA256SUMS"), HasSubstr("  air.jsonl\n"));
  EXPECT_THAT(content_of(run / "SHA256SUMS"), HasSubstr("  air.txt\n"));
}

TEST(AirTrace, IsNotKeptUnasked) {
  const doubles::TemporaryFolder root;
  auto folder = RunFolder::create(
      root.path(), {.name = "run", .plan_json = "{}\n", .command = "", .versions = {}}, nullptr);
  ASSERT_TRUE(folder);
  EXPECT_EQ((*folder)->air_tap(), nullptr);
}

}  // namespace
}  // namespace plugtest::evidence
