#include "reports/embedding.h"

#include <gtest/gtest.h>

namespace plugtest::reports {
namespace {

TEST(Embedding, Base64OfTheVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Embedding, GzipBeginsAsRfc1952SaysAndShrinksWhatRepeats) {
  const std::string packed = gzip(std::string(100'000, 'a'));
  EXPECT_EQ(packed.substr(0, 3), "\x1f\x8b\x08");
  EXPECT_LT(packed.size(), 1000U);
  EXPECT_EQ(gzip("same"), gzip("same"));
}

// Digest of the empty string, as policies write it.
TEST(Embedding, PolicySourceIsTheDigestInBase64) {
  EXPECT_EQ(policy_source(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

TEST(Embedding, NothingInDataEndsItsScript) {
  const std::string text = inside_script(R"({"a":"</script><!--&"})");
  EXPECT_EQ(text.find_first_of("<>&"), std::string::npos);
}

}  // namespace
}  // namespace plugtest::reports
