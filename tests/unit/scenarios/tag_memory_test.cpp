#include "scenarios/loader.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/scenarios/files.h"
#include "tests/unit/scenarios/options.h"

#include <string>

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

/// What the loader says of a tag type with these last lines, without the file's name.
std::string told_of(const std::string& lines) {
  const doubles::TemporaryFolder folder;
  const std::string path = write(folder, "own.yaml",
                                 "plugtest: 1\n"
                                 "tag_type: {id: own, vendor: Own, model: Label}\n"
                                 "radio: {read_sensitivity: -20 dBm}\n" +
                                     lines);
  const auto kind = validate_file(path, library_options());
  if (kind) return "good";
  std::string told = to_string(kind.error());
  for (std::size_t at = told.find(path); at != std::string::npos; at = told.find(path)) {
    told.erase(at, path.size());
  }
  return told;
}

TEST(TagMemory, HasPasswordsAVersionAndAUserBank) {
  EXPECT_EQ(told_of("protocol: type-c\nmemory: {version: \"2.0\", access_password: \"1234abcd\", "
                    "kill_password: \"00000001\", user_words: 0, block_words: 4}\n"),
            "good");
}

TEST(TagMemory, APasswordIsEightHexadecimalDigits) {
  for (const char* wrong : {"1234abc", "1234abcde0", "1234abcx"}) {
    EXPECT_EQ(
        told_of(std::string("protocol: type-c\nmemory: {access_password: \"") + wrong + "\"}\n"),
        ":5:27: 'access_password' is to be eight hexadecimal digits, for example "
        "\"1234abcd\"\n");
  }
}

TEST(TagMemory, KnowsTwoTextsOfTheStandard) {
  EXPECT_EQ(told_of("protocol: type-c\nmemory: {version: \"3.0\"}\n"),
            ":5:19: 'version': unknown value '3.0' (did you mean '2.0'?)\n");
}

TEST(TagMemory, IsForTypeCOnly) {
  EXPECT_EQ(told_of("protocol: type-d\nmemory: {user_words: 4}\n"),
            ":5:9: 'memory' is for type-c only; a Type D type has its memory in 'air'\n");
}

}  // namespace
}  // namespace plugtest::scenarios
