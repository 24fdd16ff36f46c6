#include "base/ascii.h"

#include <gtest/gtest.h>

namespace tntc::ascii {
namespace {

TEST(Ascii, FoldsLettersAndNothingElse) {
  EXPECT_EQ(lower("AZaz09-\xC3\x84[`{@"), "azaz09-\xC3\x84[`{@");
  EXPECT_TRUE(equal_ignoring_case("Content-Type", "content-TYPE"));
  EXPECT_FALSE(equal_ignoring_case("content-type", "content_type"));
  EXPECT_FALSE(equal_ignoring_case("content", "content-type"));
  EXPECT_FALSE(equal_ignoring_case("@", "`")) << "32 apart, but no letters";
}

TEST(Ascii, TakesBlanksOffBothEnds) {
  EXPECT_EQ(trimmed(" \ta b\t "), "a b");
  EXPECT_EQ(trimmed(" \t "), "");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("\ta ", " "), "\ta");
}

TEST(Ascii, TakesPartsOffTheFront) {
  std::string_view rest = "a,,b";
  EXPECT_EQ(take_until(rest, ','), "a");
  EXPECT_EQ(take_until(rest, ','), "");
  EXPECT_EQ(take_until(rest, ','), "b");
  EXPECT_EQ(rest, "");
  EXPECT_EQ(take_until(rest, ','), "");
}

}  // namespace
}  // namespace tntc::ascii
