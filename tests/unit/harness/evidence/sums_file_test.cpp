#include "harness/evidence/sums_file.h"

#include "harness/evidence/sha256.h"

#include <string>

#include <gtest/gtest.h>

namespace plugtest::evidence {
namespace {

// FIPS 180-4, examples: one block, and one million times "a" given piece by piece.
TEST(Sha256, published_values) {
  Sha256 short_text;
  short_text.add("a");
  short_text.add("bc");
  EXPECT_EQ(short_text.finish(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 million;
  for (int i = 0; i < 1000; ++i) million.add(std::string(1000, 'a'));
  EXPECT_EQ(million.finish(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

const std::string k_one(64, 'a');
const std::string k_two(64, '0');

TEST(SumsFile, lines_are_in_order_of_name_and_come_back) {
  const FileSums sums{{"wall.json", k_one}, {"log.txt", k_two}};
  const std::string text = k_two + "  log.txt\n" + k_one + "  wall.json\n";
  EXPECT_EQ(print_sums(sums), text);
  EXPECT_EQ(parse_sums(text), sums);
}

TEST(SumsFile, a_line_that_does_not_fit_is_named_by_its_offset) {
  const std::string good = k_one + "  a\n";
  for (const std::string& bad :
       {k_one + "  ../a\n", k_one + "  /etc/x\n", k_one + "  ..\n", k_one + "  \n", k_one + " *b\n",
        k_one + "  b", k_one.substr(1) + "  b\n", std::string(64, 'A') + "  b\n", k_one + "  b c\n",
        k_one + "  SHA256SUMS\n", std::string("\n")}) {
    const auto sums = parse_sums(good + bad);
    ASSERT_FALSE(sums.has_value()) << bad;
    EXPECT_EQ(sums.error().where.byte_offset, good.size());
    EXPECT_EQ(sums.error().message, "expected a SHA-256, two blanks and the name of a file");
  }
  EXPECT_EQ(parse_sums(good + good).error().message, "the file 'a' is named twice");
}

}  // namespace
}  // namespace plugtest::evidence
