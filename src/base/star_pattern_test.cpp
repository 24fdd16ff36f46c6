#include "base/star_pattern.h"

#include <gtest/gtest.h>

namespace tntc {
namespace {

TEST(StarPattern, StandsForAnyTextAndItself) {
  EXPECT_TRUE(matches_stars("a*c", "abbc"));
  EXPECT_TRUE(matches_stars("*", ""));
  EXPECT_TRUE(matches_stars("a*b*c", "a-b-b-c"));
  EXPECT_TRUE(matches_stars("a?", "a?"));
  EXPECT_TRUE(matches_stars("", ""));
  EXPECT_FALSE(matches_stars("a", "ab"));
  EXPECT_FALSE(matches_stars("a*c", "ab"));
  EXPECT_FALSE(matches_stars("a*ab", "ab"));
  EXPECT_FALSE(matches_stars("a*b*b", "a-b"));
  EXPECT_FALSE(matches_stars("", "a"));
}

}  // namespace
}  // namespace tntc
