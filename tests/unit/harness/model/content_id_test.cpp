#include "harness/model/content_id.h"

#include <gtest/gtest.h>

namespace plugtest::model {
namespace {

// FIPS 180-2 appendix B.1, and the digest of the empty message.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(ContentHasher, EqualContentGivesEqualIds) {
  const auto id = [] {
    return ContentHasher{}.add("reader", "alpha").add("passes", std::int64_t{18}).id();
  };
  EXPECT_EQ(id(), id());
  EXPECT_EQ(id().size(), 32U);
}

TEST(ContentHasher, IsTheHashOfTheDocumentedText) {
  EXPECT_EQ(ContentHasher{}.add("reader", "alpha").add("passes", std::int64_t{-18}).id(),
            sha256_hex("s6:reader5:alpha\ni6:passes3:-18\n").substr(0, 32));
}

TEST(ContentHasher, FieldsCannotImitateEachOther) {
  EXPECT_NE(ContentHasher{}.add("a", "b").add("c", "d").id(),
            ContentHasher{}.add("a", "b\ns1:c1:d").id());
  EXPECT_NE(ContentHasher{}.add("n", "18").id(), ContentHasher{}.add("n", std::int64_t{18}).id());
  EXPECT_NE(ContentHasher{}.add("ab", "c").id(), ContentHasher{}.add("a", "bc").id());
}

}  // namespace
}  // namespace plugtest::model
