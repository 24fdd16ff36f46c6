#include "base/duration.h"

#include <gtest/gtest.h>

namespace tntc {
namespace {

TEST(Duration, ReadsTheSpellingsOfTheSpec) {
  EXPECT_EQ(*parse_duration("500ms"), Milliseconds(500));
  EXPECT_EQ(*parse_duration("30s"), Milliseconds(30'000));
  EXPECT_EQ(*parse_duration("5m"), Milliseconds(300'000));
  EXPECT_EQ(*parse_duration("1h"), Milliseconds(3'600'000));
  EXPECT_EQ(*parse_duration("1.5m"), Milliseconds(90'000));
  EXPECT_EQ(*parse_duration("1m30s"), Milliseconds(90'000));
  EXPECT_EQ(*parse_duration("30"), Milliseconds(30'000));
  EXPECT_EQ(*parse_duration("0"), Milliseconds(0));
}

TEST(Duration, RefusesWhatIsNotADuration) {
  for (const char* text :
       {"", "s", "-1s", "1x", "1s ", " 1s", "1s1", "inf", "nan", "1e400s", "400d", "0x10s", "."}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Duration, IsPrintedExactly) {
  EXPECT_EQ(to_text(Milliseconds(500)), "500ms");
  EXPECT_EQ(to_text(Milliseconds(90'000)), "1m30s");
  EXPECT_EQ(to_text(Milliseconds(3'600'000)), "1h");
  EXPECT_EQ(to_text(Milliseconds(0)), "0ms");
}

}  // namespace
}  // namespace tntc
