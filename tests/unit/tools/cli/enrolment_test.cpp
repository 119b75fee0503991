#include "tools/cli/enrolment.h"

#include "scenarios/manifest_text.h"
#include "tests/doubles/temporary_folder.h"

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace plugtest::cli {
namespace {

const model::TagTypeId k_type("c-today-a");

identity::Uii uii(const char* hex) { return identity::Uii::from_hex(hex).value(); }

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(Enrolment, every_piece_is_on_disk_before_the_next) {
  const doubles::TemporaryFolder folder;
  Enrolment enrolment(folder / "pieces.csv", {});
  EXPECT_EQ(enrolment.add(k_type, uii("1234"), "e2801160", "parcel")->str(), "piece-0001");
  EXPECT_EQ(content(folder / "pieces.csv"),
            "piece,tag_type,uii,tid,item,status\n"
            "piece-0001,c-today-a,1234,e2801160,parcel,load\n");
  EXPECT_EQ(enrolment.add(k_type, uii("1235"), "", "")->str(), "piece-0002");
  EXPECT_EQ(enrolment.size(), 2U);
}

TEST(Enrolment, a_second_uii_tid_or_item_is_refused_and_nothing_changes) {
  const doubles::TemporaryFolder folder;
  Enrolment enrolment(folder / "pieces.csv", {});
  ASSERT_TRUE(enrolment.add(k_type, uii("1234"), "e2801160", "parcel"));
  const std::string before = content(folder / "pieces.csv");
  EXPECT_EQ(enrolment.add(k_type, uii("1234"), "", "").error().message,
            "'piece-0001' has the UII 1234 already");
  EXPECT_EQ(enrolment.add(k_type, uii("1235"), "e2801160", "").error().message,
            "'piece-0001' has the TID e2801160 already");
  EXPECT_EQ(enrolment.add(k_type, uii("1235"), "", "parcel").error().message,
            "'piece-0001' has the item parcel already");
  EXPECT_EQ(content(folder / "pieces.csv"), before);
  EXPECT_EQ(enrolment.holder_of("e2801160")->str(), "piece-0001");
  EXPECT_FALSE(enrolment.holder_of("e2801161"));
}

TEST(Enrolment, goes_on_with_the_pieces_that_are_there) {
  const doubles::TemporaryFolder folder;
  const auto there = scenarios::manifest_from_csv(
      "piece,tag_type,uii,item\npiece-0002,c-today-a,1234,a\n", "pieces.csv", "");
  ASSERT_TRUE(there);
  Enrolment enrolment(folder / "pieces.csv", *there);
  EXPECT_EQ(enrolment.add(k_type, uii("1235"), "", "b")->str(), "piece-0003")
      << "the second id is taken";
}

TEST(Enrolment, a_list_is_taken_whole_or_not_at_all) {
  const doubles::TemporaryFolder folder;
  Enrolment enrolment(folder / "pieces.csv", {});
  ASSERT_TRUE(enrolment.add(k_type, uii("1235"), "", "b"));
  const std::string before = content(folder / "pieces.csv");
  const auto list =
      scenarios::manifest_from_csv("piece,uii,item\nx,1234,a\ny,1235,c\n", "list.csv", "c-today-a");
  ASSERT_TRUE(list);
  EXPECT_FALSE(enrolment.add_all(*list));
  EXPECT_EQ(enrolment.size(), 1U);
  EXPECT_EQ(content(folder / "pieces.csv"), before);
}

TEST(Enrolment, a_file_that_cannot_be_written_enrols_nobody) {
  const doubles::TemporaryFolder folder;
  Enrolment enrolment(folder / "no" / "such" / "folder.csv", {});
  const auto added = enrolment.add(k_type, uii("1234"), "", "");
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::io);
  EXPECT_EQ(enrolment.size(), 0U);
}

}  // namespace
}  // namespace plugtest::cli
