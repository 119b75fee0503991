#include "scenarios/loader.h"
#include "scenarios/manifest_text.h"
#include "tests/unit/scenarios/files.h"
#include "tests/unit/scenarios/options.h"

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

/// What is wrong with a CSV manifest, without the folder's name.
std::string complaints(const std::string& text) {
  const doubles::TemporaryFolder folder;
  const std::string file = write(folder, "m.csv", text);
  const auto kind = validate_file(file, library_options());
  if (kind) return "";
  std::string all = to_string(kind.error());
  for (std::size_t at; (at = all.find(folder.path().string() + "/")) != std::string::npos;) {
    all.erase(at, folder.path().string().size() + 1);
  }
  return all;
}

TEST(ManifestCsv, IsReadWithQuotesBlanksAndByteOrderMark) {
  EXPECT_EQ(complaints("\xEF\xBB\xBFpiece, tag_type ,uii,item\n"
                       "a,t,1234,\"said \"\"mine\"\", yesterday\"\n"),
            "");
}

TEST(ManifestCsv, NamesUnknownAndMissingColumns) {
  EXPECT_EQ(complaints("piece,tagtype,uii\na,t,1234\n"),
            "m.csv:1:7: unknown column 'tagtype' (did you mean 'tag_type'?)\n"
            "m.csv:1:1: the header row lacks the column 'tag_type'\n");
  EXPECT_EQ(complaints("piece,tag_type,uii,uii\n"),
            "m.csv:1:20: the column 'uii' is given twice\n");
  EXPECT_EQ(complaints(""),
            "m.csv:1:1: the header row lacks the column 'piece'\n"
            "m.csv:1:1: the header row lacks the column 'tag_type'\n"
            "m.csv:1:1: the header row lacks the column 'uii'\n");
}

TEST(ManifestCsv, NamesTheLineOfABadRow) {
  EXPECT_EQ(complaints("piece,tag_type,uii\na,t,1234\nb,t\n"),
            "m.csv:3:1: the line has 2 cells, expected 3 as in the header row\n");
  EXPECT_EQ(complaints("piece,tag_type,uii\n\"a,t,1234\n"),
            "m.csv:2:1: a quote is not closed in its line\n"
            "m.csv:1:1: the manifest is to be a list of at least one piece\n");
  EXPECT_EQ(complaints("piece,tag_type,uii\n\na,t,\n"),
            "m.csv:3:1: the piece lacks the key 'uii'\n");
  EXPECT_EQ(complaints("piece,tag_type,uii\na,t,1234\nb,t,1234\n"),
            "m.csv:3:5: the pieces 'a' and 'b' have one UII, 1234\n");
  EXPECT_EQ(complaints("piece,tag_type,uii\na,t,RR000164274KH\n"),
            "m.csv:2:5: 'uii' is 'RR000164274KH': the check digit is 4, expected 3\n");
}

TEST(ManifestCsv, RefusesAnEmptyList) {
  EXPECT_EQ(complaints("piece,tag_type,uii\n"),
            "m.csv:1:1: the manifest is to be a list of at least one piece\n");
}

TEST(ManifestCsv, IsWrittenAsItIsRead) {
  const std::string text =
      "piece,tag_type,uii,tid,item,status\n"
      "a,t,1234,e2801160,\"said \"\"mine\"\", yesterday\",load\n"
      "b,t,1235,,b,load\n"
      "c,u,1236,,,elsewhere\n";
  const auto manifest = manifest_from_csv(text, "m.csv", "");
  ASSERT_TRUE(manifest) << to_string(manifest.error());
  EXPECT_EQ(manifest_csv(*manifest), text);
}

TEST(ManifestCsv, ListsWithoutIdsAndTagTypesAreCompleted) {
  const auto manifest = manifest_from_csv("uii,tag_type\n1234,\n1235,u\n", "m.csv", "t");
  ASSERT_TRUE(manifest) << to_string(manifest.error());
  EXPECT_EQ(manifest_csv(*manifest),
            "piece,tag_type,uii,tid,item,status\n"
            "piece-0001,t,1234,,piece-0001,load\n"
            "piece-0002,u,1235,,piece-0002,load\n");
}

}  // namespace
}  // namespace plugtest::scenarios
