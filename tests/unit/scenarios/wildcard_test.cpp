#include "scenarios/event.h"

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

TEST(Wildcard, StarStandsForAnyTextAndQuestionMarkForOneCharacter) {
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*", "anything"));
  EXPECT_TRUE(matches("c-*-a", "c-2009-a"));
  EXPECT_TRUE(matches("c-?009-?", "c-2009-a"));
  EXPECT_TRUE(matches("**a", "banana"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_FALSE(matches("?", ""));
  EXPECT_FALSE(matches("c-*-b", "c-2009-a"));
  EXPECT_FALSE(matches("alpha", "Alpha"));
}

TEST(Wildcard, ManyStarsAreTriedInReasonableTime) {
  std::string pattern;
  for (int i = 0; i < 60; ++i) pattern += "*a";
  EXPECT_FALSE(matches(pattern + "*b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace plugtest::scenarios
