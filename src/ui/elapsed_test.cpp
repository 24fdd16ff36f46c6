#include "ui/elapsed.h"

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

TEST(Elapsed, IsShortAndNeverShowsSixtySeconds) {
  EXPECT_EQ(elapsed(Milliseconds(0)), "0ms");
  EXPECT_EQ(elapsed(Milliseconds(999)), "999ms");
  EXPECT_EQ(elapsed(Milliseconds(1'000)), "1.0s");
  EXPECT_EQ(elapsed(Milliseconds(59'949)), "59.9s");
  EXPECT_EQ(elapsed(Milliseconds(59'950)), "1m00s");
  EXPECT_EQ(elapsed(Milliseconds(125'000)), "2m05s");
  EXPECT_EQ(elapsed(Milliseconds(3'599'600)), "1h00m");
  EXPECT_EQ(elapsed(Milliseconds(12'000'000)), "3h20m");
}

TEST(Elapsed, TakesAClockThatWentBackwardsForNoTime) {
  EXPECT_EQ(elapsed(Milliseconds(-5)), "0ms");
}

}  // namespace
}  // namespace tntc::ui
