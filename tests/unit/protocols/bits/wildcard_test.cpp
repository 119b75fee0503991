#include "protocols/bits/wildcard.h"

#include <string>

#include <gtest/gtest.h>

namespace plugtest::bits {
namespace {

TEST(Wildcard, StarStandsForAnyTextAndQuestionMarkForOneCharacter) {
  EXPECT_TRUE(wildcard_match("*", ""));
  EXPECT_TRUE(wildcard_match("*", "anything"));
  EXPECT_TRUE(wildcard_match("c-*-a", "c-2009-a"));
  EXPECT_TRUE(wildcard_match("c-?009-?", "c-2009-a"));
  EXPECT_TRUE(wildcard_match("**a", "banana"));
  EXPECT_TRUE(wildcard_match("", ""));
  EXPECT_FALSE(wildcard_match("", "a"));
  EXPECT_FALSE(wildcard_match("?", ""));
  EXPECT_FALSE(wildcard_match("c-*-b", "c-2009-a"));
  EXPECT_FALSE(wildcard_match("alpha", "Alpha"));
}

TEST(Wildcard, ManyStarsAreTriedInReasonableTime) {
  std::string pattern;
  for (int i = 0; i < 60; ++i) pattern += "*a";
  EXPECT_FALSE(wildcard_match(pattern + "*b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace plugtest::bits
