#include "tools/cli/output_folder.h"

#include "tests/doubles/temporary_folder.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace plugtest::cli {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(OutputFolder, IsMadeNewOrTakenEmpty) {
  const doubles::TemporaryFolder folder;
  EXPECT_TRUE(make_output_folder(folder / "a" / "b", "e"));
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a" / "b"));
  EXPECT_TRUE(make_output_folder(folder / "a" / "b", "e")) << "still empty";
}

TEST(OutputFolder, IsNeverSharedWithOtherFiles) {
  const doubles::TemporaryFolder folder;
  std::ofstream(folder / "mine.txt") << "mine";
  const auto refused = make_output_folder(folder.path(), "e");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::usage);
  EXPECT_FALSE(make_output_folder(folder / "mine.txt", "e"));
  EXPECT_EQ(content_of(folder / "mine.txt"), "mine");
}

TEST(WriteWholeFile, ReplacesAndLeavesNoPart) {
  const doubles::TemporaryFolder folder;
  ASSERT_TRUE(write_whole_file(folder / "f", "one"));
  ASSERT_TRUE(write_whole_file(folder / "f", "two"));
  EXPECT_EQ(content_of(folder / "f"), "two");
  EXPECT_FALSE(std::filesystem::exists(folder / "f.part"));
}

TEST(WriteWholeFile, AFolderThatIsNotThereIsAnErrorWithItsName) {
  const doubles::TemporaryFolder folder;
  const auto failed = write_whole_file(folder / "no" / "f", "x");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::io);
  EXPECT_EQ(failed.error().where.file, (folder / "no" / "f").string());
}

}  // namespace
}  // namespace plugtest::cli
