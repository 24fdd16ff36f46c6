#include "worker/verdicts.h"

#include <gtest/gtest.h>

namespace tntc::worker {
namespace {

using runtime::js::Stop;
constexpr std::int64_t kMs = 1'000'000;

SlotView running(std::int64_t entered_at, std::int64_t deadline) {
  SlotView slot;
  slot.run = 1;
  slot.entered_at = entered_at;
  slot.deadline = deadline;
  return slot;
}

TEST(Verdicts, ScriptIsStuckOnlyWellAfterItsDeadline) {
  const SlotView slot = running(1, 1000 * kMs);
  EXPECT_FALSE(is_stuck(slot, 1000 * kMs));
  EXPECT_FALSE(is_stuck(slot, 1099 * kMs));
  EXPECT_TRUE(is_stuck(slot, 1101 * kMs));
}

TEST(Verdicts, ASlotOutsideScriptOrWithoutARunIsNeverStuck) {
  SlotView slot = running(0, 1000 * kMs);
  EXPECT_FALSE(is_stuck(slot, 9000 * kMs));
  slot.entered_at = 1;
  slot.run = 0;
  EXPECT_FALSE(is_stuck(slot, 9000 * kMs));
}

TEST(Verdicts, ScriptThatIgnoresAStopIsStuckBeforeItsDeadline) {
  SlotView slot = running(1, 60'000 * kMs);
  slot.wanted = Stop::memory;
  slot.stop_asked_at = 500 * kMs;
  EXPECT_FALSE(is_stuck(slot, 599 * kMs));
  EXPECT_TRUE(is_stuck(slot, 601 * kMs));
}

TEST(Verdicts, GrowthIsChargedToThoseWhoWereInScript) {
  SlotView slots[] = {running(5, 0), running(0, 0), running(0, 0), running(5, 0)};
  slots[1].entered = true;  // and is out again
  slots[3].run = 0;
  share_growth(slots, 100);
  EXPECT_EQ(slots[0].grown, 50);
  EXPECT_EQ(slots[1].grown, 50);
  EXPECT_EQ(slots[2].grown, 0);
  EXPECT_EQ(slots[3].grown, 0);
}

TEST(Verdicts, ARunThatGrowsWhileItWaitsIsOverTheLimitToo) {
  SlotView slots[] = {running(0, 0)};
  slots[0].grown = 300;
  EXPECT_EQ(over_limit(slots, 200), 0);
}

TEST(Verdicts, ShrinkingIsCreditedButNeverBelowZero) {
  SlotView slots[] = {running(5, 0), running(5, 0)};
  slots[0].grown = 100;
  share_growth(slots, -60);
  EXPECT_EQ(slots[0].grown, 70);
  EXPECT_EQ(slots[1].grown, 0);
}

TEST(Verdicts, TheGreediestOverTheLimitIsStoppedOnce) {
  SlotView slots[] = {running(5, 0), running(5, 0), running(5, 0)};
  slots[0].grown = 300;
  slots[1].grown = 400;
  EXPECT_EQ(over_limit(slots, 500), -1);
  EXPECT_EQ(over_limit(slots, 200), 1);
  slots[1].wanted = Stop::memory;
  EXPECT_EQ(over_limit(slots, 200), 0);
}

}  // namespace
}  // namespace tntc::worker
